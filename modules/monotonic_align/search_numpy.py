"""Alignment search in numpy: what the compiled core must equal, and what replaces it."""

import numpy as np
from numpy.typing import NDArray


def search(
    log_prob: NDArray[np.float32],
    text_lengths: NDArray[np.int64],
    mel_lengths: NDArray[np.int64],
    durations: NDArray[np.int64],
    n_threads: int = 1,
) -> list[int]:
    """Fill ``durations``, which come as zeros; return the items that met a NaN or +infinity.

    Same signature as the compiled search; ``n_threads`` is ignored.
    Shapes: log_prob (B, T_text, T_mel), any strides; lengths (B,); durations (B, T_text).
    """
    moved, bad = _walk_forth(log_prob, text_lengths, mel_lengths)
    _walk_back(moved, text_lengths, mel_lengths, durations)
    durations[bad] = 0
    return np.flatnonzero(bad).tolist()


def _walk_forth(
    log_prob: NDArray[np.float32], text_lengths: NDArray[np.int64], mel_lengths: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Forward recursion (Kim et al., 2020, equation 7): whether each cell's best way moved on.

    The first result, (T_mel, B, T_text), is true where the best way in comes from the phone before.

    Cells may hold NaN or +infinity as long as no complete alignment of their item can use them;
    the second result, (B,), tells the items where one can.
    """
    batch_size, n_phones, _ = log_prob.shape
    n_frames = int(mel_lengths.max(initial=0))
    items = np.arange(batch_size)
    moved = np.zeros((n_frames, batch_size, n_phones), dtype=bool)
    bad = np.zeros(batch_size, dtype=bool)
    # Best score so far of each phone at entry x + 1; entry 0 stands before the first phone.
    row = np.full((batch_size, n_phones + 1), -np.inf, dtype=np.float32)
    row[:, 0] = 0
    for y in range(n_frames):
        reached = min(y + 1, n_phones)
        stay, move = row[:, 1 : reached + 1], row[:, :reached]
        moved[y, :, :reached] = move > stay  # a tie stays
        best = np.where(moved[y, :, :reached], move, stay)
        with np.errstate(invalid="ignore", over="ignore"):
            row[:, 1 : reached + 1] = best + log_prob[:, :reached, y]
        row[:, 0] = -np.inf
        # NaN and +infinity stay in their column. From the first column that still matters,
        # every path must now move on: what it holds is final.
        first = np.clip(text_lengths + y - mel_lengths, 0, text_lengths - 1)
        bad |= (y < mel_lengths) & ~(row[items, first + 1] < np.inf)
    return moved, bad


def _walk_back(
    moved: NDArray[np.bool_],
    text_lengths: NDArray[np.int64],
    mel_lengths: NDArray[np.int64],
    durations: NDArray[np.int64],
) -> None:
    """Count the frames of each phone on the best path, from the last frame to the first."""
    items = np.arange(len(text_lengths))
    phone = text_lengths - 1
    for y in range(len(moved) - 1, -1, -1):
        inside = y < mel_lengths
        durations[items, phone] += inside
        must_move = phone == y  # as many phones as frames are left
        phone = phone - (inside & (phone > 0) & (must_move | moved[y, items, phone]))
