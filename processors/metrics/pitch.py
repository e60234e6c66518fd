"""Fundamental frequency: how far it is from the reference's, and whether voicing agrees."""

from functools import lru_cache

import numpy as np

from processors.metrics.alignment import MEL, align
from processors.metrics.base import Clip, Column, Metric

LOWEST, HIGHEST = 60.0, 600.0  # Hz
WINDOW = 1024  # samples: three periods of the lowest voice


def pitch(degraded: Clip, reference: Clip, text: str | None = None) -> dict:
    """Pitch against the reference's: RMSE in Hz, correlation, and frames voiced in one only (%).

    Pitch by pYIN (Mauch and Dixon, 2014) as librosa has it, frames aligned by time warping of the
    mel-cepstra; RMSE and correlation are over frames voiced in both. Lower RMSE and voicing error,
    higher correlation are better. What is undefined, such as the correlation of a monotone, is
    left out.
    """
    ours, theirs = align(degraded, reference)
    a, b = track(degraded)[ours], track(reference)[theirs]
    voiced = np.isfinite(a) & np.isfinite(b)
    either = np.isfinite(a) != np.isfinite(b)
    result = {"voicing_error": 100 * float(either.mean())}
    a, b = a[voiced], b[voiced]
    if len(a):
        result["f0_rmse"] = float(np.sqrt(np.square(a - b).mean()))
    if len(a) > 1 and a.std() > 0 and b.std() > 0:
        result["f0_correlation"] = float(np.corrcoef(a, b)[0, 1])
    return result


@lru_cache(maxsize=4)
def track(clip: Clip) -> np.ndarray:
    """Pitch of each mel frame in Hz, NaN where there is no voice. Shapes: result (T,)."""
    import librosa

    samples = clip.samples(MEL.sample_rate)
    options = {"sr": MEL.sample_rate, "frame_length": WINDOW, "hop_length": MEL.hop_length}
    f0, _, _ = librosa.pyin(samples, fmin=LOWEST, fmax=HIGHEST, **options)
    return f0[: len(samples) // MEL.hop_length]


METRIC = Metric(
    "f0",
    pitch,
    (
        Column("f0_rmse", "Hz", "lower"),
        Column("f0_correlation", "", "higher"),
        Column("voicing_error", "%", "lower"),
    ),
    needs=("reference",),
)
