"""What a recording is like, told of sounds whose faults are known."""

import numpy as np
import pytest
from scipy.signal import fftconvolve

from processors.audio.recording_quality import measure_recording

RATE = 22050
SECONDS = 3.0


def syllables(noise: float = 1e-4, seed: int = 0) -> np.ndarray:
    """Bursts of a buzzing voice, 0.2 seconds each, with quiet between and around them."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(SECONDS * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(130 + 20 * np.sin(2 * np.pi * 0.7 * time)) / RATE
    buzz = sum(np.sin(order * phase) / order for order in range(1, 20))
    envelope = ((time % 0.35) < 0.2) & (time > 0.3) & (time < SECONDS - 0.3)
    return 0.1 * buzz * envelope + rng.normal(0, noise, len(time))


def measure(samples: np.ndarray):
    return measure_recording(samples.astype(np.float32), RATE)


def test_a_clean_recording() -> None:
    quality = measure(syllables())
    assert quality.faults == ()
    assert quality.snr > 40
    assert quality.decay < 0.2
    assert quality.hum < 12
    assert abs(quality.offset) < 1e-3
    assert quality.start_db < -30
    assert quality.end_db < -30
    assert 1.0 < quality.speaking < 2.0
    assert -30 < quality.loudness < -15


def test_noise_hum_and_offset() -> None:
    clean = syllables()
    level = clean.std()
    noise = np.random.default_rng(1).normal(0, level / 4, len(clean))
    assert measure(clean + noise).snr < 20
    time = np.arange(len(clean)) / RATE
    for mains in (50, 60):
        lines = sum(np.sin(2 * np.pi * mains * k * time) for k in (1, 2, 3))
        quality = measure(clean + lines / lines.std() * level / 30)
        assert quality.mains == mains
        assert quality.hum > 12
        assert quality.hum_db == pytest.approx(-34, abs=4)  # below speech, pauses left out
    shifted = measure(clean + 0.03)
    assert shifted.offset == pytest.approx(0.03, abs=1e-3)
    assert shifted.snr > 40  # a constant is no noise


def test_music_is_told_from_noise_hum_and_a_whistle() -> None:
    clean = syllables()
    level, time = clean.std(), np.arange(len(clean)) / RATE
    chord = sum(np.sin(2 * np.pi * note * k * time) / k for note in (262, 330, 392) for k in (1, 2))
    hum = sum(np.sin(2 * np.pi * 50 * k * time) for k in range(1, 12))
    others = (
        np.zeros(len(clean)),
        np.random.default_rng(1).normal(size=len(clean)),
        hum,
        np.sin(2 * np.pi * 1234 * time),
    )
    for sound in others:
        assert measure(clean + 0.1 * level * sound / max(sound.std(), 1e-9)).tones < 0.1
    for loud in (0.3, 0.1, 0.03):
        assert measure(clean + loud * level * chord / chord.std()).tones > 0.9
    assert np.isnan(measure(0.1 * np.sin(2 * np.pi * 220 * time)).tones)  # no pause


def test_an_echoing_room() -> None:
    rng = np.random.default_rng(2)
    time = np.arange(round(0.8 * RATE)) / RATE
    decays = []
    for fade in (0.3, 0.8):
        tail = rng.normal(size=len(time)) * np.exp(-6.9 * time / fade)
        response = tail / np.sqrt((tail**2).sum())
        response[0] += 1
        decays.append(measure(0.5 * fftconvolve(syllables(), response)[: 3 * RATE]).decay)
    assert measure(syllables()).decay < decays[0] < decays[1]
    assert decays[1] > 0.3


def test_clipped_and_cut_off() -> None:
    clean = syllables()
    assert "clipping" in measure(0.5 * np.clip(clean * 8, -1, 1)).faults
    cut = measure(clean[: round(1.9 * RATE)])  # within a burst
    assert cut.end_db > -10
    assert cut.start_db < -30


def test_nothing_is_heard() -> None:
    for samples in (np.zeros(RATE), np.zeros(0)):
        quality = measure(samples)
        assert quality.faults == ("silence",)
        assert quality.loudness == -np.inf
