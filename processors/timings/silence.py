"""Silences of a recording, by its energy."""

import numpy as np

WINDOW_SECONDS = 0.010
STEP_SECONDS = 0.0025
DEEPEST_DB = 60.0  # below the speech; digital silence counts as that
SHARE = 0.3  # of the way from the noise floor up to the speech, in dB: where silence ends
LEAST_RANGE_DB = 15.0  # of speech above the floor; with less nothing is told apart
CLICK_SECONDS = 0.02  # a sound as short as this does not end a silence
LEAST_SECONDS = 0.05
BLOCK_STEPS = 20_000


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
    step = _step(sample_rate) / sample_rate
    for start, end in _runs(~silent):
        if (end - start) * step <= CLICK_SECONDS:
            silent[start:end] = True
    return [
        (start * step, min(end * step, len(waveform) / sample_rate))
        for start, end in _runs(silent)
        if (end - start) * step >= LEAST_SECONDS
    ]


def energy_db(waveform: np.ndarray, sample_rate: int) -> np.ndarray:
    """Mean energy in dB of windows around the middle of each step, (N / step,)."""
    step, n_steps = _step(sample_rate), round(WINDOW_SECONDS / STEP_SECONDS)
    count = len(waveform) // step
    if not count:
        return np.zeros(0)
    steps = waveform[: count * step].reshape(count, step)
    # In blocks: the squares of an hour would fill a gigabyte.
    blocks = np.array_split(steps, count // BLOCK_STEPS + 1)
    energy = np.concatenate([np.square(block, dtype=np.float64).mean(1) for block in blocks])
    window = np.ones(n_steps) / n_steps
    return 10 * np.log10(np.convolve(energy, window, "full")[n_steps // 2 :][:count] + 1e-12)


def _step(sample_rate: int) -> int:
    """Samples of a step."""
    return round(STEP_SECONDS * sample_rate)


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Ranges in which ``flags`` is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
