"""Boundaries between phones, moved within a few frames to where the spectrum changes.

An alignment gives boundaries to whole frames, and blanks blur them. A second look at the
recording, with a shorter window and a quarter of the hop, moves each to the cut that leaves the
least variance of log-mel bands on both sides, near where the alignment put it.
"""

from functools import lru_cache

import numpy as np

WINDOW, HOP = 512, 64  # samples; of the rates that voices have, 16,000 Hz and more
BANDS = 40
REACH = 0.03  # seconds that a boundary may move
CONTEXT = 0.03  # seconds beyond that are looked at on either side
SPREAD = 0.01  # seconds of typical error of an alignment: the standard deviation of its prior
WEIGHT = 0.3  # of a spectral frame: neighbors overlap, and are no independent observations
FLOOR = 1e-3  # of the bands, of a recording whose level is LEVEL
LEVEL = 0.1


def refine_boundaries(
    waveform: np.ndarray, sample_rate: int, starts: np.ndarray, ends: np.ndarray
) -> np.ndarray:
    """New starts of consecutive phones, in seconds; only those that touch the phone before move.

    Shapes: waveform (N,); starts, ends and result (n_phones,).
    """
    frames = _log_mels(waveform, sample_rate)
    rate = sample_rate / HOP
    refined = starts.copy()
    for k in range(1, len(starts)):
        at = starts[k]
        if ends[k - 1] != at:
            continue
        low = max(at - REACH, (starts[k - 1] + at) / 2)
        high = min(at + REACH, (at + ends[k]) / 2)
        first = max(low - CONTEXT, starts[k - 1])
        last = min(high + CONTEXT, ends[k])
        refined[k] = _best_cut(frames, rate, (first, low, high, last), at)
    return refined


def _best_cut(
    frames: np.ndarray, rate: float, span: tuple[float, float, float, float], at: float
) -> float:
    """Place between the inner two of ``span`` that parts its frames best; all in seconds."""
    first, low, high, last = (round(seconds * rate) for seconds in span)
    part = frames[max(first, 0) : last]
    first, n = max(first, 0), len(part)
    cuts = np.arange(max(low - first, 1), min(high - first, n - 1) + 1)
    if n < 4 or len(cuts) < 2:
        return at
    sums = np.cumsum(part, 0)[cuts - 1]
    rest = part.sum(0) - sums
    left = (sums**2).sum(1) / cuts
    right = (rest**2).sum(1) / (n - cuts)
    scatter = np.maximum((part**2).sum() - left - right, 0.0)
    distance = ((cuts + first) / rate - at) / SPREAD
    cost = WEIGHT * n * np.log(scatter + 1e-3 * n) + distance**2
    return float((cuts[cost.argmin()] + first) / rate)


def _log_mels(waveform: np.ndarray, sample_rate: int) -> np.ndarray:
    """Log-mel bands around each multiple of HOP, (T, BANDS) float64."""
    level = float(np.sqrt(np.mean(np.square(waveform, dtype=np.float64)))) or 1.0
    padded = np.pad((waveform * (LEVEL / level)).astype(np.float32), WINDOW // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    bands = [
        np.abs(np.fft.rfft(block * window)) @ _filters(sample_rate)
        for block in np.array_split(windows, max(1, len(windows) // 4096))
    ]
    return np.log(np.concatenate(bands) + FLOOR)


@lru_cache(maxsize=4)
def _filters(sample_rate: int) -> np.ndarray:
    """Triangles on the mel scale of O'Shaughnessy up to 8,000 Hz, (bins, BANDS)."""
    top = min(8000.0, sample_rate / 2)
    mels = np.linspace(0, 2595 * np.log10(1 + top / 700), BANDS + 2)
    edges = 700 * (10 ** (mels / 2595) - 1)
    bins = np.arange(WINDOW // 2 + 1)[:, None] * sample_rate / WINDOW
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    triangles = np.maximum(0, np.minimum(rising, falling))
    return (triangles * 2 / (edges[2:] - edges[:-2])).astype(np.float32) * 8
