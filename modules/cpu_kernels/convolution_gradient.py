"""Convolutions of training on a CPU by Winograd's algorithm, with their gradients.

The gradient of the input is a convolution too. That of the weight is the same product of three
things seen from another side: of values at the points of input and of gradient, summed over the
windows, and taken back to the taps.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from modules.cpu_kernels import dispatch, winograd
from modules.cpu_kernels.arrays import as_array, as_rows
from modules.cpu_kernels.convolution import Convolution
from modules.cpu_kernels.dispatch import binding
from modules.layers import conv as plain


def convolve(
    x: Tensor, weight: Tensor, bias: Tensor | None = None, padding: int = 0, dilation: int = 1
) -> Tensor:
    """``modules.layers.conv.convolve``, whose ``padding`` keeps the length."""
    if dispatch.can_train_convolution(x, weight, winograd.KERNEL_SIZES):
        return convolve_with_gradients(x, weight, bias, dilation)
    return plain.convolve(x, weight, bias, padding, dilation)


def convolve_with_gradients(
    x: Tensor, weight: Tensor, bias: Tensor | None, dilation: int = 1, level: int | None = None
) -> Tensor:
    """F.conv1d whose padding keeps the length; channels of the result are side by side.

    Shapes: x (B, C_in, T); weight (C_out, C_in, K), K of ``winograd.KERNEL_SIZES``.
    """
    bias = weight.new_zeros(len(weight)) if bias is None else bias
    level = dispatch.level() if level is None else level
    return _ConvolutionWithGradients.apply(x, weight, bias, dilation, level)


class _ConvolutionWithGradients(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, dilation: int, level: int
    ) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.options = dilation, level
        return Convolution(weight, bias, dilation, level=level)(as_rows(x.mT)).mT

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        x, weight = ctx.saved_tensors
        dilation, level = ctx.options
        grad = as_rows(grad.mT)
        x_grad = weight_grad = bias_grad = None
        if ctx.needs_input_grad[0]:
            turned = weight.transpose(0, 1).flip(2)
            x_grad = Convolution(turned, None, dilation, level=level)(grad).mT
        if any(ctx.needs_input_grad[1:3]):
            weight_grad, bias_grad = _weight_gradient(
                as_rows(x.mT), grad, weight.shape[2], dilation, level
            )
        return x_grad, weight_grad, bias_grad, None, None


def _weight_gradient(
    x: Tensor, grad: Tensor, kernel_size: int, dilation: int, level: int
) -> tuple[Tensor, Tensor]:
    """Gradients of weight and bias; shapes: x (B, T, C_in), grad (B, T, C_out)."""
    transforms = winograd.compiled_transforms(kernel_size)
    n_in, n_out, points = x.shape[2], grad.shape[2], len(transforms.input)
    values = x.new_empty(points, n_out, n_in + -n_in % binding.PANEL)
    bias = x.new_empty(n_out)
    columns = transforms.output.T.tolist()
    binding.convolution_gradient(
        as_array(x),
        as_array(grad),
        input_transform=as_array(transforms.input),
        output_transform=as_array(transforms.output),
        values=as_array(values),
        bias=as_array(bias),
        kernel_size=kernel_size,
        dilation=dilation,
        point_of_ones=columns.index([1.0] * binding.OUTPUTS),
        threads=torch.get_num_threads(),
        level=level,
    )
    taps = (transforms.weight.T @ values.flatten(1)).unflatten(1, values.shape[1:])
    return taps[..., :n_in].permute(1, 2, 0), bias
