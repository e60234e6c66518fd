"""Elementwise steps of training on a CPU, each in one pass over the memory.

Compiled from training.c. Autograd functions that keep inputs and a seed, and compute the rest
again in the backward pass. float32, or bfloat16 with float32 in between. ``modules.wavenet.gate``,
``modules.wavenet.residual`` and ``modules.layers.dropout`` have the plain versions.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from modules.cpu_kernels.convolution import LEVEL, cpu
from modules.cpu_kernels.rows import as_rows, place

FACTOR_LEVELS = 2**16  # what an element's random bits can be


def can_fuse(*tensors: Tensor) -> bool:
    """Whether these functions take such tensors, all of one type; in training only."""
    first = tensors[0].dtype
    return (
        LEVEL > 0
        and torch.is_grad_enabled()
        and first in (torch.float32, torch.bfloat16)
        and all(x.device.type == "cpu" and x.dtype is first for x in tensors)
    )


class Gate(torch.autograd.Function):
    """Dropout, then a condition is added, then tanh of one half times sigmoid of the other.

    ``dropped`` of FACTOR_LEVELS elements are; the seed decides which.
    Shapes: h (B, 2 C, T); condition (B, 2 C), float32, or None; result (B, C, T).
    """

    @staticmethod
    def forward(
        ctx: Any, h: Tensor, condition: Tensor | None, dropped: int, seed: int, level: int = LEVEL
    ) -> Tensor:
        rows = as_rows(h.mT)
        B, T, width = rows.shape
        ctx.options = dropped, seed, level
        ctx.save_for_backward(h, condition)
        out = rows.new_empty(B, T, width // 2)
        cpu.gate(
            *((B, T, width // 2), h.dtype is torch.bfloat16, place(rows), _address(condition)),
            *(seed, dropped, place(out), torch.get_num_threads(), level),
        )
        return out.mT

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        h, condition = ctx.saved_tensors
        dropped, seed, level = ctx.options
        rows, grad = as_rows(h.mT), as_rows(grad.mT)
        B, T, width = rows.shape
        out, parts = rows.new_empty(B, T, width), None
        if condition is not None:
            chunks = -(-T // cpu.CHUNK_FRAMES)
            parts = condition.new_empty(B, chunks, width)
        cpu.gate_backward(
            *((B, T, width // 2), h.dtype is torch.bfloat16, place(rows), _address(condition)),
            *(seed, dropped, place(grad), place(out), _address(parts)),
            *(torch.get_num_threads(), level),
        )
        return out.mT, None if parts is None else parts.sum(1), None, None, None


class Join(torch.autograd.Function):
    """(x + the first half of h) times the mask, and total + the second half of h.

    Shapes: x, total (which may be None) and results (B, C, T); h (B, 2 C, T); mask (B, 1, T),
    float32.
    """

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, h: Tensor, total: Tensor | None, mask: Tensor, level: int = LEVEL
    ) -> tuple[Tensor, Tensor]:
        mask = mask.contiguous()
        ctx.save_for_backward(mask)
        ctx.level, ctx.half = level, h.dtype is torch.bfloat16
        x, h = as_rows(x.mT), as_rows(h.mT)
        total = None if total is None else as_rows(total.mT)
        next_x, next_total = torch.empty_like(x), torch.empty_like(x)
        cpu.join(
            *(tuple(x.shape), ctx.half, place(h), place(x), place(total)),
            *(place(next_x), place(next_total)),
            *(mask.data_ptr(), torch.get_num_threads(), level),
        )
        return next_x.mT, next_total.mT

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, by_x: Tensor, by_total: Tensor) -> tuple[Tensor | None, ...]:
        (mask,) = ctx.saved_tensors
        by_x, total = as_rows(by_x.mT), as_rows(by_total.mT)
        B, T, C = by_x.shape
        by_h = by_x.new_empty(B, T, 2 * C)
        cpu.join_backward(
            *((B, T, C), ctx.half, place(by_h), place(by_x), place(total)),
            *(mask.data_ptr(), torch.get_num_threads(), ctx.level),
        )
        by_total = by_total if ctx.needs_input_grad[2] else None
        return by_h[..., :C].mT, by_h.mT, by_total, None, None


class Drop(torch.autograd.Function):
    """Dropout alone, of a tensor of any shape.

    Elements have their bits in the order of the memory of x.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, dropped: int, seed: int, level: int = LEVEL) -> Tensor:
        ctx.options = dropped, seed, level
        out = torch.empty_like(x)  # dense, whatever x is
        ctx.layout = out.stride()
        if x.stride() != out.stride():
            x = out.copy_(x)
        _drop(x, out, *ctx.options)
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        out = grad.new_empty_strided(grad.shape, ctx.layout)
        if grad.stride() != out.stride():
            grad = out.copy_(grad)
        _drop(grad, out, *ctx.options)
        return out, None, None, None


def _drop(x: Tensor, out: Tensor, dropped: int, seed: int, level: int) -> None:
    cpu.drop(
        *(x.data_ptr(), out.data_ptr(), x.numel(), x.dtype is torch.bfloat16),
        *(seed, dropped, torch.get_num_threads(), level),
    )


def _address(x: Tensor | None) -> int:
    return 0 if x is None else x.data_ptr()
