"""Duration predictor of Glow-TTS."""

import torch
from torch import Tensor, nn

from modules.layers.conv import Conv1d, cat_channels
from modules.layers.dropout import Dropout
from modules.layers.norm import ChannelNorm


class DurationPredictor(nn.Module):
    """Log-duration of each phone, from the text encoder's features, whose gradient stops here.

    Glow-TTS (Kim et al., 2020, section 3.3; the stopped gradient is that of equation 6).
    Shapes: x (B, C, T_text); mask (B, 1, T_text); speaker_embedding (B, speaker_channels, 1);
    log_durations (B, T_text) float32.
    """

    def __init__(
        self,
        channels: int,
        filter_channels: int,
        kernel_size: int,
        p_dropout: float = 0.0,
        speaker_channels: int = 0,
    ) -> None:
        super().__init__()
        in_channels = channels + speaker_channels
        self.conv_1 = Conv1d(in_channels, filter_channels, kernel_size)
        self.norm_1 = ChannelNorm(filter_channels)
        self.conv_2 = Conv1d(filter_channels, filter_channels, kernel_size)
        self.norm_2 = ChannelNorm(filter_channels)
        self.out = Conv1d(filter_channels, 1, 1)
        self.dropout = Dropout(p_dropout)

    def forward(self, x: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None) -> Tensor:
        x = x.detach()
        if speaker_embedding is not None:
            x = cat_channels(x, speaker_embedding.expand(-1, -1, x.shape[2]))
        x = self.dropout(self.norm_1(torch.relu(self.conv_1(x * mask))))
        x = self.dropout(self.norm_2(torch.relu(self.conv_2(x * mask))))
        return (self.out(x * mask) * mask).squeeze(1).float()
