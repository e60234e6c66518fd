"""Convolutions over time, and the layout in memory that they are fastest in.

oneDNN, which computes them on a CPU, wants the channels of a frame side by side. There, tensors
(B, C, T) are strided as (B, T, C) would be; elementwise operations keep that. Elsewhere nothing is
changed.
"""

from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from modules.kernels import LEVEL, Activation, Kernel, Precision
from modules.onednn import can_serve, linear


class Conv1d(nn.Conv1d):
    """nn.Conv1d of stride 1 whose padding keeps the length.

    On a CPU the result has channels side by side. ``packing``, for inference there, keeps the
    weights in another form too, up to twice as large, that ``kernel`` gives.
    Shapes: x (B, C_in, T); result (B, C_out, T).
    """

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int, dilation: int = 1
    ) -> None:
        if kernel_size % 2 == 0:
            raise ValueError(f"kernel_size must be odd, got {kernel_size}")
        padding = dilation * (kernel_size // 2)
        super().__init__(in_channels, out_channels, kernel_size, padding=padding, dilation=dilation)
        self.packing: Precision | None = None
        self._packed = _Packed()

    def forward(
        self, x: Tensor, activation: Literal["none", "relu"] = "none", mask: Tensor | None = None
    ) -> Tensor:
        """The convolution, then the activation, then times the mask (B, 1, T)."""
        kernel = self.kernel(x, activation)
        if kernel is not None:
            return kernel(as_rows(x), mask=None if mask is None else mask.contiguous()).mT
        if self.kernel_size[0] == 1:
            y = pointwise(x, self.weight, self.bias)
        else:
            y = convolve(x, self.weight, self.bias, self.padding[0], self.dilation[0])
        if activation == "relu":
            y = torch.relu(y)
        return y if mask is None else y * mask.to(y.dtype)

    def kernel(self, x: Tensor, activation: Activation = "none") -> Kernel | None:
        """The compiled form of this layer, if it is packed and such an input can be had of it."""
        if self.packing is None or not LEVEL or not can_serve(x, self.weight):
            return None
        return self._packed.of(self, activation)


class _Packed:
    """The other form of a layer's weights, made anew when these have changed."""

    def __init__(self) -> None:
        self._form: Kernel | None = None
        self._made_for: tuple[Any, ...] | None = None

    def of(self, layer: Conv1d, activation: Activation) -> Kernel:
        state = layer.packing, activation
        for x in (layer.weight, layer.bias):
            state = *state, x.data_ptr(), None if x.is_inference() else x._version
        if state != self._made_for:
            precision = layer.packing
            if layer.in_channels % 2:  # bfloat16 is multiplied in pairs
                precision = "float32"
            options = {"activation": activation, "precision": precision}
            self._form = Kernel(layer.weight, layer.bias, layer.dilation[0], **options)
            self._made_for = state
        return self._form

    def __reduce__(self) -> tuple[type, tuple[()]]:
        return _Packed, ()  # a copy of the layer packs again


def pack_convolutions(module: nn.Module, precision: Precision = "float32") -> None:
    """Have every ``Conv1d`` inside ``module`` packed, when it is first used; for inference."""
    for layer in module.modules():
        if isinstance(layer, Conv1d):
            layer.packing = precision


def as_rows(x: Tensor) -> Tensor:
    """(B, C, T) as (B, T, C) with the channels side by side and all rows at one distance."""
    rows = x.mT
    B, T, _ = rows.shape
    if rows.stride(2) == 1 and (1 in (B, T) or rows.stride(0) == T * rows.stride(1)):
        return rows
    return rows.contiguous()


def pointwise(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """F.conv1d with a kernel of one; shapes: x (B, C_in, T), weight (C_out, C_in, 1)."""
    if can_serve(x, weight):
        return linear(x.mT, weight.squeeze(2), bias).mT
    return convolve(x, weight, bias)


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
