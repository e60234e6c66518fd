"""Signals whose measures are known."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from processors.metrics import Clip

RATE = 22050


def voice(f0: np.ndarray | float, seconds: float = 1.0, brightness: np.ndarray | float = 1.0):
    """Harmonics of ``f0`` Hz; ``brightness`` says how slowly they fall off. Both may change."""
    count = round(seconds * RATE)
    f0 = np.broadcast_to(np.interp(np.linspace(0, 1, count), *_curve(f0)), count)
    brightness = np.interp(np.linspace(0, 1, count), *_curve(brightness))
    phase = 2 * np.pi * np.cumsum(f0) / RATE
    order = np.arange(1, 30)[:, None]
    samples = (np.sin(order * phase) * np.exp(-order / (5 * brightness))).sum(0)
    noise = np.random.default_rng(0).normal(size=count) * 1e-3
    return 0.1 * samples + noise


def _curve(values: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    values = np.atleast_1d(values)
    return np.linspace(0, 1, len(values)), values


@pytest.fixture
def clip(tmp_path: Path) -> Callable[..., Clip]:
    """Write samples to a file and give the clip."""

    def write(samples: np.ndarray, name: str = "clip", rate: int = RATE, **facts) -> Clip:
        path = tmp_path / f"{name}.wav"
        soundfile.write(path, samples, rate, subtype="FLOAT")
        return Clip(path, facts)

    return write
