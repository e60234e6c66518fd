"""Compiled dropout against torch's operators."""

import pytest
import torch
from torch import Tensor

from modules.cpu_kernels import dispatch
from modules.cpu_kernels.dropout import Dropout
from tests.modules.cpu_kernels.compiled import (
    DROPPED,
    DTYPES,
    SEED,
    assert_near,
    needs_compiled,
    over_all,
)

pytestmark = needs_compiled


def drop(x: Tensor, dropped: int = DROPPED) -> Tensor:
    """At the level of this machine."""
    return Dropout.apply(x, dropped, SEED, dispatch.level())


@over_all
def test_drop(sizes, dtype, level):
    ones = torch.ones(sizes)
    factors = Dropout.apply(ones, DROPPED, SEED, level)
    torch.testing.assert_close(factors.unique(), torch.tensor([0, 4 / 3])[-len(factors.unique()) :])
    x, weight = torch.randn(sizes).to(dtype).requires_grad_(), torch.randn(sizes).to(dtype)
    y = Dropout.apply(x, DROPPED, SEED, level)
    y.backward(weight.mT.contiguous().mT)  # in another layout
    assert_near(y, x * factors, dtype)
    assert_near(x.grad, weight * factors, dtype)


def test_what_has_gaps_is_dropped_too():
    x = torch.ones(4, 10, 6)[:, :, :4].requires_grad_()
    y = drop(x)
    assert torch.equal(y.flatten(), drop(torch.ones(160)))
    assert torch.equal(torch.autograd.grad(y.sum(), x)[0], y.detach())


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_nan_is_not_hidden(dtype):
    assert drop(torch.full((1, 2, 1), torch.nan, dtype=dtype), 1).isnan().all()


def test_bfloat16_passes_as_it_is():
    x = torch.cat([torch.arange(128, 256) / 128, torch.randn(1000)]).bfloat16()
    assert torch.equal(drop(x, 0), x)
