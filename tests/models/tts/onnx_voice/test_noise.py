"""Noise of a seed is torch's, to the last digits."""

import numpy as np
import pytest
import torch

from models.tts.onnx_voice.noise import normal_noise
from utils.seeds import derive_seed


@pytest.mark.parametrize("shape", [(80, 100), (80, 1), (3, 7), (4, 4)])
@pytest.mark.parametrize("seed", [0, 5, derive_seed(3, "a")])
def test_noise_is_what_torch_draws(shape, seed):
    expected = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
    np.testing.assert_allclose(normal_noise(seed, shape), expected.numpy(), atol=2e-6)


def test_more_noise_begins_as_less_does():
    """Of as many numbers as sentences take: a multiple of 16."""
    np.testing.assert_array_equal(normal_noise(3, (80, 9)).ravel()[:560], normal_noise(3, (560,)))


def test_too_little_noise_is_refused():
    with pytest.raises(ValueError, match="fewer than 16"):
        normal_noise(0, (3, 5))
