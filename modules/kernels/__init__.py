"""Compiled convolutions for inference on a CPU."""

from modules.kernels.convolution import LEVEL, Activation, Kernel, Precision, has_bfloat16

__all__ = ["LEVEL", "Activation", "Kernel", "Precision", "has_bfloat16"]
