"""Convolutions of training by Winograd's algorithm, with gradients, against torch's."""

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from modules.cpu_kernels.convolution_gradient import convolve_with_gradients
from modules.cpu_kernels.dispatch import can_train_convolution
from modules.cpu_kernels.winograd import KERNEL_SIZES
from tests.modules.cpu_kernels.compiled import LEVELS, needs_compiled

pytestmark = needs_compiled

# Channels in and out, kernel size, dilation.
SIZES = [(192, 384, 5, 1), (24, 36, 3, 2), (70, 45, 5, 3), (3, 2, 3, 1), (20, 40, 11, 1)]


def make(sizes: tuple[int, int, int, int], batch_size: int, n_frames: int) -> list[Tensor]:
    """Input, weight and bias."""
    torch.manual_seed(0)
    n_in, n_out, kernel_size, _ = sizes
    weight = torch.randn(n_out, n_in, kernel_size) * (n_in * kernel_size) ** -0.5
    inputs = torch.randn(batch_size, n_frames, n_in).mT, weight, torch.randn(n_out)
    return [x.requires_grad_() for x in inputs]


def results(y: Tensor, inputs: list[Tensor]) -> list[Tensor]:
    """The values, and gradients for the same arbitrary loss."""
    weight = torch.randn(y.shape, generator=torch.Generator().manual_seed(1))
    return [y, *torch.autograd.grad((y * weight).sum(), inputs)]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("batch", [(1, 1), (2, 7), (3, 200)], ids=str)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_values_and_gradients(sizes, batch, level):
    inputs = make(sizes, *batch)
    doubles = [x.detach().double().requires_grad_() for x in inputs]
    found = results(convolve_with_gradients(*inputs, sizes[3], level), inputs)
    expected = results(F.conv1d(*doubles, 1, "same", sizes[3]), doubles)
    assert found[0].stride(1) == 1
    for ours, plain in zip(found, expected, strict=True):
        torch.testing.assert_close(
            ours.double(), plain, atol=2e-5 * plain.abs().max().item(), rtol=0
        )


def test_rounding_stays_small_at_full_size():
    inputs = make((192, 384, 5, 1), 8, 300)
    doubles = [x.detach().double().requires_grad_() for x in inputs]
    found = results(convolve_with_gradients(*inputs), inputs)
    for ours, plain in zip(found, results(F.conv1d(*doubles, 1, "same"), doubles), strict=True):
        assert (ours - plain).square().mean().sqrt() < 3e-6 * plain.square().mean().sqrt()


def test_results_do_not_depend_on_threads():
    inputs, n_threads = make((24, 300, 5, 1), 3, 200), torch.get_num_threads()
    found = []
    try:
        for n in (1, 2, 5, 20):
            torch.set_num_threads(n)
            found.append(results(convolve_with_gradients(*inputs), inputs))
    finally:
        torch.set_num_threads(n_threads)
    for other in found[1:]:
        assert all(map(torch.equal, other, found[0]))


def test_only_what_is_asked_for():
    x, weight, bias = make((8, 8, 3, 1), 2, 20)
    y = convolve_with_gradients(x.detach(), weight, None)
    torch.testing.assert_close(y, F.conv1d(x, weight, None, padding=1))
    (grad,) = torch.autograd.grad(y.sum(), weight)
    expected = torch.autograd.grad(F.conv1d(x, weight, None, padding=1).sum(), weight)[0]
    torch.testing.assert_close(grad, expected)
    (grad,) = torch.autograd.grad(
        convolve_with_gradients(x, weight.detach(), bias.detach()).sum(), x
    )
    torch.testing.assert_close(
        grad, torch.autograd.grad(F.conv1d(x, weight, bias, padding=1).sum(), x)[0]
    )


def serves(x: Tensor, weight: Tensor) -> bool:
    return can_train_convolution(x, weight, KERNEL_SIZES)


def test_when_it_serves():
    x, weight, _ = make((8, 8, 3, 1), 2, 20)
    assert serves(x, weight)
    assert serves(x.detach(), weight)
    assert not serves(x.detach(), weight.detach())
    assert not serves(x.double(), weight.double())
    assert not serves(x, weight[:, :, :1])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert not serves(x, weight)
    with torch.no_grad():
        assert not serves(x, weight)
