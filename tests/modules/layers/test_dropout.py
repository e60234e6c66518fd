"""Dropout by bits, against what torch's promises."""

import pytest
import torch
from torch import Tensor

from modules.cpu_kernels import install_training_operations
from modules.cpu_kernels.dropout import dropout as compiled_dropout
from modules.layers.conv import fast_layout
from modules.layers.dropout import Dropout, draw_mask


def compiled_mask(x: Tensor, p: float) -> Tensor:
    """What the compiled loop multiplies by."""
    return compiled_dropout(torch.ones_like(x), p)


for_both = pytest.mark.parametrize("draw", [draw_mask, compiled_mask])


def plain(p: float) -> Dropout:
    return Dropout(p)


def compiled(p: float) -> Dropout:
    layer = Dropout(p)
    install_training_operations(layer)
    return layer


for_both_layers = pytest.mark.parametrize("make", [plain, compiled])


@for_both
@pytest.mark.parametrize("p", [0.05, 0.1, 0.5, 0.9])
def test_share_and_scale(p, draw):
    torch.manual_seed(0)
    mask = draw(torch.empty(100, 1001), p)  # an odd number of bits is left over
    kept = mask > 0
    share = kept.double().mean().item()
    assert share == pytest.approx(1 - p, abs=4 * (p * (1 - p) / mask.numel()) ** 0.5)
    torch.testing.assert_close(
        mask[kept], torch.full_like(mask[kept], 1 / (1 - p)), rtol=3e-4, atol=0
    )


@for_both
def test_elements_are_independent(draw):
    torch.manual_seed(1)
    mask = (draw(torch.empty(400, 400), 0.5) > 0).double() - 0.5
    for shifted in (
        mask.roll(1, 0),
        mask.roll(1, 1),
        mask.roll(4, 1),
        mask.roll(16, 1),
        mask.flip(0),
    ):
        assert abs((mask * shifted).mean().item()) < 0.25 * 4 / 400


@for_both_layers
def test_the_generator_of_torch_decides(make):
    dropout, x = make(0.3).train(), torch.ones(50, 50)
    torch.manual_seed(2)
    first, second = dropout(x), dropout(x)
    torch.manual_seed(2)
    assert torch.equal(dropout(x), first)
    state = torch.get_rng_state()
    assert not torch.equal(first, second)
    assert torch.equal(dropout(x), second)
    torch.set_rng_state(state)
    assert torch.equal(dropout(x), second)


@for_both_layers
def test_gradients_layout_and_dtype(make):
    x = fast_layout(torch.ones(2, 5, 9, dtype=torch.bfloat16)).requires_grad_()
    y = make(0.4).train()(x)
    assert (y.stride(), y.dtype) == (x.stride(), x.dtype)
    y.sum().backward()
    torch.testing.assert_close(x.grad, y.detach())  # of ones


@for_both_layers
def test_nothing_is_dropped_out_of_training_or_at_zero(make):
    x = torch.randn(4, 4)
    assert torch.equal(make(0.5).eval()(x), x)
    assert torch.equal(make(0.0).train()(x), x)
    assert not make(1.0).train()(x).any()
    assert [make(0.5).train(mode).current_p() for mode in (True, False)] == [0.5, 0.0]
