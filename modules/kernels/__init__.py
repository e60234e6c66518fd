"""Compiled convolutions for inference on a CPU."""

from modules.kernels.convolution import (
    LEVEL,
    PANEL,
    Activation,
    Kernel,
    Precision,
    as_rows,
    has_bfloat16,
)
from modules.kernels.packing import Packable, can_serve, pack

__all__ = [
    "LEVEL",
    "PANEL",
    "Activation",
    "Kernel",
    "Packable",
    "Precision",
    "as_rows",
    "can_serve",
    "has_bfloat16",
    "pack",
]
