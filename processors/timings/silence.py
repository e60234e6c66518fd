"""Silences of a recording, by its energy."""

import numpy as np

WINDOW_SECONDS = 0.010
STEP_SECONDS = 0.0025
DEEPEST_DB = 60.0  # below the speech; digital silence counts as that
SHARE = 0.3  # of the way from the noise floor up to the speech, in dB: where silence ends
LEAST_RANGE_DB = 15.0  # of speech above the floor; with less nothing is told apart
CLICK_SECONDS = 0.02  # a sound as short as this does not end a silence
LEAST_SECONDS = 0.05


def find_silences(waveform: np.ndarray, sample_rate: int) -> list[tuple[float, float]]:
    """Stretches (start, end) in seconds in which nobody speaks, in order.

    The floor is the level that a twentieth of the recording stays below, the speech that which a
    twentieth exceeds. Shapes: waveform (N,).
    """
    level = energy_db(waveform, sample_rate)
    if not len(level):
        return []
    speech = float(np.percentile(level, 95))
    floor = max(float(np.percentile(level, 5)), speech - DEEPEST_DB)
    if speech - floor < LEAST_RANGE_DB:
        return []
    silent = level < floor + SHARE * (speech - floor)
    runs = _runs(~silent)
    for start, end in runs:
        if (end - start) * STEP_SECONDS <= CLICK_SECONDS:
            silent[start:end] = True
    return [
        (start * STEP_SECONDS, min(end * STEP_SECONDS, len(waveform) / sample_rate))
        for start, end in _runs(silent)
        if (end - start) * STEP_SECONDS >= LEAST_SECONDS
    ]


def energy_db(waveform: np.ndarray, sample_rate: int) -> np.ndarray:
    """Mean energy in dB of windows around the middle of each step, (N / step,)."""
    step, window = round(STEP_SECONDS * sample_rate), round(WINDOW_SECONDS * sample_rate)
    count = len(waveform) // step
    total = np.concatenate([[0.0], np.cumsum(np.square(waveform, dtype=np.float64))])
    middles = np.arange(count) * step + step // 2
    low = np.maximum(middles - window // 2, 0)
    high = np.minimum(middles + window // 2, len(waveform))
    return 10 * np.log10((total[high] - total[low]).clip(0) / np.maximum(high - low, 1) + 1e-12)


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Ranges in which ``flags`` is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
