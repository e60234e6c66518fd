"""Faults of a freshly recorded clip that its speaker can mend by reading again.

Free of torch: the program that records needs nothing else of the toolkit's.
"""

from dataclasses import dataclass

import numpy as np

STEP = 0.01  # seconds of one measurement of level
CLIPPED = 0.985  # of full scale
SPEECH_DB = 26.0  # quieter than the loud parts by this is no speech
MAX_SECONDS = 20.0
LOUD = 0.1  # peak: below it, any two samples are alike
NEAR_PEAK = 0.99
FLAT = 1.5 / 32768  # between two samples
HELD = 4  # equal samples in a row at the peak: a waveform that was cut off


@dataclass(frozen=True)
class ClipFault:
    """What is wrong with a clip; a ``severe`` one makes it unfit for training."""

    kind: str
    message: str
    severe: bool


@dataclass(frozen=True)
class ClipReport:
    """Measurements of a clip, in seconds and in dB of full scale, and its faults.

    ``speaking`` are the seconds in which speech is heard, pauses left out.
    """

    seconds: float
    peak_db: float
    speech_db: float
    noise_db: float
    faults: tuple[ClipFault, ...]
    speaking: float = 0.0

    @property
    def good(self) -> bool:
        """Whether the clip may be used."""
        return not any(fault.severe for fault in self.faults)


def check_clip(samples: np.ndarray, sample_rate: int) -> ClipReport:
    """Report on a clip (N,) float, full scale at 1: level, clipping, cut ends, silence, noise."""
    seconds = len(samples) / sample_rate
    peak = float(np.abs(samples).max(initial=0.0))
    levels = step_levels(samples, sample_rate)
    loud = float(np.percentile(levels, 95)) if len(levels) else -100.0
    quiet = float(np.percentile(levels, 5)) if len(levels) else -100.0
    # Above the noise too, where there is some.
    threshold = max(loud - SPEECH_DB, min(quiet + 6.0, loud - 12.0), -60.0)
    speech = np.flatnonzero(levels > threshold)
    if seconds < 0.3 or loud < -55.0 or not len(speech):
        fault = ClipFault("silence", "nothing is heard: is this the right microphone?", True)
        return ClipReport(seconds, _db(peak), loud, loud, (fault,))
    outside = np.delete(levels, np.arange(speech[0], speech[-1] + 1))
    noise = float(np.median(outside)) if len(outside) > 5 else float(np.percentile(levels, 5))
    speech_db = float(10 * np.log10(np.mean(10 ** (levels[speech] / 10))))
    faults = [
        *_check_level(samples, speech_db),
        *_check_ends(speech, len(levels)),
        *_check_silence(speech, len(levels)),
    ]
    if seconds > MAX_SECONDS:
        faults.append(ClipFault("length", f"longer than {MAX_SECONDS:g} seconds", True))
    if speech_db - noise < 20:
        faults.append(
            ClipFault("noise", "there is noise beside the voice: a quieter room helps", False)
        )
    speaking = len(speech) * STEP
    return ClipReport(seconds, _db(peak), speech_db, noise, tuple(faults), speaking)


def _check_level(samples: np.ndarray, speech_db: float) -> list[ClipFault]:
    clipped = np.abs(samples) >= CLIPPED
    # Two samples in a row at full scale: one alone may be a peak that just fits.
    if np.count_nonzero(clipped[1:] & clipped[:-1]) >= 2:
        return [ClipFault("clipping", "too loud: the recording is clipped; lower the level", True)]
    if speech_db < -42:
        return [ClipFault("level", "too quiet: come closer, or raise the level", True)]
    if speech_db < -34:
        return [ClipFault("level", "rather quiet: come closer, or raise the level", False)]
    return []


def _check_ends(speech: np.ndarray, n_levels: int) -> list[ClipFault]:
    faults = []
    if speech[0] < 4:  # forty milliseconds
        faults.append(ClipFault("cut start", "the beginning is cut: wait before you speak", True))
    if speech[-1] > n_levels - 5:
        faults.append(ClipFault("cut end", "the end is cut: wait before you stop", True))
    return faults


def _check_silence(speech: np.ndarray, n_levels: int) -> list[ClipFault]:
    faults = []
    before, after = speech[0] * STEP, (n_levels - 1 - speech[-1]) * STEP
    if max(before, after) > 2.0:
        faults.append(ClipFault("silence", "more than 2 seconds of silence at an end", False))
    if len(speech) > 1 and np.diff(speech).max() * STEP > 1.2:
        faults.append(ClipFault("pause", "a pause of more than a second within it", False))
    return faults


def is_clipped(samples: np.ndarray) -> bool:
    """Whether a waveform (N,) is flat where it is loudest, whatever its gain is by now."""
    level = np.abs(samples)
    if level.max(initial=0.0) < LOUD:
        return False
    still = (np.abs(np.diff(samples)) < FLAT) & (level[1:] > NEAR_PEAK * level.max())
    runs = np.convolve(still, np.ones(HELD - 1), "valid") if len(still) >= HELD else np.zeros(1)
    return bool(runs.max() >= HELD - 1)


def step_levels(samples: np.ndarray, sample_rate: int) -> np.ndarray:
    """Level of each STEP in dB of full scale."""
    step = max(1, round(STEP * sample_rate))
    frames = samples[: len(samples) // step * step].reshape(-1, step)
    return 10 * np.log10(np.maximum(np.mean(np.square(frames, dtype=np.float64), 1), 1e-10))


def _db(amplitude: float) -> float:
    return 20 * float(np.log10(max(amplitude, 1e-5)))
