"""Convolution in bfloat16, for inference on processors that multiply it twice as fast.

``modules.conv.convolve`` under autocast is the plain version; it puts the weights in order again
in every call.
"""

import torch
from torch import Tensor

from modules.onednn import HalfLinear


class HalfConv:
    """A kernel (C_out, C_in, K) that is kept, and multiplied, in bfloat16.

    The result is as long as the input, and float32. Shapes: x (B, C_in, T), float32; result
    (B, C_out, T), channels side by side.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None, dilation: int) -> None:
        self._kernel_size, self._dilation = weight.shape[2], dilation
        self._linear = HalfLinear(weight.detach().transpose(1, 2).flatten(1), bias)

    def __call__(self, x: Tensor) -> Tensor:
        rows, size, d = x.mT, self._kernel_size, self._dilation  # (B, T, C_in)
        B, T, C = rows.shape
        reach = d * (size - 1)
        frames = rows.new_zeros(B, T + reach, C, dtype=torch.bfloat16)
        frames[:, reach // 2 : reach // 2 + T] = rows
        windows = frames.as_strided((B, T, size, C), (frames.stride(0), C, d * C, 1))
        return self._linear(windows.reshape(B, T, size * C)).float().mT
