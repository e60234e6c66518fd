"""Dropout of training on a CPU, in one pass."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from modules.cpu_kernels import dispatch
from modules.cpu_kernels.arrays import as_array
from modules.cpu_kernels.dispatch import binding
from modules.layers import dropout as plain
from modules.layers.dropout import draw_seed


def dropout(x: Tensor, p: float) -> Tensor:
    """``modules.layers.dropout.dropout``; other elements are dropped, by the same generator."""
    if p in (0.0, 1.0) or not dispatch.can_train("dropout", x):
        return plain.dropout(x, p)
    return Dropout.apply(x, dropped_levels(p), draw_seed(), dispatch.level())


def dropped_levels(p: float) -> int:
    """How many of ``binding.DROPOUT_LEVELS`` mean that an element is dropped."""
    return round(p * binding.DROPOUT_LEVELS)


class Dropout(torch.autograd.Function):
    """Dropout of a tensor of any shape, float32 or bfloat16, that keeps only the seed.

    ``dropped`` of ``binding.DROPOUT_LEVELS`` elements are; their bits go to them in the order of
    the memory of x.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, dropped: int, seed: int, level: int) -> Tensor:
        ctx.options = {"dropped": dropped, "seed": seed, "level": level}
        out = torch.empty_like(x)  # dense, whatever x is
        ctx.layout = out.stride()
        if x.stride() != out.stride():
            x = out.copy_(x)
        _drop(x, out, ctx.options)
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        out = grad.new_empty_strided(grad.shape, ctx.layout)
        if grad.stride() != out.stride():
            grad = out.copy_(grad)
        _drop(grad, out, ctx.options)
        return out, None, None, None


def _drop(x: Tensor, out: Tensor, options: dict[str, int]) -> None:
    arrays = (as_array(y.as_strided((y.numel(),), (1,))) for y in (x, out))
    binding.dropout(*arrays, threads=torch.get_num_threads(), **options)
