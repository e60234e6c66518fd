"""The compiled join of a WaveNet's paths against torch's operators in double precision."""

import pytest
import torch

from modules.cpu_kernels import dispatch
from modules.cpu_kernels.residual import Join
from tests.modules.cpu_kernels.compiled import assert_near, make, needs_compiled, over_all

pytestmark = needs_compiled


@over_all
@pytest.mark.parametrize("first", [False, True])
def test_join(sizes, dtype, level, first):
    torch.manual_seed(0)
    B, C, T = sizes
    x, h, skip = make(*sizes, dtype=dtype), make(B, 2 * C, T, dtype=dtype), None
    if not first:
        skip = make(*sizes, dtype=dtype)
    mask = (torch.rand(B, 1, T) > 0.3).float()
    weights = [make(*sizes, dtype=dtype).detach() for _ in range(2)]
    inputs = [x, h] if first else [x, h, skip]
    found = Join.apply(x, h, skip, mask, level)
    grads = torch.autograd.grad(found, inputs, weights)
    residual, own_skip = h.double().chunk(2, 1)
    expected = (x.double() + residual) * mask, own_skip if first else own_skip + skip.double()
    expected_grads = torch.autograd.grad(expected, inputs, [w.double() for w in weights])
    for ours, plain in zip((*found, *grads), (*expected, *expected_grads), strict=True):
        assert ours.stride(1) == 1
        assert_near(ours, plain, dtype)


def test_bfloat16_is_rounded_to_the_nearest():
    x = torch.cat([torch.arange(128, 256) / 128, torch.randn(1000)]).bfloat16()
    rows = torch.stack([x, x]).unsqueeze(0)
    nan = torch.full((1,), 2**31 - 1, dtype=torch.int32).view(torch.float32)  # all bits but one
    for mask in (torch.rand(len(x)), torch.full((len(x),), 1.5), nan.expand(len(x))):  # with ties
        inputs = torch.zeros_like(rows[:, :1]), rows, None, mask.view(1, 1, -1)
        y, _ = Join.apply(*inputs, dispatch.level())
        expected = (x.float() * mask).bfloat16()
        torch.testing.assert_close(y.flatten(), expected, rtol=0, atol=0, equal_nan=True)
