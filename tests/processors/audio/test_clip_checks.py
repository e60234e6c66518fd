"""Faults of recorded clips: each is found, and a good clip has none."""

import numpy as np
import pytest

from processors.audio.clip_checks import check_clip

RATE = 48000


def clip(
    before: float = 0.4, after: float = 0.4, gain: float = 0.2, noise: float = 1e-4
) -> np.ndarray:
    """Something like speech: bursts of a tone, with quiet around."""
    rng = np.random.default_rng(0)
    time = np.arange(int(1.5 * RATE)) / RATE
    speech = gain * np.sin(2 * np.pi * 180 * time) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time))
    samples = np.concatenate([np.zeros(int(before * RATE)), speech, np.zeros(int(after * RATE))])
    return (samples + rng.normal(0, noise, len(samples))).astype(np.float32)


def faults(samples: np.ndarray) -> dict[str, bool]:
    return {fault.kind: fault.severe for fault in check_clip(samples, RATE).faults}


def test_a_good_clip_has_no_faults() -> None:
    report = check_clip(clip(), RATE)
    assert report.faults == ()
    assert report.good
    assert report.seconds == pytest.approx(2.3)
    assert -25 < report.speech_db < -15
    assert report.noise_db < -70
    assert report.peak_db == pytest.approx(-14, abs=1)


@pytest.mark.parametrize(
    ("samples", "kind", "severe"),
    [
        (np.zeros(RATE, np.float32), "silence", True),
        (clip(gain=2.0).clip(-1, 1), "clipping", True),
        (clip(gain=0.005, noise=1e-5), "level", True),
        (clip(gain=0.022, noise=1e-5), "level", False),
        (clip(before=0.0), "cut start", True),
        (clip(after=0.0), "cut end", True),
        (clip(before=3.0), "silence", False),
        (np.concatenate([clip(after=1.0), clip(before=1.0)]), "pause", False),
        (clip(noise=0.02), "noise", False),
        (np.tile(clip(before=0.1, after=0.1), 13), "length", True),
    ],
)
def test_faults_are_found(samples: np.ndarray, kind: str, severe: bool) -> None:
    assert faults(samples).get(kind) is severe
    assert check_clip(samples, RATE).good is not severe


def test_an_empty_clip() -> None:
    assert not check_clip(np.zeros(0, np.float32), RATE).good
