"""Convolutions in the fast layouts, against torch's own."""

import copy

import pytest
import torch
from torch import nn

from modules.conv import Conv1d, cat_channels, chunk_channels, fast_layout, pack_convolutions
from modules.packed_conv import MAX_FRAMES, SHORT_TILE, TILE


@pytest.fixture(params=[(1, 1), (3, 1), (5, 3)], ids=str)
def pair(request) -> tuple[nn.Conv1d, Conv1d]:
    """The same convolution, torch's and ours."""
    torch.manual_seed(0)
    kernel_size, dilation = request.param
    ours = Conv1d(6, 10, kernel_size, dilation)
    padding = dilation * (kernel_size // 2)
    plain = nn.Conv1d(6, 10, kernel_size, padding=padding, dilation=dilation)
    plain.load_state_dict(ours.state_dict())
    return plain, ours


def test_values_and_gradients_are_those_of_torch(pair):
    x = torch.randn(3, 6, 40)
    inputs = [x.clone().requires_grad_(), fast_layout(x).clone().requires_grad_()]
    plain, ours = pair
    results = [plain(inputs[0]), ours(inputs[1])]
    assert results[1].stride(1) == 1
    torch.testing.assert_close(results[1], results[0])
    for result in results:
        result.square().sum().backward()
    torch.testing.assert_close(inputs[1].grad, inputs[0].grad)
    for name, value in plain.named_parameters():
        torch.testing.assert_close(ours.get_parameter(name).grad, value.grad)


LENGTHS = [1, SHORT_TILE, SHORT_TILE + 1, TILE, TILE + 1, 3 * TILE - 5, MAX_FRAMES, MAX_FRAMES + 1]


@pytest.mark.parametrize("n_frames", LENGTHS)
def test_packed_weights_give_the_same(pair, n_frames):
    plain, ours = pair
    pack_convolutions(ours)
    x = torch.randn(1, 6, n_frames)
    with torch.inference_mode():
        torch.testing.assert_close(ours(fast_layout(x)), plain(x))
        torch.testing.assert_close(ours(x), plain(x))
    assert bool(ours._packed) == (n_frames <= MAX_FRAMES)


def test_packed_weights_follow_the_weights(pair):
    _, ours = pair
    pack_convolutions(ours)
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
    pack_convolutions(ours)
    x = torch.randn(1, 6, 20, requires_grad=True)
    ours(x).sum().backward()
    assert x.grad.abs().sum() > 0


def test_an_even_kernel_is_refused():
    with pytest.raises(ValueError, match="kernel_size must be odd, got 4"):
        Conv1d(2, 2, 4)


def test_joined_channels_keep_the_layout():
    parts = torch.randn(2, 3, 7), torch.randn(2, 5, 7)
    expected = torch.cat(parts, 1)
    assert cat_channels(*parts).stride() == expected.stride()
    joined = cat_channels(*map(fast_layout, parts))
    assert joined.stride(1) == 1
    torch.testing.assert_close(joined, expected)


def test_gradients_of_parts_keep_the_layout():
    weight = torch.randn(2, 8, 7)
    for layout in (torch.clone, fast_layout):
        x = layout(torch.randn(2, 8, 7)).requires_grad_()
        parts = chunk_channels(x, 2)
        for part, expected in zip(parts, x.chunk(2, 1), strict=True):
            assert torch.equal(part, expected)
        joined = sum((p * w).sum() for p, w in zip(parts, weight.chunk(2, 1), strict=True))
        (grad,) = torch.autograd.grad(joined, x)
        assert torch.equal(grad, weight)
        assert grad.stride() == x.stride()
