"""Mel-cepstral distortion of signals that are the same, stretched, or different."""

import numpy as np
import pytest

from processors.metrics import MetricError
from processors.metrics.alignment import ORDER, align, cepstrum
from processors.metrics.distortion import distances, mel_cepstral_distortion
from tests.processors.metrics.conftest import voice

VOWELS = np.array([0.6, 3.0, 0.8, 2.0])


def mcd(a, b) -> float:
    return mel_cepstral_distortion(a, b)["mcd"]


def test_of_a_clip_and_itself_is_zero(clip):
    samples = voice(120, 0.5, VOWELS)
    assert mcd(clip(samples, "a"), clip(samples, "b")) == 0


def test_a_slower_copy_is_near_and_another_sound_is_far(clip):
    original = clip(voice(120, 1.0, VOWELS), "a")
    slower = mcd(clip(voice(120, 1.3, VOWELS), "b"), original)
    other = mcd(clip(voice(120, 1.3, 0.3), "c"), original)
    assert 0 < slower < 1.5
    assert other > 3 * slower


def test_loudness_does_not_matter(clip):
    samples = voice(120, 0.5, VOWELS)
    assert mcd(clip(samples, "a"), clip(samples / 2, "b")) < 0.05


@pytest.mark.parametrize("coefficient", [1, 7, ORDER])
def test_is_the_distance_of_smooth_spectra_in_decibels(coefficient):
    """A ripple along the mel axis, of an amplitude in dB, is its effective value apart."""
    bands = (np.arange(80) + 0.5) / 80
    decibels = 3.0 * np.cos(np.pi * coefficient * bands)
    ripple = decibels * np.log(10) / 20  # as natural log of magnitude
    flat = np.full((80, 4), -2.0)
    apart = distances(cepstrum(flat + ripple[:, None]), cepstrum(flat))
    np.testing.assert_allclose(apart, np.sqrt(np.mean(decibels**2)), rtol=1e-9)


def test_the_alignment_runs_from_start_to_end(clip):
    a, b = clip(voice(120, 0.5, VOWELS), "a"), clip(voice(120, 0.8, VOWELS), "b")
    ours, theirs = align(a, b)
    assert (ours[0], theirs[0]) == (0, 0)
    assert (ours[-1], theirs[-1]) == (0.5 * 22050 // 256 - 1, 0.8 * 22050 // 256 - 1)
    assert (np.diff(ours) >= 0).all()
    assert (np.diff(theirs) >= 0).all()


def test_a_clip_too_short_for_a_frame_is_named(clip):
    with pytest.raises(MetricError, match=r"b\.wav: too short"):
        mcd(clip(voice(120, 0.5), "a"), clip(np.zeros(100), "b"))
