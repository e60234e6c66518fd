"""The block of Vocos (Siuzdak, ICLR 2024): ConvNeXt in one dimension."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ConvNeXtBlock(nn.Module):
    """A depthwise convolution, then two pointwise layers, added to the input.

    Shapes: x and result (B, C, T).
    """

    def __init__(self, channels: int, hidden_channels: int, scale: float) -> None:
        """``scale`` is what the block's share in the sum starts with, in every channel."""
        super().__init__()
        self.dwconv = nn.Conv1d(channels, channels, 7, padding=3, groups=channels)
        self.norm = nn.LayerNorm(channels, eps=1e-6)
        self.pwconv1 = nn.Linear(channels, hidden_channels)
        self.pwconv2 = nn.Linear(hidden_channels, channels)
        self.gamma = nn.Parameter(torch.full((channels,), scale))

    def forward(self, x: Tensor) -> Tensor:
        h = self.norm(self.dwconv(x).transpose(1, 2))  # (B, T, C)
        h = self.gamma * self.pwconv2(F.gelu(self.pwconv1(h)))
        return x + h.transpose(1, 2)
