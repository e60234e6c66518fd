"""Convolutions of training on a CPU by Winograd's algorithm, with their gradients.

The gradient of the input is a convolution too. That of the weight is the same product of three
things seen from another side: of values at the points of input and of gradient, summed over the
windows, and taken back to the taps.
"""

from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from modules.cpu_kernels import winograd
from modules.cpu_kernels.convolution import LEVEL, PANEL, cpu
from modules.cpu_kernels.rows import as_rows, place


def can_train(x: Tensor, weight: Tensor) -> bool:
    """Whether ``convolve`` is there for it and pays: float32, and gradients are wanted.

    In bfloat16 oneDNN's convolutions are as fast.
    """
    return (
        LEVEL > 0
        and x.device.type == weight.device.type == "cpu"
        and x.dtype == weight.dtype == torch.float32
        and weight.shape[2] in winograd.KERNEL_SIZES
        and torch.is_grad_enabled()
        and (x.requires_grad or weight.requires_grad)
        and not torch.is_autocast_enabled("cpu")
    )


def convolve(
    x: Tensor, weight: Tensor, bias: Tensor | None, dilation: int = 1, level: int = LEVEL
) -> Tensor:
    """F.conv1d whose padding keeps the length; channels of the result are side by side.

    Shapes: x (B, C_in, T); weight (C_out, C_in, K), K of ``winograd.KERNEL_SIZES``.
    """
    bias = weight.new_zeros(len(weight)) if bias is None else bias
    return _Convolution.apply(x, weight, bias, dilation, level)


class _Convolution(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, dilation: int, level: int
    ) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.options = dilation, level
        return _convolve(as_rows(x.mT), weight, bias, dilation, level).mT

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        rows = as_rows(grad.mT)
        by_x = by_weight = by_bias = None
        if ctx.needs_input_grad[0]:
            turned = weight.transpose(0, 1).flip(2)
            by_x = _convolve(rows, turned, weight.new_zeros(len(turned)), *ctx.options).mT
        if any(ctx.needs_input_grad[1:3]):
            by_weight, by_bias = _by_weight(as_rows(x.mT), rows, weight.shape[2], *ctx.options)
        return by_x, by_weight, by_bias, None, None


def _convolve(x: Tensor, weight: Tensor, bias: Tensor, dilation: int, level: int) -> Tensor:
    """Shapes: x (B, T, C_in), result (B, T, C_out)."""
    after, spread, before = _matrices(weight.shape[2])
    (B, T, n_in), n_out, kernel_size = x.shape, *weight.shape[::2]
    threads, points = torch.get_num_threads(), len(before)
    packed = weight.new_empty(-(-n_out // PANEL), points, n_in, PANEL)
    cpu.pack(
        *(weight.data_ptr(), weight.stride(), n_out, n_in, kernel_size, points),
        *(spread.data_ptr(), packed.data_ptr(), threads, level),
    )
    bias = F.pad(bias, (0, -n_out % PANEL))
    kernel = cpu.Kernel(
        *(n_in, n_out, kernel_size, dilation, packed.data_ptr(), bias.data_ptr()),
        *(points, before.data_ptr(), after.data_ptr(), before.shape[1], 1.0, 0, False, level),
    )
    out = x.new_empty(B, T, n_out)
    kernel.convolve(*place(x), False, B, T, *place(out), False, 0, 0, 0, 0, threads)
    return out


def _by_weight(
    x: Tensor, grad: Tensor, kernel_size: int, dilation: int, level: int
) -> tuple[Tensor, Tensor]:
    """Gradients of weight and bias; shapes: x (B, T, C_in), grad (B, T, C_out)."""
    after, spread, before = _matrices(kernel_size)
    n_in, n_out, points = x.shape[2], grad.shape[2], len(before)
    values = x.new_empty(points, n_out, n_in + -n_in % PANEL)
    bias = x.new_empty(n_out)
    cpu.gradient(
        *(tuple(x.shape), n_out, kernel_size, dilation, points, place(x), place(grad)),
        *(before.data_ptr(), after.data_ptr(), after.T.tolist().index([1.0] * len(after))),
        *(values.data_ptr(), bias.data_ptr()),
        *(torch.get_num_threads(), level),
    )
    taps = (spread.T @ values.flatten(1)).unflatten(1, values.shape[1:])
    return taps[..., :n_in].permute(1, 2, 0), bias


@cache
def _matrices(kernel_size: int) -> tuple[Tensor, ...]:
    """What ``winograd.transforms`` gives, as the compiled loops take it."""
    with torch.inference_mode(False):
        return tuple(x.float().contiguous() for x in winograd.transforms(kernel_size))
