"""The alignment search: equal to the host's, and how long it takes."""

import numpy as np
import torch
from torch import Tensor

from benchmarks.gpu.measure import median_ms
from benchmarks.gpu.sections import Case, Figures
from modules.monotonic_align import search_durations, search_numpy

KINDS = ("integers", "floats", "holes")  # of scores: ties come often, seldom, and with -inf
# Milliseconds for 16 × T × 4 T that are aimed at, and that super-monotonic-align gives for its own.
AIMS = {128: 0.14, 512: 0.6, 1024: 1.6, 2048: 5.0}
PEER = {128: 0.45, 512: 5.8, 1024: 19.8, 2048: 107.0}


Batch = tuple[Tensor, Tensor, Tensor]


def search(case: Case) -> Figures:
    """Durations of random batches against numpy's, then times."""
    rng, wrong, count = np.random.default_rng(0), [], 20 if case.small else 400
    for number in range(count):
        sizes = (8, 40, 120) if number % 5 else (4, 300, 700)
        scores, *lengths = _random_batch(rng, *sizes, KINDS[number % len(KINDS)])
        expected = np.zeros(scores.shape[:2], np.int64)
        search_numpy.search(scores.numpy(), *(each.numpy() for each in lengths), expected)
        on_device = (each.to(case.device) for each in lengths)
        scores = scores.mT.contiguous().to(case.device).mT
        found = search_durations(scores, *on_device, wait=False)
        if not np.array_equal(found.cpu().numpy(), expected):
            wrong.append(number)
    case.tell(batches=count, wrong=wrong)
    rows = []
    for T_text in [32] if case.small else AIMS:
        rows.append(_time(case, 16, T_text, 4 * T_text))
    rows.append(_time(case, *((4, 12, 40) if case.small else (32, 190, 600))))
    return {**case.known, "times": rows, "ok": not wrong}


def _random_batch(
    rng: np.random.Generator, max_batch: int, max_text: int, max_mel: int, kind: str
) -> Batch:
    """Scores, with NaN on their padding, and lengths; as many phones as frames come often."""
    B = int(rng.integers(1, max_batch + 1))
    mel_lengths = rng.integers(1, max_mel + 1, B)
    most = np.minimum(mel_lengths, max_text)
    text_lengths = np.where(rng.random(B) < 0.1, most, rng.integers(1, most + 1))
    shape = (B, text_lengths.max() + 2, mel_lengths.max() + 1)
    scores = rng.standard_normal(shape, dtype=np.float32)
    if kind == "integers":
        scores = np.round(scores)
    elif kind == "holes":
        scores[rng.random(shape) < 0.3] = -np.inf
    for item, (n_phones, n_frames) in enumerate(zip(text_lengths, mel_lengths, strict=True)):
        scores[item, n_phones:] = np.nan
        scores[item, :, n_frames:] = np.nan
    return tuple(map(torch.from_numpy, (scores, text_lengths, mel_lengths)))


def _time(case: Case, B: int, T_text: int, T_mel: int) -> Figures:
    scores = torch.randn(B, T_mel, T_text, device=case.device).mT
    lengths = [torch.full((B,), length, device=case.device) for length in (T_text, T_mel)]
    ms = median_ms(
        lambda: search_durations(scores, *lengths, wait=False),
        case.device,
        3 if case.small else 20,
        3,
    )
    row = {"size": [B, T_text, T_mel], "ms": ms}
    if B == 16 and T_text in AIMS:
        row |= {"aim_ms": AIMS[T_text], "super_monotonic_align_ms": PEER[T_text]}
    return row
