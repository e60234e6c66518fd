"""Products of oneDNN that torch has no public name for; inductor calls the same operators.

On a CPU torch multiplies float32 matrices by MKL, which has half the speed of oneDNN on AMD's
processors, and hands convolutions to oneDNN with weights that are put in order again in every
call. ``torch.matmul`` and ``F.conv1d`` are the plain versions.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_NOTHING = ("none", [], "")  # no activation after the product


def can_serve(x: Tensor, weight: Tensor) -> bool:
    """Whether oneDNN may do it: float32 on a CPU, without autocast, and no gradient to lose."""
    return (
        x.device.type == weight.device.type == "cpu"
        and x.dtype == weight.dtype == torch.float32
        and not torch.is_grad_enabled()
        and not torch.is_autocast_enabled("cpu")
        and torch.backends.mkldnn.is_available()
    )


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """F.linear; shapes: x (…, C_in), weight (C_out, C_in), result (…, C_out)."""
    if not can_serve(x, weight):
        return F.linear(x, weight, bias)
    return torch.ops.mkldnn._linear_pointwise(x, weight, bias, *_NOTHING)


class Linear(nn.Linear):
    """nn.Linear by ``linear``."""

    def forward(self, x: Tensor) -> Tensor:
        return linear(x, self.weight, self.bias)
