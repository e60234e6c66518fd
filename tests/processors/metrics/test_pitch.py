"""Pitch of voices whose pitch is known."""

import numpy as np
import pytest

from processors.metrics.pitch import pitch, track
from tests.processors.metrics.conftest import voice


def test_voices_ten_hertz_apart(clip):
    result = pitch(clip(voice(110), "a"), clip(voice(100), "b"))
    assert result["f0_rmse"] == pytest.approx(10, abs=1)  # pYIN's grid is 0.6 Hz there
    assert result["voicing_error"] < 5


def test_the_same_melody_correlates_and_its_mirror_image_does_not(clip):
    melody = np.array([100, 160, 120, 180])
    original = clip(voice(melody, 1.5), "a")
    same = pitch(clip(voice(melody * 1.1, 1.5), "b"), original)
    mirrored = pitch(clip(voice(280 - melody, 1.5), "c"), original)
    assert same["f0_correlation"] > 0.95
    assert mirrored["f0_correlation"] < 0


def test_a_slower_copy_is_aligned_first(clip):
    melody, vowels = np.array([100, 160, 120, 180]), np.array([0.5, 3.0, 1.0, 2.0])
    slower = clip(voice(melody, 1.5, vowels), "a")
    result = pitch(slower, clip(voice(melody, 1.0, vowels), "b"))
    assert result["f0_correlation"] > 0.97
    assert result["f0_rmse"] < 6


def test_of_noise_against_a_voice_only_voicing_is_known(clip):
    noise = np.random.default_rng(0).normal(size=22050) * 0.1
    result = pitch(clip(noise, "a"), clip(voice(100), "b"))
    assert result["voicing_error"] > 60


def test_silence_has_no_pitch(clip):
    silent = clip(np.zeros(22050), "a")
    assert np.isnan(track(silent)).all()
    assert pitch(silent, silent) == {"voicing_error": 0.0}
