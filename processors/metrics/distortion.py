"""Mel-cepstral distortion."""

import numpy as np

from processors.metrics.alignment import align, mel_cepstrum
from processors.metrics.base import Clip, Column, Metric

DECIBELS = 10 / np.log(10)


def mel_cepstral_distortion(degraded: Clip, reference: Clip, text: str | None = None) -> dict:
    """Mel-cepstral distortion from the reference, in dB, frames aligned by time warping.

    10 / ln 10 · sqrt(2 Σ Δc²) over coefficients 1 to 24, the mean over aligned frames: how far the
    smoothed spectra are apart, loudness aside. After Kubichek, "Mel-cepstral distance measure for
    objective speech quality assessment", 1993, on the cepstrum of this toolkit's own mels: compare
    it between systems measured here, not with figures from other tools. Lower is better.
    """
    ours, theirs = align(degraded, reference)
    frames = distances(mel_cepstrum(degraded)[ours], mel_cepstrum(reference)[theirs])
    return {"mcd": float(frames.mean())}


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Distortion of each frame in dB. Shapes: a, b (T, ORDER); result (T,)."""
    return DECIBELS * np.sqrt(2 * np.square(a - b).sum(1))


METRIC = Metric(
    "mcd", mel_cepstral_distortion, (Column("mcd", "dB", "lower"),), needs=("reference",)
)
