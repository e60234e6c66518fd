"""Compiled loops for a CPU: convolutions of inference, and what training is made of."""

from modules.cpu_kernels.convolution import (
    LEVEL,
    PANEL,
    PROBLEM,
    Activation,
    Kernel,
    Precision,
    has_bfloat16,
)
from modules.cpu_kernels.packing import Packable, can_serve, pack
from modules.cpu_kernels.rows import as_rows

__all__ = [
    "LEVEL",
    "PANEL",
    "PROBLEM",
    "Activation",
    "Kernel",
    "Packable",
    "Precision",
    "as_rows",
    "can_serve",
    "has_bfloat16",
    "pack",
]
