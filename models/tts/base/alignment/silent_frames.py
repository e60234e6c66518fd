"""Frames in which nobody speaks belong to the blanks, spaces and punctuation between words."""

import numpy as np
import torch
from torch import Tensor

# Nats a frame that a phone pays inside a clear silence.
SILENCE_COST = 20.0
CLEAR_SILENCE = 0.15  # seconds: shorter ones may be the closures of stops


def silent_frames(
    silences: list[tuple[float, float]],
    n_frames: int,
    rate: float,
    least: float = CLEAR_SILENCE,
) -> np.ndarray:
    """Which frames, ``rate`` a second, lie in a silence of at least ``least`` seconds; (T_mel,)."""
    silent = np.zeros(n_frames, bool)
    for start, end in silences:
        if end - start >= least:
            silent[int(np.ceil(start * rate)) : int(end * rate)] = True
    return silent


def keep_silent(scores: Tensor, outside: np.ndarray, silent: np.ndarray) -> Tensor:
    """Scores for the search in which silent frames suit all places between words alike.

    How well a voice knows silence, digital or with hiss, says nothing about which pause it is.
    Shapes: scores and result (B, T_text, T_mel); outside (T_text,), the symbols between words;
    silent (T_mel,).
    """
    if not silent.any() or not outside.any():
        return scores
    frames, between = torch.from_numpy(silent), torch.from_numpy(outside)
    result = scores.clone()
    best = scores[:, :, frames][:, between].amax(1, keepdim=True)
    cost = torch.where(between, 0.0, SILENCE_COST).to(scores)[None, :, None]
    result[:, :, frames] = best - cost
    return result
