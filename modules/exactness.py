"""Float32 as such on a GPU, where convolutions are rounded to TF32 by default."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def exact_convolutions(device: torch.device) -> Iterator[None]:
    """Context in which float32 convolutions on an NVIDIA GPU are computed in float32.

    Since Ampere, cudnn by default rounds what it multiplies to TF32, which has 10 bits of mantissa:
    faster, and good enough to train with. The setting is that of the whole process.
    """
    if device.type != "cuda":
        yield
        return
    before = torch.backends.cudnn.allow_tf32
    torch.backends.cudnn.allow_tf32 = False
    try:
        yield
    finally:
        torch.backends.cudnn.allow_tf32 = before
