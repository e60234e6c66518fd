"""Convolutions after a leaky ReLU, packed and not, against torch's own."""

import pytest
import torch
from torch.nn import functional as F

from modules.cpu_kernels import dispatch, pack_layers
from modules.vocoder import LeakyConv1d, LeakyUpsampling
from tests.modules.cpu_kernels.compiled import compiled_of


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("kernel_size", "dilation"), [(1, 1), (3, 5), (7, 1), (11, 3)])
def test_the_relu_comes_before_and_the_sum_after(kernel_size, dilation, packed):
    torch.manual_seed(0)
    layer = LeakyConv1d(6, 20, kernel_size, dilation, slope=0.2)
    if packed:
        layer = pack_layers(layer)
    x, add = torch.randn(2, 6, 50), torch.randn(2, 20, 50)
    with torch.inference_mode():
        assert (compiled_of(layer, x) is not None) == (packed and dispatch.level() > 0)
        expected = F.conv1d(
            F.leaky_relu(x, 0.2), layer.weight, layer.bias, padding="same", dilation=dilation
        )
        torch.testing.assert_close(layer(x), expected, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(layer(x, add), expected + add, atol=1e-5, rtol=1e-5)


# Those of the paper's generators, and others.
UPSAMPLINGS = [(16, 8), (8, 4), (4, 2), (11, 5), (3, 3), (2, 2), (9, 1), (7, 3)]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("kernel_size", "rate"), UPSAMPLINGS)
def test_upsampling_is_a_transposed_convolution(kernel_size, rate, packed):
    torch.manual_seed(0)
    layer = LeakyUpsampling(6, 20, kernel_size, rate)
    if packed:
        layer = pack_layers(layer)
    for n_frames in (1, 2, 30):
        x = torch.randn(2, 6, n_frames)
        with torch.inference_mode():
            padding = (kernel_size - rate) // 2
            expected = F.conv_transpose1d(
                F.leaky_relu(x, 0.1), layer.weight, layer.bias, rate, padding
            )
            assert expected.shape[2] == rate * n_frames
            torch.testing.assert_close(layer(x), expected, atol=1e-5, rtol=1e-5)


def test_a_few_channels_are_left_to_torch():
    x = torch.randn(1, 6, 9)
    for plain in (LeakyConv1d(6, 16, 3), LeakyUpsampling(6, 4, 8, 4)):
        layer = pack_layers(plain)
        with torch.inference_mode():
            assert compiled_of(layer, x) is None
            assert layer(x).isfinite().all()


def test_kernels_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="kernel_size must be odd, got 4"):
        LeakyConv1d(2, 2, 4)
    for kernel_size, rate in ((4, 8), (7, 4)):
        with pytest.raises(ValueError, match=f"of {kernel_size} does not give {rate} samples"):
            LeakyUpsampling(2, 2, kernel_size, rate)
