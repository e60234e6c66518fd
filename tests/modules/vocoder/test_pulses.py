"""Pulses: their spectrum, their phase from frame to frame, and in step with a recording."""

import math

import pytest
import torch

from modules.vocoder.pulses import Excitation, follow, frame_cycles, pulse_train, to_samples

RATE, HOP = 22050, 256


def at(f0: float, seconds: float = 1.0) -> Excitation:
    time = torch.arange(int(RATE * seconds), dtype=torch.float64).unsqueeze(0) / RATE
    hertz = torch.full(time.shape, f0)
    return Excitation(time * f0, hertz, torch.ones_like(hertz))


@pytest.mark.parametrize("f0", [60.0, 147.0, 313.0])
def test_pulses_are_the_sum_of_their_harmonics(f0: float) -> None:
    excitation = at(f0, 0.1)
    count = math.floor(0.49 * RATE / f0)
    share = 0.49 * RATE / f0 - count
    wanted = torch.zeros_like(excitation.cycles)
    for harmonic in range(1, count + 2):
        weight = share if harmonic > count else 1.0
        wanted += weight * (2 * math.pi * harmonic * excitation.cycles).cos()
    wanted *= math.sqrt(2 / (0.49 * RATE / f0))
    torch.testing.assert_close(pulse_train(excitation, RATE), wanted.float(), atol=2e-3, rtol=1e-3)


def test_pulses_have_unit_variance_and_are_silent_without_voice() -> None:
    excitation = at(200.0)
    assert pulse_train(excitation, RATE).square().mean() == pytest.approx(1, abs=0.03)
    quiet = excitation._replace(voicing=torch.zeros_like(excitation.voicing))
    assert pulse_train(quiet, RATE).abs().max() == 0


def test_the_phase_of_frames_is_the_integral_of_f0() -> None:
    f0 = torch.tensor([[100.0, 120.0, 200.0, 150.0]])
    cycles = frame_cycles(f0, HOP, RATE)
    steps = torch.tensor([110.0, 160.0, 175.0]) * HOP / RATE
    torch.testing.assert_close(cycles[0], torch.cat([torch.zeros(1), steps.cumsum(0)]) % 1)
    voicing = torch.tensor([[0.0, 1.0, 1.0, 0.0]])
    excitation = to_samples(cycles, f0, voicing, HOP, RATE)
    assert excitation.cycles.shape == (1, 4 * HOP)
    # The centers of frames, half a hop in, have the frames' own values.
    centers = torch.arange(4) * HOP + HOP // 2
    torch.testing.assert_close(excitation.f0[0, centers], f0[0])
    torch.testing.assert_close(excitation.voicing[0, centers], voicing[0])
    difference = excitation.cycles[0, centers] - cycles[0]
    assert (difference - difference.round()).abs().max() < 1e-5
    # Between them the phase moves on by F0 from sample to sample.
    moved = excitation.cycles.diff(dim=1)
    moved = moved - moved.round()
    between = (excitation.f0[:, 1:] + excitation.f0[:, :-1]) / 2 / RATE
    assert (moved - between).abs().max() < 1e-5


def test_following_a_recording_keeps_its_phase_and_pitch() -> None:
    frames, points = 6, 4
    places = torch.arange(frames * points + 1, dtype=torch.float64) * (HOP / points)
    cycles = (0.3 + 180.0 * places / RATE).unsqueeze(0)
    voicing = torch.linspace(0, 1, len(places), dtype=torch.float64).unsqueeze(0)
    excitation, f0, at_centers = follow(torch.stack([cycles, voicing], 1), points, HOP, RATE)
    wanted = 0.3 + 180.0 * torch.arange(frames * HOP).double() / RATE
    torch.testing.assert_close(excitation.cycles[0], wanted)
    torch.testing.assert_close(f0, torch.full((1, frames), 180.0), rtol=1e-4, atol=0)
    torch.testing.assert_close(
        excitation.f0, torch.full((1, frames * HOP), 180.0), rtol=1e-4, atol=0
    )
    torch.testing.assert_close(at_centers[0], (torch.arange(frames) + 0.5) / frames)
    assert excitation.voicing[0, HOP] == pytest.approx(1 / frames, abs=1e-6)
