"""Convolutions in the fast layouts, against torch's own."""

import pytest
import torch
from torch import nn

from modules.layers.conv import (
    Conv1d,
    cat_channels,
    chunk_channels,
    convolve,
    fast_layout,
)


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
        limit = 1e-5 * value.grad.abs().max().item()
        torch.testing.assert_close(ours.get_parameter(name).grad, value.grad, atol=limit, rtol=0)


def test_without_gradients_the_values_are_the_same(pair):
    plain, ours = pair
    x = torch.randn(3, 6, 40)
    with torch.inference_mode():
        torch.testing.assert_close(ours(fast_layout(x)), plain(x))


def test_activation_and_mask_come_after_it(pair):
    plain, ours = pair
    x, mask = torch.randn(3, 6, 40), (torch.rand(3, 1, 40) > 0.5).float()
    torch.testing.assert_close(ours(fast_layout(x), "relu", mask), plain(x).relu() * mask)
    torch.testing.assert_close(ours(fast_layout(x), mask=mask), plain(x) * mask)


def test_channels_can_be_convolved_apart():
    torch.manual_seed(0)
    plain, x = nn.Conv1d(6, 6, 7, padding=3, groups=6), torch.randn(2, 6, 30)
    y = convolve(fast_layout(x), plain.weight, plain.bias, padding=3, groups=6)
    assert y.stride(1) == 1
    torch.testing.assert_close(y, plain(x))


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
