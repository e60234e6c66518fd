"""Random state: restored from disk, every generator continues where it was."""

import random
from pathlib import Path

import numpy as np
import torch

from models.base.process.rng_state import (
    random_state,
    restore_random_state,
    seed_all,
    untouched_random_state,
)


def draw() -> list[float]:
    return [
        random.random(),
        random.gauss(0, 1),
        np.random.rand(),
        np.random.randn(),
        torch.rand(1).item(),
        torch.nn.functional.dropout(torch.ones(8)).sum().item(),
    ]


def test_restored_through_a_file(tmp_path: Path) -> None:
    seed_all(3)
    draw()  # leaves a cached Gaussian behind in Python and numpy
    torch.save(random_state(), tmp_path / "state.pt")
    expected = draw()
    seed_all(99)
    assert draw() != expected
    restore_random_state(torch.load(tmp_path / "state.pt", weights_only=True))
    assert draw() == expected


def test_untouched() -> None:
    seed_all(3)
    expected = draw()
    seed_all(3)
    with untouched_random_state():
        draw()
    assert draw() == expected
