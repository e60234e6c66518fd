"""The two paths out of a layer of a WaveNet, in one pass of training on a CPU."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from modules.cpu_kernels import dispatch
from modules.cpu_kernels.arrays import as_array, as_rows
from modules.cpu_kernels.dispatch import binding
from modules.wavenet import residual as plain


def join(x: Tensor, h: Tensor, skip: Tensor | None, mask: Tensor) -> tuple[Tensor, Tensor]:
    """``modules.wavenet.residual.join``."""
    tensors = (h, x) if skip is None else (h, x, skip)
    if not dispatch.can_train("residual", *tensors):
        return plain.join(x, h, skip, mask)
    return Join.apply(x, h, skip, mask.float(), dispatch.level())


class Join(torch.autograd.Function):
    """(x + the first half of h) times the mask, and skip + the second half of h.

    Shapes: x, skip (which may be None) and results (B, C, T); h (B, 2 C, T); mask (B, 1, T),
    float32.
    """

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, h: Tensor, skip: Tensor | None, mask: Tensor, level: int
    ) -> tuple[Tensor, Tensor]:
        mask = mask.contiguous()
        ctx.save_for_backward(mask)
        ctx.level = level
        x, h = as_rows(x.mT), as_rows(h.mT)
        skip = None if skip is None else as_rows(skip.mT)
        next_x, next_skip = torch.empty_like(x), torch.empty_like(x)
        binding.residual(
            as_array(h),
            as_array(x),
            None if skip is None else as_array(skip),
            as_array(mask),
            as_array(next_x),
            as_array(next_skip),
            threads=torch.get_num_threads(),
            level=level,
        )
        return next_x.mT, next_skip.mT

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, x_grad: Tensor, skip_grad: Tensor) -> tuple[Tensor | None, ...]:
        (mask,) = ctx.saved_tensors
        x_grad, skip_rows = as_rows(x_grad.mT), as_rows(skip_grad.mT)
        B, T, C = x_grad.shape
        h_grad = x_grad.new_empty(B, T, 2 * C)
        arrays = map(as_array, (h_grad, x_grad, skip_rows, mask))
        binding.residual_backward(*arrays, threads=torch.get_num_threads(), level=ctx.level)
        skip_grad = skip_grad if ctx.needs_input_grad[2] else None
        return h_grad[..., :C].mT, h_grad.mT, skip_grad, None, None
