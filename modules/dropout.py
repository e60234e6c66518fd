"""Dropout whose masks cost little on a CPU."""

import numpy as np
import torch
from torch import Tensor, nn

LEVELS = 2**16  # what 16 random bits can be


class Dropout(nn.Dropout):
    """nn.Dropout; on a CPU its masks are drawn sixteen random bits an element, not one by one.

    Probabilities are rounded to 1/65536 there. The bits hang on torch's generator, so that a
    resumed run goes on exactly.
    """

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p in (0.0, 1.0) or x.device.type != "cpu":
            return super().forward(x)
        return x * draw_mask(x, self.p)


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
    seed = torch.randint(2**63 - 1, ()).item()
    words = np.random.Generator(np.random.SFC64(seed)).integers(
        2**64 - 1, size=-(-count // 4), dtype=np.uint64, endpoint=True
    )
    return torch.from_numpy(words.view(np.int16)[:count])
