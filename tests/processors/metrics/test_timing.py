"""Lengths, silences and speed, exactly."""

import numpy as np
import pytest

from processors.metrics import MetricError
from processors.metrics.timing import duration, real_time_factor, silence

RATE = 16000


def sound(*parts: tuple[float, float]) -> np.ndarray:
    """Seconds and amplitude of each part of a square wave."""
    pieces = [np.where(np.arange(round(s * RATE)) % 80 < 40, a, -a) for s, a in parts]
    return np.concatenate(pieces)


def test_silences_are_exact(clip):
    parts = ((0.2, 0), (0.5, 0.3), (0.1, 0), (0.2, 0.3), (0.3, 0.001), (0.4, 0.3), (0.35, 0))
    result = silence(clip(sound(*parts), rate=RATE))
    assert result == {
        "silence_start": pytest.approx(0.2),
        "silence_end": pytest.approx(0.35),
        "pauses": pytest.approx(100 * 0.4 / 1.5),
        "longest_pause": pytest.approx(0.3),
    }


def test_a_consonants_closure_is_no_pause(clip):
    parts = ((0.3, 0.3), (0.04, 0), (0.3, 0.3))
    result = silence(clip(sound(*parts), rate=RATE))
    assert (result["pauses"], result["longest_pause"]) == (0, 0)


def test_what_is_quieter_by_less_than_forty_decibels_is_sound(clip):
    result = silence(clip(sound((0.3, 0.011), (0.3, 1.0), (0.2, 0.009)), rate=RATE))
    assert result["silence_start"] == 0
    assert result["silence_end"] == pytest.approx(0.2)


def test_digital_silence_is_an_error(clip):
    with pytest.raises(MetricError, match="digital silence"):
        silence(clip(np.zeros(RATE), rate=RATE))


def test_duration_knows_what_it_is_given(clip):
    long, short = clip(np.zeros(24000), "a", RATE), clip(np.zeros(16000), "b", RATE)
    assert duration(long) == {"seconds": 1.5}
    assert duration(long, short, "twelve chars") == {
        "seconds": 1.5,
        "duration_ratio": 1.5,
        "characters_per_second": 8.0,
    }


def test_real_time_factor_is_what_the_folder_says(clip):
    result = real_time_factor(clip(np.zeros(24000), "a", RATE, compute_seconds=0.3))
    assert result["rtf"] == pytest.approx(0.2)
    with pytest.raises(MetricError, match=r"speed\.json"):
        real_time_factor(clip(np.zeros(24000), "a", RATE))
