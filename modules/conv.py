"""Convolutions over time, and the layout in memory that they are fastest in.

oneDNN, which computes them on a CPU, wants the channels of a frame side by side. There, tensors
(B, C, T) are strided as (B, T, C) would be; elementwise operations keep that. Elsewhere nothing is
changed.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from modules.packed_conv import PackedConv, can_pack, choose_tile


class Conv1d(nn.Conv1d):
    """nn.Conv1d of stride 1 whose padding keeps the length.

    On a CPU the result has channels side by side. ``packed`` keeps the weights in oneDNN's own
    order too, for inference: single utterances take little more than half the time, and the
    weights twice the memory.
    Shapes: x (B, C_in, T); result (B, C_out, T).
    """

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int, dilation: int = 1
    ) -> None:
        if kernel_size % 2 == 0:
            raise ValueError(f"kernel_size must be odd, got {kernel_size}")
        padding = dilation * (kernel_size // 2)
        super().__init__(in_channels, out_channels, kernel_size, padding=padding, dilation=dilation)
        self.packed = False
        self._packed: dict[int, PackedConv | None] = {}

    def forward(self, x: Tensor) -> Tensor:
        if self.packed and can_pack(x, self.weight):
            return self._packed_for(x.shape[2])(x)
        return convolve(x, self.weight, self.bias, self.padding[0], self.dilation[0])

    def _packed_for(self, n_frames: int) -> PackedConv:
        tile = choose_tile(n_frames)
        packed = self._packed.get(tile)
        if packed is None or not packed.fits(self.weight):
            packed = PackedConv(self.weight, self.bias, self.dilation[0], tile)
            self._packed[tile] = packed
        return packed


def pack_convolutions(module: nn.Module) -> None:
    """Have every ``Conv1d`` inside ``module`` packed, when it is first used; for inference."""
    for layer in module.modules():
        if isinstance(layer, Conv1d):
            layer.packed = True


def convolve(
    x: Tensor, weight: Tensor, bias: Tensor | None = None, padding: int = 0, dilation: int = 1
) -> Tensor:
    """F.conv1d; on a CPU in the layout of ``x``, which torch knows of two dimensions only."""
    if x.device.type != "cpu":
        return F.conv1d(x, weight, bias, padding=padding, dilation=dilation)
    y = F.conv2d(
        x.unsqueeze(2),
        # Put in order here, it is not done again in the backward pass.
        weight.unsqueeze(2).contiguous(memory_format=torch.channels_last),
        bias,
        padding=(0, padding),
        dilation=(1, dilation),
    )
    return y.squeeze(2)


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
        return torch.cat([part.mT for part in parts], 2).mT
    return torch.cat(parts, 1)
