"""Convolutions with fewer multiplications, against torch's own."""

import copy

import pytest
import torch
from torch import nn

from modules.conv import Conv1d, fast_layout, pack_convolutions
from modules.winograd import KERNEL_SIZES, LAST_TILE, OUTPUTS, TILE, WinogradConv, transforms

WHOLE, LAST = TILE * OUTPUTS, LAST_TILE * OUTPUTS
LENGTHS = [1, 3, OUTPUTS, OUTPUTS + 1, LAST, LAST + 1, WHOLE, WHOLE + 1, WHOLE + LAST + 1]


def make_pair(kernel_size: int, dilation: int, *sizes: int) -> tuple[nn.Conv1d, Conv1d]:
    """The same convolution, torch's in double precision and ours, packed."""
    torch.manual_seed(0)
    ours = Conv1d(*(sizes or (6, 10)), kernel_size, dilation)
    padding = dilation * (kernel_size // 2)
    plain = nn.Conv1d(*(sizes or (6, 10)), kernel_size, padding=padding, dilation=dilation)
    plain.load_state_dict(ours.state_dict())
    pack_convolutions(ours)
    return plain.double(), ours


@pytest.fixture(params=[(3, 1), (5, 1), (5, 3)], ids=str)
def pair(request) -> tuple[nn.Conv1d, Conv1d]:
    return make_pair(*request.param)


@pytest.mark.parametrize("kernel_size", KERNEL_SIZES)
def test_the_transforms_make_a_convolution(kernel_size):
    after, kernel, before = transforms(kernel_size)
    window = torch.randn(OUTPUTS + kernel_size - 1, dtype=torch.float64)
    weight = torch.randn(kernel_size, dtype=torch.float64)
    expected = torch.stack([window[i : i + kernel_size] @ weight for i in range(OUTPUTS)])
    torch.testing.assert_close(after @ ((kernel @ weight) * (before @ window)), expected)


@pytest.mark.parametrize("n_frames", LENGTHS)
@pytest.mark.parametrize("batch_size", [1, 3])
def test_packed_convolutions_give_the_same(pair, batch_size, n_frames):
    plain, ours = pair
    x = torch.randn(batch_size, 6, n_frames)
    with torch.inference_mode():
        expected = plain(x.double()).float()
        for layout in (fast_layout, torch.clone):
            y = ours(layout(x))
            assert y.stride(1) == 1
            torch.testing.assert_close(y, expected, atol=1e-5, rtol=0)
    assert isinstance(ours._packed.form, WinogradConv)


@pytest.mark.parametrize(("kernel_size", "sizes"), [(5, (192, 384)), (3, (192, 768))])
def test_rounding_stays_small_at_full_size(kernel_size, sizes):
    plain, ours = make_pair(kernel_size, 1, *sizes)
    x = torch.randn(1, sizes[0], 200)
    with torch.inference_mode():
        expected = plain(x.double())
        error = (ours(fast_layout(x)) - expected).square().mean().sqrt() / expected.std()
    assert error < 3e-6


def test_an_utterance_is_the_same_alone_and_in_a_batch(pair):
    _, ours = pair
    x = fast_layout(torch.randn(3, 6, 50))
    with torch.inference_mode():
        together = ours(x)
        for row in range(3):
            assert torch.equal(ours(x[row : row + 1])[0], together[row])


def test_other_kernels_are_left_as_they_are():
    plain, ours = make_pair(7, 1)
    x = torch.randn(1, 6, 20)
    with torch.inference_mode():
        torch.testing.assert_close(ours(fast_layout(x)), plain(x.double()).float())
    assert ours._packed.form is None


def test_packed_weights_follow_the_weights(pair):
    _, ours = pair
    x = torch.randn(1, 6, 20)
    with torch.no_grad():
        before = ours(x)
        ours.weight.mul_(2)
        ours.bias.mul_(2)
        torch.testing.assert_close(ours(x), 2 * before)
        copied = copy.deepcopy(ours)
        copied.load_state_dict({k: v / 2 for k, v in ours.state_dict().items()})
        torch.testing.assert_close(copied(x), before)


def test_a_packed_convolution_has_gradients_where_they_are_asked_for(pair):
    _, ours = pair
    x = torch.randn(1, 6, 20, requires_grad=True)
    ours(x).sum().backward()
    assert x.grad.abs().sum() > 0
