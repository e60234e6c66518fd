"""Layers whose weights are kept in the order of the compiled convolutions too."""

import warnings
from typing import Any

import torch
from torch import Tensor, nn

from modules.cpu_kernels.convolution import (
    LEVEL,
    MAX_KERNEL_SIZE,
    PROBLEM,
    Activation,
    Kernel,
    Precision,
)


def can_serve(x: Tensor, weight: Tensor) -> bool:
    """Whether they may compute it: float32 on a CPU, no autocast, and no gradient to lose."""
    return (
        LEVEL > 0
        and x.device.type == weight.device.type == "cpu"
        and x.dtype == weight.dtype == torch.float32
        and not torch.is_grad_enabled()
        and not torch.is_autocast_enabled("cpu")
    )


class Packable(nn.Module):
    """A layer with ``weight`` and ``bias`` that ``pack`` gives another form, for inference.

    It takes up to twice the memory of the weights, and is made when it is first used, and again
    when the weights have changed.
    """

    slope = 1.0  # of a leaky ReLU before it; 1: none

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.packing: Precision | None = None
        self._packed = _Packed()

    def kernel(self, x: Tensor, activation: Activation = "none") -> Kernel | None:
        """The compiled form of this layer; None if it is not packed, or is not for this input."""
        if self.packing is None or not can_serve(x, self.weight):
            return None
        return self._packed.of(self, activation)

    def as_convolution(self) -> tuple[Tensor, Tensor | None, int]:
        """Weight (C_out, C_in, K), bias and dilation of the layer."""
        return self.weight, self.bias, self.dilation[0]


class _Packed:
    """The other form of a layer's weights, and what it was made of."""

    def __init__(self) -> None:
        self._kernel: Kernel | None = None
        self._made_of: tuple[Any, ...] | None = None

    def of(self, layer: Packable, activation: Activation) -> Kernel | None:
        state = layer.packing, activation
        for x in (layer.weight, layer.bias):
            state = *state, x.data_ptr(), None if x.is_inference() else x._version
        if state != self._made_of:
            self._kernel = _make_kernel(layer, activation)
            self._made_of = state
        return self._kernel

    def __reduce__(self) -> tuple[type, tuple[()]]:
        return _Packed, ()  # a copy of the layer packs again


def _make_kernel(layer: Packable, activation: Activation) -> Kernel | None:
    weight, bias, dilation = layer.as_convolution()
    if weight.shape[2] > MAX_KERNEL_SIZE:
        return None
    # bfloat16 is multiplied in pairs of channels.
    precision = "float32" if weight.shape[1] % 2 else layer.packing
    options = {"activation": activation, "precision": precision, "slope": layer.slope}
    return Kernel(weight, bias, dilation, **options)


def pack(module: nn.Module, precision: Precision = "float32") -> None:
    """Have every ``Packable`` layer inside ``module`` packed; for inference."""
    if PROBLEM is not None:
        warnings.warn(
            f"the compiled convolutions cannot be used ({PROBLEM}); on a CPU, speaking takes twice "
            "as long. To build them: python setup.py build_ext --inplace",
            RuntimeWarning,
            stacklevel=2,
        )
    for layer in module.modules():
        if isinstance(layer, Packable):
            layer.packing = precision
