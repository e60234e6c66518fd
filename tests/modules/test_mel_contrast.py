"""Contrast of mels: only the fine structure over the bands grows, by the gain."""

import math

import pytest
import torch

from modules.mel_contrast import FIRST_ORDER, MelContrast


def shape(order: int, n_mels: int = 80) -> torch.Tensor:
    """A mel of one frame that holds one order of the cosine transform over the bands."""
    bands = torch.arange(n_mels) + 0.5
    return torch.cos(math.pi / n_mels * order * bands).view(1, n_mels, 1)


@pytest.mark.parametrize(
    ("order", "gain"), [(0, 1.0), (1, 1.0), (FIRST_ORDER // 2, 1.0), (6, 1.3), (40, 1.3), (79, 1.3)]
)
def test_each_order_has_its_gain(order: int, gain: float) -> None:
    contrast = MelContrast(80, 1.3)
    torch.testing.assert_close(contrast(shape(order)), gain * shape(order), atol=1e-5, rtol=0)


def test_gain_1_changes_nothing_and_there_are_no_weights() -> None:
    mel = torch.randn(2, 80, 7)
    torch.testing.assert_close(MelContrast(80, 1.0)(mel), mel, atol=1e-5, rtol=0)
    assert not MelContrast(80, 1.3).state_dict()
