"""Convolutions in the fast layouts, against torch's own."""

import copy

import pytest
import torch
from torch import Tensor, nn

from modules.cpu_kernels import LEVEL, has_bfloat16, pack
from modules.cpu_kernels import packing as packing_module
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


@pytest.fixture(params=[None, "float32", "bf16"], ids=str)
def packing(request) -> str | None:
    """How the layer is packed."""
    if request.param == "bf16" and not has_bfloat16():
        pytest.skip("this processor does not multiply bfloat16")
    return request.param


def pack_layer(layer: Conv1d, packing: str | None) -> None:
    """Pack it, and see that it serves."""
    if packing is None:
        return
    pack(layer, packing)
    with torch.inference_mode():
        assert (layer.kernel(torch.randn(1, 6, 4)) is not None) == bool(LEVEL)


def assert_near(found: Tensor, expected: Tensor, packing: str | None) -> None:
    error = 0.03 if packing == "bf16" else 1e-5
    torch.testing.assert_close(found, expected, atol=error, rtol=error)


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


def test_activation_and_mask_come_after_it(pair, packing):
    plain, ours = pair
    pack_layer(ours, packing)
    x, mask = torch.randn(3, 6, 40), (torch.rand(3, 1, 40) > 0.5).float()
    with torch.inference_mode():
        found = ours(fast_layout(x), "relu", mask)
        assert_near(found, plain(x).relu() * mask, packing)
        assert_near(ours(fast_layout(x), mask=mask), plain(x) * mask, packing)


def test_packed_convolutions_give_the_same_in_any_layout(pair, packing):
    plain, ours = pair
    pack_layer(ours, packing)
    for n_frames in (1, 3, 50):
        x = torch.randn(3, 8, n_frames)[:, 1:7]
        with torch.inference_mode():
            for layout in (fast_layout, torch.clone, lambda x: x):
                y = ours(layout(x))
                assert y.stride(1) == 1 or not (packing and LEVEL)
                assert_near(y, plain(x), packing)


def test_packed_weights_follow_the_weights(pair):
    _, ours = pair
    pack_layer(ours, "float32")
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
    pack_layer(ours, "float32")
    x = torch.randn(1, 6, 20, requires_grad=True)
    ours(x).sum().backward()
    assert x.grad.abs().sum() > 0


def test_without_compiled_convolutions_torchs_are_used(pair, monkeypatch):
    plain, ours = pair
    monkeypatch.setattr(packing_module, "LEVEL", 0)
    pack(ours)
    x = torch.randn(3, 6, 40)
    with torch.inference_mode():
        assert ours.kernel(x) is None
        torch.testing.assert_close(ours(fast_layout(x)), plain(x))


def test_a_very_large_kernel_is_left_to_torch():
    layer, x = Conv1d(6, 10, 17), torch.randn(2, 6, 40)
    pack(layer)
    with torch.inference_mode():
        assert layer.kernel(x) is None
        expected = nn.functional.conv1d(x, layer.weight, layer.bias, padding=8)
        torch.testing.assert_close(layer(fast_layout(x)), expected)


def test_channels_in_no_pairs_are_packed_in_float32():
    layer = Conv1d(5, 4, 3)
    pack(layer, "bf16")
    with torch.inference_mode():
        kernel = layer.kernel(torch.randn(1, 5, 9))
    assert kernel is None or kernel.dtype == torch.float32


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
