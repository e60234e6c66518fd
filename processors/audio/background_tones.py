"""Music, and other tones, behind a voice: heard in its pauses."""

import numpy as np
from scipy.ndimage import maximum_filter1d, median_filter

from processors.audio.clip_checks import STEP

N_FFT = 2048
APART = 0.08  # seconds from speech, whose last tones fade
BELOW = 9.0  # dB below speech, for a pause
SILENT = -80.0  # dB of full scale: nothing is heard
AROUND = 31  # bins whose median a tone stands out of
STANDS_OUT = 15.0  # dB; in noise, one bin in a billion does
LOWEST, HIGHEST = 200.0, 4000.0  # Hz
MAINS, MAINS_HIGHEST, MAINS_WIDTH = (50, 60), 1000.0, 4.0  # Hz: hum is another fault
N_TONES = 3  # at once; a whistling device makes one or two
FEWEST = 3  # spectra


def tone_share(samples: np.ndarray, levels: np.ndarray, sample_rate: int) -> float:
    """Share of the pauses of a recording (N,) that have several tones; NaN without pauses.

    ``levels`` are its ``step_levels``.
    """
    if not len(levels):
        return float("nan")
    nearest = maximum_filter1d(levels, 2 * round(APART / STEP) + 1)
    pause = (nearest < np.percentile(levels, 95) - BELOW) & (levels > SILENT)
    starts = np.arange(0, len(samples) - N_FFT + 1, N_FFT // 4)
    middles = ((starts + N_FFT / 2) / sample_rate / STEP).astype(int)
    starts = starts[pause[middles.clip(max=len(levels) - 1)]]
    if len(starts) < FEWEST:
        return float("nan")
    frames = np.stack([samples[start : start + N_FFT] for start in starts]) * np.hanning(N_FFT)
    power = np.abs(np.fft.rfft(frames)) ** 2 + 1e-12
    beside = median_filter(power, (1, AROUND))
    peaks = (power == maximum_filter1d(power, 5, axis=1)) & (
        power > beside * 10 ** (STANDS_OUT / 10)
    )
    return float(np.mean((peaks & _of_music(sample_rate)).sum(1) >= N_TONES))


def _of_music(sample_rate: int) -> np.ndarray:
    """Which bins of a spectrum are looked at."""
    frequency = np.fft.rfftfreq(N_FFT, 1 / sample_rate)
    wanted = (frequency > LOWEST) & (frequency < HIGHEST)
    for mains in MAINS:
        off = np.abs(frequency - mains * np.round(frequency / mains))
        wanted &= (off > MAINS_WIDTH) | (frequency > MAINS_HIGHEST)
    return wanted
