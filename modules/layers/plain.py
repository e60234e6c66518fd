"""Plain convolutions: what every runtime of exported graphs knows, in the shape it is fastest in.

A graph of ONNX is computed fastest by onnxruntime where a convolution over time is one over
pictures of height one: that gets the layout of its own that onnxruntime has for pictures.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

from modules.layers.conv import Conv1d


def plain_convolve(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> Tensor:
    """F.conv1d with the arguments of ``Conv1d.operation``; shapes (1, C, T)."""
    y = plain_convolve_rows(x.unsqueeze(2), weight, bias, padding, dilation, groups)
    return y.squeeze(2)


def plain_convolve_rows(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> Tensor:
    """F.conv1d of rows; shapes: x (1, C, 1, T), weight (C_out, C / groups, kernel size)."""
    return F.conv2d(
        x,
        weight.unsqueeze(2),
        bias,
        padding=(0, padding),
        dilation=(1, dilation),
        groups=groups,
    )


def convolve_by_product(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    padding: int = 0,
    dilation: int = 1,
) -> Tensor:
    """F.conv1d as one product of matrices, the form in which int8 is fast.

    Shapes: x (1, T, C), weight (C_out, C, kernel size), result (1, T, C_out).
    """
    last = dilation * (weight.shape[2] - 1)
    if last:
        x = F.pad(x, (0, 0, padding, padding))
        x = torch.cat([x[:, at : at - last or None] for at in range(0, last + 1, dilation)], 2)
    return F.linear(x, weight.transpose(1, 2).flatten(1), bias)


def use_plain_convolutions(module: torch.nn.Module) -> None:
    """Have every Conv1d inside ``module`` compute with ``plain_convolve``."""
    for layer in module.modules():
        if isinstance(layer, Conv1d):
            layer.operation = plain_convolve
