"""Slow and plain answers that the search is compared with."""

from itertools import combinations

import numpy as np
import torch
from torch import Tensor


def best_score(scores: np.ndarray) -> float:
    """Highest total over every monotonic path. Shapes: scores (T_text, T_mel)."""
    n_phones, n_frames = scores.shape
    totals = []
    for cuts in combinations(range(1, n_frames), n_phones - 1):
        edges = [0, *cuts, n_frames]
        totals.append(sum(scores[x, edges[x] : edges[x + 1]].sum() for x in range(n_phones)))
    return max(totals)


def score_of(scores: np.ndarray, durations: np.ndarray) -> float:
    """Total of one path. Shapes: scores (T_text, T_mel); durations (T_text,)."""
    phones = np.repeat(np.arange(len(durations)), durations)
    return scores[phones, np.arange(scores.shape[1])].sum()


def durations_by_rule(scores: np.ndarray) -> list[int]:
    """Durations by the rule of the reference implementation, cell by cell.

    Going back from the last phone, a frame belongs to the phone before only if that one scored
    strictly higher a frame earlier, or if there are no frames to spare.
    """
    n_phones, n_frames = scores.shape
    best = np.full((n_phones, n_frames), -np.inf, dtype=np.float32)
    for y in range(n_frames):
        for x in range(min(n_phones, y + 1)):
            stay = best[x, y - 1] if x < y else np.float32(-np.inf)
            move = best[x - 1, y - 1] if x > 0 else np.float32(-np.inf)
            before = max(stay, move) if y > 0 else np.float32(0)
            best[x, y] = before + scores[x, y]
    durations = [0] * n_phones
    x = n_phones - 1
    for y in range(n_frames - 1, -1, -1):
        durations[x] += 1
        if x > 0 and (x == y or best[x, y - 1] < best[x - 1, y - 1]):
            x -= 1
    return durations


def random_batch(
    rng: np.random.Generator, max_batch: int, max_text: int, max_mel: int, kind: str
) -> tuple[Tensor, Tensor, Tensor]:
    """Scores with NaN on their padding, and lengths; ``kind`` is integers, floats or holes.

    Shapes: (B, T_text, T_mel); lengths (B,). One phone and phones = frames come often.
    """
    batch_size = int(rng.integers(1, max_batch + 1))
    mel_lengths = rng.integers(1, max_mel + 1, batch_size)
    text_lengths = np.array([rng.integers(1, min(n, max_text) + 1) for n in mel_lengths])
    special = rng.random(batch_size)
    text_lengths[special < 0.1] = 1
    text_lengths = np.where(special > 0.9, np.minimum(mel_lengths, max_text), text_lengths)
    shape = (batch_size, text_lengths.max() + rng.integers(3), mel_lengths.max() + rng.integers(3))
    if kind == "integers":
        scores = rng.integers(-2, 2, shape).astype(np.float32)
    else:
        scores = rng.standard_normal(shape, dtype=np.float32)
    if kind == "holes":
        scores[rng.random(shape) < 0.3] = -np.inf
    for item, (n_phones, n_frames) in enumerate(zip(text_lengths, mel_lengths, strict=True)):
        scores[item, n_phones:] = np.nan
        scores[item, :, n_frames:] = np.nan
    return tuple(map(torch.from_numpy, (scores, text_lengths, mel_lengths)))
