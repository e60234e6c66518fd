"""Silence in recordings: measured, cut at the ends, and shortened inside."""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from config.schema import TrimConfig


def cut_silence(waveform: Tensor, sample_rate: int, trim: TrimConfig) -> tuple[Tensor, float]:
    """The waveform without silence at its ends and long pauses, and the seconds of these."""
    if trim.enabled:
        waveform = trim_silence(waveform, sample_rate, trim.top_db, trim.margin)
    if trim.max_pause is None:
        return waveform, 0.0
    return shorten_pauses(waveform, sample_rate, trim.top_db, trim.max_pause)


def trim_silence(waveform: Tensor, sample_rate: int, top_db: float, margin: float) -> Tensor:
    """Cut silence at both ends: what is ``top_db`` quieter than the loudest part of the clip.

    Shapes: waveform (N,) to (M,), M <= N. ``margin`` seconds of the silence are kept at each end.
    """
    loud, step = _loud_steps(waveform, sample_rate, top_db)
    start, end = int(loud[0]) * step, (int(loud[-1]) + 1) * step
    kept = round(margin * sample_rate)
    return waveform[max(0, start - kept) : end + kept]


def shorten_pauses(
    waveform: Tensor, sample_rate: int, top_db: float, max_pause: float
) -> tuple[Tensor, float]:
    """Cut pauses inside a clip down to ``max_pause`` seconds; also returns the seconds cut.

    Shapes: waveform (N,) to (M,), M <= N. A pause is what is ``top_db`` quieter than the loudest
    part of the clip. It loses its middle, so that breaths and the ends of words beside it stay, and
    the parts are faded into each other. Silence at the ends of the clip is not touched.
    """
    loud, step = _loud_steps(waveform, sample_rate, top_db)
    fade = sample_rate // 100
    kept = round(max_pause * sample_rate)
    parts, begin = [], 0
    gaps = (loud.diff() - 1) * step
    for index in (gaps > kept + fade).nonzero().flatten().tolist():
        pause, end = (int(loud[index]) + 1) * step, int(loud[index + 1]) * step
        # The fade lies in what is kept: half of it belongs to each of the two parts.
        cut, rest = pause + kept // 2, end - (kept - kept // 2)
        parts += [waveform[begin : cut - fade], _crossfade(waveform, cut, rest, fade)]
        begin = rest
    shorter = torch.cat([*parts, waveform[begin:]])
    return shorter, (len(waveform) - len(shorter)) / sample_rate


def peak_db(waveform: Tensor) -> float:
    """Largest sample in dB of full scale; -200 for digital silence."""
    lowest, highest = (float(value) for value in waveform.aminmax())
    return 20 * math.log10(max(-lowest, highest, 1e-10))


def _loud_steps(waveform: Tensor, sample_rate: int, top_db: float) -> tuple[Tensor, int]:
    """Indices of the hundredths of a second that are not silence, and their length in samples."""
    # Not librosa's: compiling it takes ten seconds, in every worker.
    step = max(1, sample_rate // 100)
    frames = F.pad(waveform, (0, -len(waveform) % step)).view(-1, step)
    level = frames.square().mean(1).sqrt()
    return (level >= level.max() * 10 ** (-top_db / 20)).nonzero().flatten(), step


def _crossfade(waveform: Tensor, left: int, right: int, length: int) -> Tensor:
    """The ``length`` samples before ``left`` turning into those before ``right``, equal power."""
    ramp = (torch.arange(length) + 0.5) / length
    before, after = waveform[left - length : left], waveform[right - length : right]
    return before * (1 - ramp).sqrt() + after * ramp.sqrt()
