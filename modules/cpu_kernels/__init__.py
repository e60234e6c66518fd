"""Optional compiled twins of plain layers for a CPU; README.md is the map."""

from modules.cpu_kernels.dispatch import Precision, describe, has_bfloat16
from modules.cpu_kernels.packed import pack_layers
from modules.cpu_kernels.training import install_training_operations

__all__ = [
    "Precision",
    "describe",
    "has_bfloat16",
    "install_training_operations",
    "pack_layers",
]
