"""Silences and boundaries of made-up recordings, whose times are known."""

import numpy as np
import pytest

from processors.timings.boundaries import refine_boundaries
from processors.timings.silence import find_silences

RATE = 22050


def tone(hertz: float, seconds: float) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)


def hiss(seconds: float, level: float) -> np.ndarray:
    rng = np.random.default_rng(0)
    return level * rng.standard_normal(round(seconds * RATE))


@pytest.mark.parametrize("floor", [0.0, 0.003])
def test_silences_are_found_in_digital_silence_and_in_hiss(floor: float) -> None:
    parts = [hiss(0.3, floor), tone(200, 0.5), hiss(0.2, floor), tone(300, 0.4), hiss(0.3, floor)]
    found = find_silences(np.concatenate(parts).astype(np.float32), RATE)
    expected = [(0, 0.3), (0.8, 1.0), (1.4, 1.7)]
    assert np.array(found) == pytest.approx(np.array(expected), abs=0.012)


def test_times_do_not_drift() -> None:
    waveform = np.concatenate([tone(200, 100.0), hiss(0.5, 0.0), tone(200, 1.0), hiss(20, 0.0)])
    first = find_silences(waveform.astype(np.float32), RATE)[0]
    assert first == pytest.approx((100.0, 100.5), abs=0.012)


def test_speech_without_pauses_has_no_silences() -> None:
    assert find_silences(tone(200, 1.0).astype(np.float32), RATE) == []
    assert find_silences(np.zeros(0, np.float32), RATE) == []


@pytest.mark.parametrize("level", [1.0, 0.03])
@pytest.mark.parametrize("off", [-0.012, 0.012])
def test_boundaries_move_to_where_the_spectrum_changes(off: float, level: float) -> None:
    vowel = np.convolve(hiss(0.3, 0.3), np.ones(30) / 30, "same")
    waveform = np.concatenate([vowel, np.diff(hiss(0.2, 0.05)), vowel, [0.0]]) * level
    bounds = np.array([0.0, 0.3 + off, 0.5 + off, 0.8])
    refined = refine_boundaries(waveform.astype(np.float32), RATE, bounds[:-1], bounds[1:])
    assert refined[0] == 0
    assert np.all(np.abs(refined - [0.0, 0.3, 0.5]) < 0.7 * abs(off))


def test_boundaries_beside_a_pause_stay() -> None:
    waveform = np.concatenate([tone(200, 0.3), tone(1500, 0.3)]).astype(np.float32)
    starts, ends = np.array([0.0, 0.32]), np.array([0.29, 0.6])
    assert refine_boundaries(waveform, RATE, starts, ends).tolist() == starts.tolist()
