"""Tensors as the binding takes them: NumPy arrays of rows with their channels side by side."""

import numpy as np
import torch
from torch import Tensor


def as_rows(x: Tensor) -> Tensor:
    """``x`` (B, T, C), copied unless its channels are side by side and its rows at one distance."""
    B, T, _ = x.shape
    if x.stride(2) == 1 and (1 in (B, T) or x.stride(0) == T * x.stride(1)):
        return x
    return x.contiguous()


def as_array(x: Tensor) -> np.ndarray:
    """The memory of ``x``; bfloat16, which NumPy does not know, as uint16."""
    if x.requires_grad:
        x = x.detach()
    return x.view(torch.uint16).numpy() if x.dtype is torch.bfloat16 else x.numpy()
