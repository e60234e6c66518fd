"""Loudness by BS.1770, and the gain that evens it."""

import math

import pytest
import torch

from processors.audio.loudness import integrated_loudness, loudness_gain

RATE = 22050


def tone(
    level_db: float, seconds: float = 1.0, hz: float = 997.0, rate: int = RATE
) -> torch.Tensor:
    time = torch.arange(round(seconds * rate)) / rate
    return 10 ** (level_db / 20) * torch.sin(2 * math.pi * hz * time)


def test_a_tone_of_full_scale_is_at_minus_three() -> None:
    # The calibration of BS.1770: 997 Hz at 0 dBFS in one channel.
    for level in (0, -20):
        for rate in (RATE, 48000):
            loudness = integrated_loudness(tone(level, rate=rate), rate)
            assert loudness == pytest.approx(level - 3.01, abs=0.3)


def test_low_tones_are_softer_and_pauses_do_not_count() -> None:
    assert integrated_loudness(tone(-20, hz=50), RATE) < integrated_loudness(tone(-20), RATE) - 2
    paused = torch.cat([tone(-20), torch.zeros(4 * RATE), tone(-20)])
    assert integrated_loudness(paused, RATE) == pytest.approx(-23.5, abs=0.6)


def test_short_and_silent_clips() -> None:
    assert integrated_loudness(tone(-20, 0.2), RATE) == pytest.approx(-23, abs=0.7)
    for silent in (torch.zeros(0), torch.zeros(RATE)):
        assert integrated_loudness(silent, RATE) == -math.inf
    assert loudness_gain(torch.zeros(RATE), RATE, -23) == 1.0


def test_the_gain_reaches_the_target_as_far_as_the_peak_allows() -> None:
    quiet = tone(-40)
    evened = quiet * loudness_gain(quiet, RATE, -23)
    assert integrated_loudness(evened, RATE) == pytest.approx(-23, abs=0.1)
    peaky = quiet.clone()
    peaky[100] = 0.9
    assert 1.0 < loudness_gain(peaky, RATE, -23) <= 0.99 / 0.9 + 1e-6
    over = tone(0) * 1.5
    assert loudness_gain(over, RATE, 0.0) == pytest.approx(10 ** (-0.5 / 20) * 1.0, abs=0.1)
    assert float((over * loudness_gain(over, RATE, -23)).abs().max()) < 0.2
