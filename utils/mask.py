"""Masks from lengths: the only place where a length becomes a mask."""

import torch
from torch import Tensor


def sequence_mask(
    lengths: Tensor, max_length: int | None = None, dtype: torch.dtype = torch.float32
) -> Tensor:
    """Mask of real positions.

    Shapes: lengths (B,); result (B, 1, T), 1 where real. Without ``max_length`` T is the longest
    length, which costs a device synchronization: pass it wherever the padded tensor is at hand.
    """
    if max_length is None:
        max_length = int(lengths.max())
    positions = torch.arange(max_length, device=lengths.device)
    return (positions < lengths.unsqueeze(1)).to(dtype).unsqueeze(1)
