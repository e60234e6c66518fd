"""How long speech lasts, where it is silent, and how fast it was made."""

import numpy as np

from processors.metrics.base import Clip, Column, Metric, MetricError

RATE = 16000
STEP = RATE // 100  # samples in a hundredth of a second
SILENCE_DB = 40.0  # below the loudest hundredth
PAUSE = 5  # hundredths: a shorter gap is the closure of a consonant


def duration(degraded: Clip, reference: Clip | None = None, text: str | None = None) -> dict:
    """Length in seconds; its ratio to the reference's; characters spoken a second.

    A ratio near 1 is best; the others are neither good nor bad. The ratio needs a reference, the
    rate a text.
    """
    seconds = degraded.seconds
    result = {"seconds": seconds}
    if reference is not None:
        result["duration_ratio"] = seconds / reference.seconds
    if text is not None:
        result["characters_per_second"] = len(text) / seconds
    return result


def silence(degraded: Clip, reference: Clip | None = None, text: str | None = None) -> dict:
    """Silence before and after speech in seconds, share of pauses within it (%), longest pause (s).

    Silent is a hundredth of a second 40 dB or more below the clip's loudest one; a pause lasts five
    of them or more. Neither good nor bad: compare with recordings.
    """
    samples = degraded.samples(RATE)
    frames = np.pad(samples, (0, -len(samples) % STEP)).reshape(-1, STEP).astype(np.float64)
    level = np.sqrt(np.square(frames).mean(1))
    if not level.any():
        raise MetricError(f"{degraded.path}: digital silence")
    loud = np.flatnonzero(level > level.max() * 10 ** (-SILENCE_DB / 20))
    gaps = np.diff(loud) - 1
    pauses = gaps[gaps >= PAUSE]
    return {
        "silence_start": float(loud[0] * STEP / RATE),
        "silence_end": float((len(level) - 1 - loud[-1]) * STEP / RATE),
        "pauses": 100 * float(pauses.sum() / (loud[-1] - loud[0] + 1)),
        "longest_pause": float(pauses.max(initial=0) * STEP / RATE),
    }


def real_time_factor(
    degraded: Clip, reference: Clip | None = None, text: str | None = None
) -> dict:
    """Seconds of computing for a second of audio, as the folder's speed.json says; lower is better.

    Synthesis writes that file. Over all utterances it is the whole time over the whole length.
    """
    if "compute_seconds" not in degraded.facts:
        raise MetricError(f"{degraded.path}: the folder's speed.json says nothing of it")
    seconds = degraded.seconds
    return {"rtf": degraded.facts["compute_seconds"] / seconds, "rtf_seconds": seconds}


DURATION = Metric(
    "duration",
    duration,
    (
        Column("seconds", "s"),
        Column("duration_ratio", "", "near 1"),
        Column("characters_per_second", "1/s"),
    ),
)
SILENCE = Metric(
    "silence",
    silence,
    (
        Column("silence_start", "s"),
        Column("silence_end", "s"),
        Column("pauses", "%"),
        Column("longest_pause", "s"),
    ),
)
REAL_TIME_FACTOR = Metric(
    "rtf", real_time_factor, (Column("rtf", "", "lower", weight="rtf_seconds"),)
)
