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


def has_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 itself: others are slower with it, not faster."""
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """F.linear; shapes: x (…, C_in), weight (C_out, C_in), result (…, C_out)."""
    if not can_serve(x, weight):
        return F.linear(x, weight, bias)
    return torch.ops.mkldnn._linear_pointwise(x, weight, bias, *_NOTHING)


class Linear(nn.Linear):
    """nn.Linear by ``linear``."""

    def forward(self, x: Tensor) -> Tensor:
        return linear(x, self.weight, self.bias)


class HalfLinear:
    """F.linear in bfloat16, with weights (C_out, C_in) that are kept so, in oneDNN's order."""

    _rows = 128  # the order is the same for other numbers of rows, but a number must be named

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        weight = weight.detach().to(torch.bfloat16).contiguous()
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight, self._rows)
        self._bias = None if bias is None else bias.detach().to(torch.bfloat16)

    def __call__(self, x: Tensor) -> Tensor:
        """Shapes: x (…, C_in), bfloat16; result (…, C_out), bfloat16."""
        return torch.ops.mkldnn._linear_pointwise(x, self._weight, self._bias, *_NOTHING)


class GroupProduct:
    """Rows of several groups, each group times a matrix of its own, ``n_rows`` at a time.

    The order that oneDNN wants weights in depends on the number of rows, in no foreseeable way;
    weights in another order take fifty times as long. Hence one number for all calls, in which
    they are put in order once.
    """

    _geometry = ((0, 0), (1, 1), (1, 1))  # padding, stride and dilation: a convolution of width 1

    def __init__(self, weights: Tensor, bias: Tensor | None, n_rows: int) -> None:
        """``weights`` (groups, C_out, C_in), ``bias`` (groups, C_out)."""
        self._bias = None if bias is None else bias.flatten()
        self.groups, self.out_channels, in_channels = weights.shape
        flat = weights.reshape(-1, in_channels, 1, 1).to_mkldnn()
        shape = (1, self.groups * in_channels, 1, n_rows)
        self._weight = torch._C._nn.mkldnn_reorder_conv2d_weight(
            flat, *self._geometry, self.groups, shape
        )

    def __call__(self, rows: Tensor) -> Tensor:
        """Shapes: rows (n_rows, groups, C_in), contiguous; result (n_rows, groups, C_out)."""
        n_rows, groups, _ = rows.shape
        image = rows.view(1, 1, n_rows, -1).permute(0, 3, 1, 2)  # (1, channels, 1, n_rows)
        y = torch.ops.mkldnn._convolution_pointwise(
            image, self._weight, self._bias, *self._geometry, groups, *_NOTHING
        )
        return y.permute(0, 2, 3, 1).reshape(n_rows, groups, self.out_channels)
