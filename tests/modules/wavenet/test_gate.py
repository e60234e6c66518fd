"""The fused gate against the formula."""

import pytest
import torch
from torch import Tensor

from modules.cpu_kernels import gate as compiled_gate
from modules.layers.conv import fast_layout
from modules.wavenet import gate as plain_gate
from modules.wavenet.gate import put_gated


def plain(h: Tensor) -> Tensor:
    signal, gate = h.chunk(2, 1)
    return torch.tanh(signal) * torch.sigmoid(gate)


@pytest.fixture(params=[plain_gate, compiled_gate], ids=["plain", "compiled"])
def gated(request):
    return request.param.gated


@pytest.mark.parametrize("layout", [fast_layout, torch.clone])
def test_values_and_gradients(gated, layout):
    torch.manual_seed(0)
    h = layout(torch.randn(2, 8, 30) * 3)
    ours, expected = h.clone().requires_grad_(), h.clone().requires_grad_()
    weight = torch.randn(2, 4, 30)
    (gated(ours) * weight).sum().backward()
    (plain(expected) * weight).sum().backward()
    torch.testing.assert_close(gated(ours), plain(expected), atol=3e-7, rtol=1e-5)
    torch.testing.assert_close(ours.grad, expected.grad, atol=2e-6, rtol=1e-5)


def test_a_result_can_be_put_where_it_belongs():
    torch.manual_seed(0)
    h = fast_layout(torch.randn(2, 8, 30) * 3)
    kept = h.clone()
    with torch.inference_mode():
        found = torch.full((2, 12, 30), 9.0)
        put_gated(h, found[:, 4:8])
        torch.testing.assert_close(found[:, 4:8], plain(h), atol=3e-7, rtol=1e-5)
        assert (found[:, :4] == 9).all()
        assert (found[:, 8:] == 9).all()
    assert torch.equal(h, kept)


def test_extremes_stay_finite(gated):
    h = torch.tensor([-1e4, 1e4, -90.0, 0.0]).view(1, 4, 1).requires_grad_()
    gated(h).sum().backward()
    assert h.grad.isfinite().all()
    torch.testing.assert_close(gated(h), plain(h))


def test_small_values_survive_the_lower_precision(gated):
    h = torch.full((1, 2, 1), 1e-3, dtype=torch.bfloat16)
    torch.testing.assert_close(gated(h), plain(h), rtol=1e-2, atol=0)


def test_a_condition_comes_after_dropout(gated):
    torch.manual_seed(0)
    h, condition = torch.randn(2, 8, 500), torch.randn(2, 8, 1, requires_grad=True)
    torch.testing.assert_close(gated(h, condition), plain(h + condition), atol=3e-7, rtol=1e-5)
    dropped = gated(h, condition, 0.999)
    expected = plain(condition.expand(h.shape))
    share = (dropped - expected).abs().gt(1e-5).double().mean().item()
    assert 0 < share < 0.005
    gated(h, condition).sum().backward()
    (expected,) = torch.autograd.grad(plain(h + condition).sum(), condition)
    torch.testing.assert_close(condition.grad, expected)


def test_the_generator_of_torch_decides_what_is_dropped(gated):
    h = torch.randn(2, 8, 30)
    torch.manual_seed(3)
    first, second = gated(h, p_dropout=0.5), gated(h, p_dropout=0.5)
    torch.manual_seed(3)
    assert torch.equal(gated(h, p_dropout=0.5), first)
    assert not torch.equal(first, second)
    assert not gated(h, p_dropout=1.0).any()
