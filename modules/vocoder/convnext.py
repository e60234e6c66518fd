"""The block of Vocos (Siuzdak, ICLR 2024): ConvNeXt in one dimension."""

import torch
from torch import Tensor, nn

from modules.layers.conv import convolve
from modules.layers.linear import Linear


class ConvNeXtBlock(nn.Module):
    """A depthwise convolution, then two pointwise layers, added to the input.

    Shapes: x and result (B, C, T).
    """

    def __init__(self, channels: int, hidden_channels: int, scale: float) -> None:
        """``scale`` is what the block's share in the sum starts with, in every channel."""
        super().__init__()
        self.dwconv = nn.Conv1d(channels, channels, 7, padding=3, groups=channels)
        self.norm = nn.LayerNorm(channels, eps=1e-6)
        self.pwconv1 = Linear(channels, hidden_channels)
        self.pwconv2 = Linear(hidden_channels, channels)
        self.gamma = nn.Parameter(torch.full((channels,), scale))

    def forward(self, x: Tensor) -> Tensor:
        h = convolve(x, self.dwconv.weight, self.dwconv.bias, padding=3, groups=x.shape[1])
        h = self.norm(h.transpose(1, 2))  # (B, T, C)
        h = self.gamma * self.pwconv2(self.pwconv1(h, "gelu"))
        return x + h.transpose(1, 2)
