"""Packed layers against torch's own."""

import copy
import pickle

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from modules.cpu_kernels import describe, dispatch, has_bfloat16, pack_layers
from modules.layers.conv import Conv1d, fast_layout
from modules.layers.linear import Linear
from tests.modules.cpu_kernels.compiled import compiled_of


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
        pytest.skip(f"products of bfloat16 are not used: {describe()}")
    return request.param


def pack(layer: nn.Module, packing: str | None) -> nn.Module:
    """The layer, packed where it is asked for; sees that it serves."""
    if packing is None:
        return layer
    packed = pack_layers(layer, packing)
    with torch.inference_mode():
        assert (compiled_of(packed, torch.randn(1, 6, 4)) is not None) == bool(dispatch.level())
    return packed


def assert_near(found: Tensor, expected: Tensor, packing: str | None) -> None:
    error = 0.03 if packing == "bf16" else 1e-5
    torch.testing.assert_close(found, expected, atol=error, rtol=error)


def test_activation_and_mask_come_after_it(pair, packing):
    plain, ours = pair
    ours = pack(ours, packing)
    x, mask = torch.randn(3, 6, 40), (torch.rand(3, 1, 40) > 0.5).float()
    with torch.inference_mode():
        found = ours(fast_layout(x), "relu", mask)
        assert_near(found, plain(x).relu() * mask, packing)
        assert_near(ours(fast_layout(x), mask=mask), plain(x) * mask, packing)


def test_packed_convolutions_give_the_same_in_any_layout(pair, packing):
    plain, ours = pair
    ours = pack(ours, packing)
    for n_frames in (1, 3, 50):
        x = torch.randn(3, 8, n_frames)[:, 1:7]
        with torch.inference_mode():
            for layout in (fast_layout, torch.clone, lambda x: x):
                y = ours(layout(x))
                assert y.stride(1) == 1 or not (packing and dispatch.level())
                assert_near(y, plain(x), packing)


def test_packed_weights_follow_the_weights(pair):
    ours = pack(pair[1], "float32")
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
    ours = pack(pair[1], "float32")
    x = torch.randn(1, 6, 20, requires_grad=True)
    ours(x).sum().backward()
    assert x.grad.abs().sum() > 0


def test_without_compiled_convolutions_torchs_are_used(pair, monkeypatch):
    plain, ours = pair
    packed = pack(ours, "float32")
    monkeypatch.setattr(dispatch, "decide", lambda: dispatch.Decision(0, "test"))
    x = torch.randn(3, 6, 40)
    with torch.inference_mode():
        for layer in (packed, pack_layers(ours)):
            assert compiled_of(layer, x) is None
            torch.testing.assert_close(layer(fast_layout(x)), plain(x))


def test_a_very_large_kernel_is_left_to_torch():
    layer, x = Conv1d(6, 10, 17), torch.randn(2, 6, 40)
    layer = pack_layers(layer)
    with torch.inference_mode():
        assert compiled_of(layer, x) is None
        expected = nn.functional.conv1d(x, layer.weight, layer.bias, padding=8)
        torch.testing.assert_close(layer(fast_layout(x)), expected)


def test_channels_in_no_pairs_are_packed_in_float32():
    layer = pack_layers(Conv1d(5, 4, 3), "bf16")
    with torch.inference_mode():
        compiled = compiled_of(layer, torch.randn(1, 5, 9))
    assert compiled is None or compiled.dtype == torch.float32


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("activation", ["none", "gelu"])
def test_products_are_those_of_torch(activation, packed):
    torch.manual_seed(0)
    ours, plain = Linear(6, 10), nn.Linear(6, 10)
    plain.load_state_dict(ours.state_dict())
    if packed:
        ours = pack_layers(ours)
    x = torch.randn(2, 40, 6)
    with torch.inference_mode():
        expected = plain(x) if activation == "none" else F.gelu(plain(x))
        torch.testing.assert_close(ours(x, activation), expected, atol=1e-6, rtol=1e-5)
        assert (compiled_of(ours, x, activation) is not None) == (packed and dispatch.level() > 0)


def test_gradients_and_other_precisions_are_left_to_torch():
    torch.manual_seed(0)
    ours, plain = Linear(6, 10), nn.Linear(6, 10)
    plain.load_state_dict(ours.state_dict())
    ours = pack_layers(ours)
    x = torch.randn(2, 5, 6)
    for layer in (ours, plain):
        layer(x).square().sum().backward()
    torch.testing.assert_close(ours.weight.grad, plain.weight.grad)
    with torch.no_grad():
        with torch.autocast("cpu", torch.bfloat16):
            assert ours(x).dtype == torch.bfloat16
        assert ours.double()(x.double()).dtype == torch.float64


def test_the_place_and_the_names_of_weights_stay():
    model = nn.Sequential(nn.ModuleDict({"conv": Conv1d(6, 10, 3)}), Linear(4, 4))
    expected = model.state_dict()
    packed = pack_layers(model)
    assert packed is model
    assert list(packed.state_dict()) == list(expected)
    for name, value in packed.state_dict().items():
        assert value.data_ptr() == expected[name].data_ptr()
    assert isinstance(packed[0]["conv"], Conv1d)


def test_packed_layers_can_be_pickled():
    layer, x = pack_layers(Conv1d(6, 10, 3)), torch.randn(1, 6, 20)
    with torch.inference_mode():
        expected = layer(x)
        assert torch.equal(pickle.loads(pickle.dumps(layer))(x), expected)


def test_only_layers_inside_of_some_types_have_the_lower_precision():
    model = nn.Sequential(nn.ModuleList([Conv1d(6, 10, 3)]), Conv1d(6, 10, 3))
    pack_layers(model, "bf16", inside=nn.ModuleList)
    x, dtypes = torch.randn(1, 6, 9), []
    with torch.inference_mode():
        for layer in (model[0][0], model[1]):
            compiled = compiled_of(layer, x)
            dtypes.append(None if compiled is None else compiled.dtype)
    lower = torch.bfloat16 if has_bfloat16() else torch.float32
    assert dtypes == ([lower, torch.float32] if dispatch.level() else [None, None])
