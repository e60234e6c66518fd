"""Dropout whose masks cost little on a CPU."""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

LEVELS = 2**16  # what 16 random bits can be


def dropout(x: Tensor, p: float) -> Tensor:
    """F.dropout; on a CPU its masks are drawn sixteen random bits an element, not one by one.

    Probabilities are rounded to 1/65536 there. The bits hang on torch's generator, so that a
    resumed run goes on exactly.
    """
    if p in (0.0, 1.0) or x.device.type != "cpu":
        return F.dropout(x, p)
    return x * draw_mask(x, p)


def draw_seed() -> int:
    """What a faster generator than torch's goes on with."""
    return torch.randint(2**63 - 1, ()).item()


def draw_mask(x: Tensor, p: float) -> Tensor:
    """Zeros with probability ``p``, and what keeps the mean elsewhere; laid out as ``x`` is."""
    dropped = round(p * LEVELS)
    mask = torch.empty_like(x, requires_grad=False)
    flat = mask.as_strided((mask.numel(),), (1,))  # empty_like leaves no gaps
    bits = draw_bits(flat.numel())
    torch.ge(bits, dropped - LEVELS // 2, out=flat)
    flat.mul_(LEVELS / (LEVELS - dropped))
    return mask


def draw_bits(count: int) -> Tensor:
    """Uniform int16 (count,); torch's generator decides which, and a faster one draws them."""
    words = np.random.Generator(np.random.SFC64(draw_seed())).integers(
        2**64 - 1, size=-(-count // 4), dtype=np.uint64, endpoint=True
    )
    return torch.from_numpy(words.view(np.int16)[:count])


class Dropout(nn.Dropout):
    """nn.Dropout by ``operation``, which another of the same arguments may replace."""

    operation = staticmethod(dropout)

    def forward(self, x: Tensor) -> Tensor:
        return self.operation(x, self.current_p())

    def current_p(self) -> float:
        """The probability, 0 out of training; for those who drop in a pass of their own."""
        return self.p if self.training else 0.0
