"""Convolutions over time, and the layout in memory that they are fastest in.

oneDNN, which computes them on a CPU, wants the channels of a frame side by side. There, tensors
(B, C, T) are strided as (B, T, C) would be; elementwise operations keep that. Elsewhere nothing is
changed.
"""

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def convolve(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> Tensor:
    """F.conv1d; on a CPU in the layout of ``x``, which torch knows of two dimensions only."""
    if x.device.type != "cpu":
        return F.conv1d(x, weight, bias, padding=padding, dilation=dilation, groups=groups)
    y = F.conv2d(
        x.unsqueeze(2),
        # Put in order here, it is not done again in the backward pass.
        weight.unsqueeze(2).contiguous(memory_format=torch.channels_last),
        bias,
        padding=(0, padding),
        dilation=(1, dilation),
        groups=groups,
    )
    return y.squeeze(2)


class Conv1d(nn.Conv1d):
    """nn.Conv1d of stride 1 whose padding keeps the length.

    On a CPU the result has channels side by side. ``operation`` computes it; another of the same
    arguments may replace it. Shapes: x (B, C_in, T); result (B, C_out, T).
    """

    operation = staticmethod(convolve)

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int, dilation: int = 1
    ) -> None:
        if kernel_size % 2 == 0:
            raise ValueError(f"kernel_size must be odd, got {kernel_size}")
        padding = dilation * (kernel_size // 2)
        super().__init__(in_channels, out_channels, kernel_size, padding=padding, dilation=dilation)

    def forward(
        self, x: Tensor, activation: Literal["none", "relu"] = "none", mask: Tensor | None = None
    ) -> Tensor:
        """The convolution, then the activation, then times the mask (B, 1, T)."""
        y = self.operation(x, self.weight, self.bias, self.padding[0], self.dilation[0])
        if activation == "relu":
            y = torch.relu(y)
        return y if mask is None else y * mask.to(y.dtype)


def fast_layout(x: Tensor) -> Tensor:
    """``x`` (B, C, T) in the layout that its device convolves fastest."""
    return x.mT.contiguous().mT if x.device.type == "cpu" else x


def chunk_channels(x: Tensor, count: int) -> tuple[Tensor, ...]:
    """x.chunk(count, 1) of (B, C, T), whose gradients are joined in the layout of ``x``."""
    if x.stride(1) == 1 and x.requires_grad:
        return tuple(part.mT for part in x.mT.chunk(count, 2))
    return x.chunk(count, 1)


def cat_channels(*parts: Tensor) -> Tensor:
    """torch.cat of (B, C_i, T) along the channels, in the layout of the first."""
    if parts[0].stride(1) == 1:
        return torch.cat([part.transpose(1, 2) for part in parts], 2).transpose(1, 2)
    return torch.cat(parts, 1)
