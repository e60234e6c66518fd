"""Loudness of recordings as ITU-R BS.1770 defines it, and the gain that evens it."""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

SHORTEST = 0.41  # seconds; a block of the measurement is 0.4 long
PEAK = 0.99  # that a gain does not exceed


def integrated_loudness(waveform: Tensor, sample_rate: int) -> float:
    """Integrated loudness in LUFS of a waveform (N,); -inf where every part of it is silent.

    A clip of less than 0.41 seconds is repeated to that length. The filters of torchaudio, which
    measures it, differ from those of the standard by up to 0.3 dB.
    """
    from torchaudio.functional import loudness

    if not len(waveform) or not waveform.any():
        return -math.inf
    least = math.ceil(SHORTEST * sample_rate)
    if len(waveform) < least:
        waveform = waveform.repeat(-(-least // len(waveform)))
    value = float(loudness(F.pad(waveform, (0, 1))[None], sample_rate))
    return value if math.isfinite(value) else -math.inf


def loudness_gain(waveform: Tensor, sample_rate: int, target: float) -> float:
    """Gain that brings a waveform (N,) to ``target`` LUFS, as far as its peak allows; 1 if silent.

    A louder clip is always brought down to it.
    """
    loudness = integrated_loudness(waveform, sample_rate)
    if not math.isfinite(loudness):
        return 1.0
    gain = 10 ** ((target - loudness) / 20)
    peak = float(torch.max(waveform.abs()))
    return min(gain, max(PEAK / peak, min(gain, 1.0)))
