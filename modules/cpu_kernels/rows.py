"""Tensors (B, T, C) as the compiled loops take them: rows with their channels side by side."""

from torch import Tensor


def as_rows(x: Tensor) -> Tensor:
    """``x`` (B, T, C), copied unless its channels are side by side and its rows at one distance."""
    B, T, _ = x.shape
    if x.stride(2) == 1 and (1 in (B, T) or x.stride(0) == T * x.stride(1)):
        return x
    return x.contiguous()


def place(rows: Tensor | None) -> tuple[int, int]:
    """Address of the rows (B, T, C), and elements from one to the next; None is nowhere."""
    if rows is None:
        return 0, 0
    # Of a single row torch does not know the distance.
    return rows.data_ptr(), rows.stride(0) if rows.shape[1] == 1 else rows.stride(1)
