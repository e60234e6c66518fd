"""Text encoder of Glow-TTS: features and prior of each phone."""

import math

import torch
from torch import Tensor, nn

from modules.layers.conv import Conv1d
from modules.layers.dropout import Dropout
from modules.layers.norm import ChannelNorm
from modules.transformer import TransformerEncoder


class Prenet(nn.Module):
    """Residual convolutions; their projection starts at zero, so the module is first the identity.

    On padding, the result is zero.
    Shapes: x and result (B, C, T); mask (B, 1, T).
    """

    def __init__(
        self, channels: int, kernel_size: int = 5, n_layers: int = 3, p_dropout: float = 0.5
    ) -> None:
        super().__init__()
        self.convs = nn.ModuleList(Conv1d(channels, channels, kernel_size) for _ in range(n_layers))
        self.norms = nn.ModuleList(ChannelNorm(channels) for _ in range(n_layers))
        self.out = Conv1d(channels, channels, 1)
        self.dropout = Dropout(p_dropout)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        h = x
        for conv, norm in zip(self.convs, self.norms, strict=True):
            h = self.dropout(torch.relu(norm(conv(h * mask))))
        return (x + self.out(h)) * mask


class TextEncoder(nn.Module):
    """Phone embedding, prenet, transformer, and projections to the prior.

    The encoder of Glow-TTS (Kim et al., 2020, section 3.3); it gives the statistics of equation 2.
    Shapes: phone_ids (B, T_text); mask (B, 1, T_text); results: features (B, C, T_text),
    prior_mean and prior_log_std (B, n_mels, T_text) float32. With ``mean_only`` the standard
    deviation is one and prior_log_std is None.
    """

    def __init__(
        self,
        n_symbols: int,
        n_mels: int,
        channels: int,
        filter_channels: int,
        n_heads: int,
        n_layers: int,
        kernel_size: int,
        window_size: int | None = 4,
        p_dropout: float = 0.0,
        prenet: bool = True,
        mean_only: bool = True,
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(n_symbols, channels)
        nn.init.normal_(self.embedding.weight, 0.0, channels**-0.5)
        self.prenet = Prenet(channels) if prenet else None
        self.transformer = TransformerEncoder(
            channels, filter_channels, n_heads, n_layers, kernel_size, window_size, p_dropout
        )
        self.mean = Conv1d(channels, n_mels, 1)
        self.log_std = None if mean_only else Conv1d(channels, n_mels, 1)

    def forward(self, phone_ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
        x = self.embedding(phone_ids) * math.sqrt(self.embedding.embedding_dim)
        x = x.transpose(1, 2)  # (B, C, T_text)
        if self.prenet is not None:
            x = self.prenet(x, mask)
        x = self.transformer(x, mask)
        prior_mean = self.mean(x).float() * mask
        if self.log_std is None:
            return x, prior_mean, None
        return x, prior_mean, self.log_std(x).float() * mask
