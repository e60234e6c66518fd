"""The phase of a voice: in step with its fundamental, running on where there is no voice."""

import numpy as np
import pytest

from processors.audio.pitch_phase import NO_VOICE, pitch_phase

RATE, SPACING = 22050, 64


def test_it_is_in_step_with_the_fundamental() -> None:
    pytest.importorskip("pyworld", reason="pip install -e '.[pitch]'")
    time = np.arange(RATE) / RATE
    cycles = 0.2 + 140 * time + 20 * np.square(time)  # 140 to 180 Hz
    voice = sum(np.cos(2 * np.pi * h * cycles) / h for h in range(1, 20))
    silence = np.zeros(RATE // 4)
    waveform = 0.1 * np.concatenate([silence, voice, silence])
    found, voicing = pitch_phase(waveform, RATE, SPACING)
    assert found.shape == voicing.shape == (len(waveform) // SPACING + 1,)
    places = np.arange(len(found)) * SPACING - len(silence)
    inside = (places > 2500) & (places < RATE - 2500)
    assert voicing[inside].min() > 0.9
    error = found[inside] - cycles[places[inside]]
    assert np.abs(error - np.round(error)).max() < 0.02
    assert voicing[:60].max() < 0.1
    assert (np.diff(found) > 0).all()


def test_noise_has_a_phase_but_no_voicing() -> None:
    pytest.importorskip("pyworld", reason="pip install -e '.[pitch]'")
    waveform = np.zeros(8000)
    cycles, voicing = pitch_phase(waveform, RATE, SPACING)
    assert voicing.max() == 0
    assert cycles[-1] == pytest.approx(NO_VOICE * 8000 / RATE, rel=0.01)
