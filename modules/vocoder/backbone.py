"""The backbone of Vocos (Siuzdak, ICLR 2024): what it makes of mels at their frame rate."""

from torch import Tensor, nn

from modules.layers.conv import convolve, fast_layout
from modules.vocoder.convnext import ConvNeXtBlock


class Backbone(nn.Module):
    """ConvNeXt blocks between two layer norms.

    Shapes: mel (B, n_mels, T); result (B, T, channels).
    """

    def __init__(self, n_mels: int, channels: int, hidden_channels: int, n_layers: int) -> None:
        super().__init__()
        self.embed = nn.Conv1d(n_mels, channels, 7, padding=3)
        self.norm = nn.LayerNorm(channels, eps=1e-6)
        self.convnext = nn.ModuleList(
            ConvNeXtBlock(channels, hidden_channels, scale=1 / n_layers) for _ in range(n_layers)
        )
        self.final_layer_norm = nn.LayerNorm(channels, eps=1e-6)
        for layer in self.modules():
            if isinstance(layer, nn.Conv1d | nn.Linear):
                nn.init.trunc_normal_(layer.weight, std=0.02)
                nn.init.zeros_(layer.bias)

    def forward(self, mel: Tensor) -> Tensor:
        x = convolve(fast_layout(mel), self.embed.weight, self.embed.bias, padding=3)
        x = self.norm(x.transpose(1, 2)).transpose(1, 2)
        for block in self.convnext:
            x = block(x)
        return self.final_layer_norm(x.transpose(1, 2))
