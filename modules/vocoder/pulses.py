"""Voiced excitation: band-limited pulses at a pitch that changes from frame to frame."""

import math
from typing import NamedTuple

import torch
from torch import Tensor

F0_LIMITS = (55.0, 620.0)  # Hz, of what a recording's phase may say
HIGHEST = 0.49  # of the sample rate: no harmonic comes nearer to half of it


class Excitation(NamedTuple):
    """Pitch at every sample.

    Shapes: all (B, N). ``cycles``: phase of the fundamental in cycles, of which only the fraction
    matters; ``f0``: Hz; ``voicing``: 0 to 1.
    """

    cycles: Tensor
    f0: Tensor
    voicing: Tensor


def pulse_train(excitation: Excitation, sample_rate: int) -> Tensor:
    """Cosines at all multiples of F0 below half of the sample rate, of equal power.

    Their sum has a closed form, Dirichlet's kernel; the harmonic that is about to pass the limit
    fades. Of unit variance where ``voicing`` is 1, silent where it is 0. Shapes: result (B, N).
    """
    # The fraction is taken before it becomes float32: at the 100th harmonic an error is 100 times
    # as large.
    phase = (2 * math.pi * (excitation.cycles - excitation.cycles.round())).float()
    limit = HIGHEST * sample_rate / excitation.f0
    count = limit.floor()
    denominator = (phase / 2).sin()
    near_zero = denominator.abs() < 1e-4
    safe = torch.where(near_zero, torch.ones_like(denominator), denominator)
    pulses = torch.where(near_zero, count, (((count + 0.5) * phase).sin() / safe - 1) / 2)
    pulses = pulses + (limit - count) * ((count + 1) * phase).cos()
    return pulses * (2 / limit).sqrt() * excitation.voicing


def frame_cycles(f0: Tensor, hop_length: int, sample_rate: int) -> Tensor:
    """Phase at the center of every frame, cycles within [0, 1), of a pitch linear in between.

    Shapes: f0 (B, T), Hz at the centers; result (B, T), float32. The first frame's is 0.
    """
    steps = (f0[:, 1:] + f0[:, :-1]).double() * (hop_length / 2 / sample_rate)
    # In double precision: an error that grows over an hour would be heard.
    cycles = torch.cat([torch.zeros_like(f0[:, :1], dtype=torch.float64), steps.cumsum(1)], 1)
    return (cycles - cycles.floor()).float()


def to_samples(
    cycles: Tensor, f0: Tensor, voicing: Tensor, hop_length: int, sample_rate: int
) -> Excitation:
    """Between the centers of frames F0 and voicing are linear, and the phase is F0's integral.

    Before the first and after the last center F0 stays as it is there. A sample depends on its own
    frame and the two beside it.
    Shapes: cycles, f0, voicing (B, T), at the centers of frames; results (B, T * hop_length).
    """
    before = cycles[:, :1] - f0[:, :1] * (hop_length / sample_rate)
    cycles = torch.cat([before, cycles], 1).unsqueeze(2)  # (B, T + 1, 1)
    start, end = _neighbors(f0)
    place = torch.arange(hop_length, device=f0.device, dtype=f0.dtype) / hop_length
    rise = start * place + (end - start) * place.square() / 2  # (B, T + 1, hop)
    quiet, loud = _neighbors(voicing)
    parts = (
        cycles + rise * (hop_length / sample_rate),
        start + (end - start) * place,
        quiet + (loud - quiet) * place,
    )
    first = hop_length // 2
    count = f0.shape[1] * hop_length
    return Excitation(*(part.flatten(1)[:, first : first + count] for part in parts))


def follow(
    pitch: Tensor, points: int, hop_length: int, sample_rate: int
) -> tuple[Excitation, Tensor, Tensor]:
    """Excitation in step with a recording, and its F0 and voicing at the centers of frames.

    Shapes: pitch (B, 2, points * T + 1): cycles, in double precision, and voicing at every
    ``hop_length / points``-th sample, ``points`` even; F0 in Hz and voicing (B, T).
    """
    spacing = hop_length // points
    cycles, voicing = pitch[:, 0], pitch[:, 1].float()
    steps = cycles.diff(dim=1)
    hertz = sample_rate / spacing
    place = torch.arange(spacing, device=pitch.device) / spacing
    excitation = Excitation(
        (cycles[:, :-1, None] + steps.unsqueeze(2) * place).flatten(1),
        (steps * hertz).float().clamp(*F0_LIMITS).repeat_interleave(spacing, 1),
        torch.lerp(voicing[:, :-1, None], voicing[:, 1:, None], place).flatten(1),
    )
    half = points // 2
    around = cycles[:, half + 1 :: points] - cycles[:, half - 1 :: points]
    f0 = (around * (hertz / 2)).float().clamp(*F0_LIMITS)
    return excitation, f0, voicing[:, half::points]


def _neighbors(values: Tensor) -> tuple[Tensor, Tensor]:
    """Values at either end of each stretch between centers. Shapes: results (B, T + 1, 1)."""
    padded = torch.cat([values[:, :1], values, values[:, -1:]], 1).unsqueeze(2)
    return padded[:, :-1], padded[:, 1:]
