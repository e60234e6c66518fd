"""DNSMOS: an estimate of what listeners would say of the quality, without a reference."""

import numpy as np

from processors.metrics.base import Clip, Column, Metric, Options, require

RATE = 16000
NAMES = {"ovrl": "ovrl_mos", "sig": "sig_mos", "bak": "bak_mos", "p808": "p808_mos"}


def dnsmos(degraded: Clip, reference: Clip | None = None, text: str | None = None) -> dict:
    """Estimated opinion scores of 1 to 5: overall, of the speech, of the background, and P.808.

    Reddy and others, "DNSMOS P.835", 2022, with the weights of the package speechmos. Made for
    noise suppression: it hears noise and distortion, not wrong words. A clip shorter than nine
    seconds is repeated to that length. Higher is better.
    """
    from speechmos import dnsmos as package

    samples = np.clip(degraded.samples(RATE), -1, 1)  # resampling may overshoot
    scores = package.run(samples, RATE)
    return {f"dnsmos_{name}": float(scores[key]) for name, key in NAMES.items()}


def _prepare(options: Options) -> dict:
    require("dnsmos", "speechmos.dnsmos")
    return {}


METRIC = Metric(
    "dnsmos",
    dnsmos,
    tuple(Column(f"dnsmos_{name}", "MOS", "higher") for name in NAMES),
    prepare=_prepare,
)
