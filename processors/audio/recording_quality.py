"""What a recording is like: loudness, noise, hum, music, echo and cut ends, in numbers."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from torch.nn import functional as F

from processors.audio.background_tones import tone_share
from processors.audio.clip_checks import STEP, check_clip, is_clipped, step_levels
from processors.audio.loudness import integrated_loudness

N_FFT = 8192  # of the spectrum in which mains hum is looked for; 2.7 Hz a bin at 22.05 kHz
QUIETEST = 0.1  # share of the frames that the spectrum of the background is taken from
MAINS = (50, 60)  # Hz
DECAY_WINDOW = 8  # STEPs over which a decay is measured
LOUD_BEGIN = 15.0  # dB below the loud parts at which a decay may begin
FASTEST = 3  # percentile of slopes: the fastest decays of a clip are those of its room
EDGE = 2  # STEPs at an end


@dataclass(frozen=True)
class RecordingQuality:
    """Measurements of a recording.

    ``speaking``: seconds of speech without pauses; ``loudness`` in LUFS; ``snr``: speech above
    the background in dB; ``offset``: mean of the samples, of full scale; ``hum``: dB by which the
    lines of the mains at ``mains`` Hz stand out of the background, ``hum_db`` their level below
    that of speech; ``tones``: share of its pauses with several tones, as music has, NaN without
    pauses; ``decay``: seconds in which sound fades by 60 dB where it does so fastest;
    ``start_db``, ``end_db``: level at the very ends, relative to speech. ``faults`` are kinds of
    ``check_clip``, with "clipping" for waveforms that are flat at their peaks too.
    """

    seconds: float
    speaking: float
    loudness: float
    snr: float
    offset: float
    hum: float
    hum_db: float
    mains: int
    tones: float
    decay: float
    start_db: float
    end_db: float
    faults: tuple[str, ...]


def measure_recording(samples: np.ndarray, sample_rate: int) -> RecordingQuality:
    """Measure a recording (N,) float32, full scale at 1."""
    offset = float(samples.mean()) if len(samples) else 0.0
    centered = samples - np.float32(offset)  # or it would count as noise
    report = check_clip(centered, sample_rate)
    levels = step_levels(centered, sample_rate)
    faults = [fault.kind for fault in report.faults]
    if "clipping" not in faults and is_clipped(samples):
        faults.append("clipping")
    hum, hum_db, mains = _find_hum(centered, sample_rate)
    edges = levels[:EDGE], levels[-EDGE:]
    start, end = (float(edge.max(initial=-100.0)) - report.speech_db for edge in edges)
    return RecordingQuality(
        report.seconds,
        report.speaking,
        integrated_loudness(torch.from_numpy(centered), sample_rate),
        report.speech_db - report.noise_db,
        offset,
        hum,
        hum_db - report.speech_db,
        mains,
        tone_share(centered, levels, sample_rate),
        fastest_decay(levels),
        start,
        end,
        tuple(faults),
    )


def fastest_decay(levels: np.ndarray) -> float:
    """Seconds for 60 dB at the fastest fall of levels (N,), a STEP each; NaN for a short clip.

    Speech stops within a tenth of a second, and in a room its echo goes on: no fall is then faster
    than the room's. Falls from loud parts alone are looked at.
    """
    if len(levels) < 4 * DECAY_WINDOW:
        return float("nan")
    smooth = 10 * np.log10(np.convolve(10 ** (levels / 10), np.full(3, 1 / 3), "valid"))
    windows = sliding_window_view(smooth, DECAY_WINDOW)
    time = (np.arange(DECAY_WINDOW) - (DECAY_WINDOW - 1) / 2) * STEP
    slopes = windows @ time / (time @ time)
    slopes = slopes[windows[:, 0] > np.percentile(smooth, 95) - LOUD_BEGIN]
    return 60 / max(1.0, -float(np.percentile(slopes, FASTEST)))


def _find_hum(samples: np.ndarray, sample_rate: int) -> tuple[float, float, int]:
    """Prominence in dB and level in dB of full scale of the mains' first lines, and its Hz.

    Looked for where the clip is quietest; the second most prominent of three lines counts, since a
    voice may lie on one.
    """
    wave = F.pad(torch.from_numpy(samples), (N_FFT // 2, N_FFT // 2))
    window = torch.hann_window(N_FFT)
    spectrum = torch.stft(wave, N_FFT, N_FFT // 8, window=window, center=False, return_complex=True)
    power = torch.quantile(spectrum.abs().square(), QUIETEST, dim=1).double()
    power = power.numpy() * 2 / float(window.sum()) ** 2 + 1e-15
    return max(_lines_of(power, sample_rate, mains) for mains in MAINS)


def _lines_of(power: np.ndarray, sample_rate: int, mains: int) -> tuple[float, float, int]:
    lines, prominences = [], []
    for harmonic in (1, 2, 3):
        center = round(harmonic * mains * N_FFT / sample_rate)
        line = power[center - 1 : center + 2].max()
        beside = [*power[max(1, center - 8) : center - 3], *power[center + 4 : center + 9]]
        lines.append(line)
        prominences.append(10 * np.log10(line / np.median(beside)))
    return float(sorted(prominences)[1]), float(10 * np.log10(sum(lines))), mains
