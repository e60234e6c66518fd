"""The gate of a WaveNet in training on a CPU, with dropout and a condition in the same pass."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from modules.cpu_kernels import dispatch
from modules.cpu_kernels.arrays import as_array, as_rows
from modules.cpu_kernels.dispatch import binding
from modules.cpu_kernels.dropout import dropped_levels
from modules.layers.dropout import draw_seed
from modules.wavenet import gate as plain


def gated(h: Tensor, condition: Tensor | None = None, p_dropout: float = 0.0) -> Tensor:
    """``modules.wavenet.gate.gated``; other elements are dropped, by the same generator."""
    if p_dropout >= 1 or not dispatch.can_train("gate", h):
        return plain.gated(h, condition, p_dropout)
    if condition is not None:
        condition = condition.squeeze(2).float().contiguous()
    seed = draw_seed() if p_dropout > 0 else 0
    return Gate.apply(h, condition, dropped_levels(p_dropout), seed, dispatch.level())


class Gate(torch.autograd.Function):
    """Dropout, then a condition is added, then tanh of one half times sigmoid of the other.

    It keeps the input and the seed, and computes the rest again in the backward pass. ``dropped``
    of ``binding.DROPOUT_LEVELS`` elements are; the seed decides which. float32, or bfloat16 with
    float32 in between.
    Shapes: h (B, 2 C, T); condition (B, 2 C), float32, or None; result (B, C, T).
    """

    @staticmethod
    def forward(
        ctx: Any, h: Tensor, condition: Tensor | None, dropped: int, seed: int, level: int
    ) -> Tensor:
        rows = as_rows(h.mT)
        B, T, width = rows.shape
        ctx.options = {"seed": seed, "dropped": dropped, "level": level}
        ctx.save_for_backward(h, condition)
        out = rows.new_empty(B, T, width // 2)
        binding.gate(
            as_array(rows),
            None if condition is None else as_array(condition),
            as_array(out),
            threads=torch.get_num_threads(),
            **ctx.options,
        )
        return out.mT

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        h, condition = ctx.saved_tensors
        rows, grad = as_rows(h.mT), as_rows(grad.mT)
        B, T, width = rows.shape
        out, parts = rows.new_empty(B, T, width), None
        if condition is not None:
            parts = condition.new_empty(B, -(-T // binding.CHUNK_FRAMES), width)
        binding.gate_backward(
            as_array(rows),
            None if condition is None else as_array(condition),
            as_array(grad),
            as_array(out),
            None if parts is None else as_array(parts),
            threads=torch.get_num_threads(),
            **ctx.options,
        )
        return out.mT, None if parts is None else parts.sum(1), None, None, None
