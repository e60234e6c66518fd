"""Elementwise steps in one pass, against torch's operators in double precision."""

import pytest
import torch
from torch import Tensor

from modules.cpu_kernels import LEVEL
from modules.cpu_kernels.elementwise import FACTOR_LEVELS, Drop, Gate, Join, can_fuse
from modules.layers.conv import fast_layout

pytestmark = pytest.mark.skipif(not LEVEL, reason="nothing compiled for this processor")

LEVELS = [level for level in (1, 2) if level <= LEVEL]
DTYPES = {torch.float32: 2e-6, torch.bfloat16: 2**-7}  # and how far results may be off
SIZES = [(2, 192, 70), (1, 5, 1), (3, 33, 130)]  # B, C, T; more than a chunk of frames, and less
SEED, DROPPED = 12345, FACTOR_LEVELS // 4
FAR = 60.0  # where tanh and sigmoid are one

for_all = [
    pytest.mark.parametrize("level", LEVELS),
    pytest.mark.parametrize("dtype", DTYPES, ids=str),
    pytest.mark.parametrize("sizes", SIZES, ids=str),
]


def over_all(test):
    for mark in for_all:
        test = mark(test)
    return test


def make(*sizes: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return fast_layout(torch.randn(*sizes)).to(dtype).requires_grad_()


def assert_near(found: Tensor, expected: Tensor, dtype: torch.dtype) -> None:
    error = DTYPES[dtype]
    torch.testing.assert_close(found.double(), expected.double(), atol=error, rtol=4 * error)


def gate_factors(sizes: tuple[int, int, int], level: int = LEVEL, seed: int = SEED) -> Tensor:
    """What the gate's dropout multiplies by, (B, 2 C, T): seen where the other half is one."""
    B, C, T = sizes
    halves = []
    for half in (0, 1):
        h = torch.zeros(B, 2, C, T)
        condition = torch.zeros(B, 2, C)
        h[:, half] = 0.5
        condition[:, 1 - half] = FAR
        y = Gate.apply(h.flatten(1, 2), condition.flatten(1), DROPPED, seed, level)
        kept = (y.atanh() if half == 0 else y.logit()).abs() > 0.1
        halves.append(kept * FACTOR_LEVELS / (FACTOR_LEVELS - DROPPED))
    return torch.cat(halves, 1)


@over_all
@pytest.mark.parametrize("conditioned", [False, True])
@pytest.mark.parametrize("dropped", [0, DROPPED])
def test_gate(sizes, dtype, level, dropped, conditioned):
    torch.manual_seed(0)
    B, C, T = sizes
    h = make(B, 2 * C, T, dtype=dtype)
    condition = torch.randn(B, 2 * C, requires_grad=True) if conditioned else None
    weight = torch.randn(B, C, T).to(dtype)
    y = Gate.apply(h, condition, dropped, SEED, level)
    assert (y.dtype, y.stride(1)) == (dtype, 1)
    y.backward(weight)
    doubles = [None if x is None else x.detach().double() for x in (h, condition)]
    z, shift = (None if x is None else x.requires_grad_() for x in doubles)
    inputs = z * (gate_factors(sizes, level) if dropped else 1)
    if shift is not None:
        inputs = inputs + shift.unsqueeze(2)
    signal, gate = inputs.chunk(2, 1)
    expected = signal.tanh() * gate.sigmoid()
    expected.backward(weight.double())
    assert_near(y, expected, dtype)
    assert_near(h.grad, z.grad, dtype)
    if conditioned:
        torch.testing.assert_close(condition.grad.double(), shift.grad, atol=1e-4, rtol=1e-4)


@over_all
@pytest.mark.parametrize("first", [False, True])
def test_join(sizes, dtype, level, first):
    torch.manual_seed(0)
    B, C, T = sizes
    x, h, total = make(*sizes, dtype=dtype), make(B, 2 * C, T, dtype=dtype), None
    if not first:
        total = make(*sizes, dtype=dtype)
    mask = (torch.rand(B, 1, T) > 0.3).float()
    weights = [make(*sizes, dtype=dtype).detach() for _ in range(2)]
    inputs = [x, h] if first else [x, h, total]
    found = Join.apply(x, h, total, mask, level)
    grads = torch.autograd.grad(found, inputs, weights)
    residual, skip = h.double().chunk(2, 1)
    expected = (x.double() + residual) * mask, skip if first else skip + total.double()
    expected_grads = torch.autograd.grad(expected, inputs, [w.double() for w in weights])
    for ours, plain in zip((*found, *grads), (*expected, *expected_grads), strict=True):
        assert ours.stride(1) == 1
        assert_near(ours, plain, dtype)


@over_all
def test_drop(sizes, dtype, level):
    ones = torch.ones(sizes)
    factors = Drop.apply(ones, DROPPED, SEED, level)
    torch.testing.assert_close(factors.unique(), torch.tensor([0, 4 / 3])[-len(factors.unique()) :])
    x, weight = torch.randn(sizes).to(dtype).requires_grad_(), torch.randn(sizes).to(dtype)
    y = Drop.apply(x, DROPPED, SEED, level)
    y.backward(weight.mT.contiguous().mT)  # in another layout
    assert_near(y, x * factors, dtype)
    assert_near(x.grad, weight * factors, dtype)


def test_what_has_gaps_is_dropped_too():
    x = torch.ones(4, 10, 6)[:, :, :4].requires_grad_()
    y = Drop.apply(x, DROPPED, SEED)
    assert torch.equal(y.flatten(), Drop.apply(torch.ones(160), DROPPED, SEED))
    assert torch.equal(torch.autograd.grad(y.sum(), x)[0], y.detach())


def test_bits_depend_on_the_seed_alone():
    sizes = (3, 40, 130)
    expected = gate_factors(sizes)
    n_threads = torch.get_num_threads()
    try:
        for n in (1, 3):
            torch.set_num_threads(n)
            for level in LEVELS:
                assert torch.equal(gate_factors(sizes, level), expected)
    finally:
        torch.set_num_threads(n_threads)
    assert not torch.equal(gate_factors(sizes, seed=SEED + 1), expected)


def test_the_gate_drops_elements_independently():
    kept = (gate_factors((4, 192, 200)) > 0).double()
    assert kept.mean().item() == pytest.approx(0.75, abs=4 * (3 / 16 / kept.numel()) ** 0.5)
    centered = kept - 0.75
    limit = 4 * 3 / 16 * kept.numel() ** -0.5
    for dim, step in ((0, 1), (1, 1), (1, 16), (1, 32), (1, 192), (2, 1)):
        assert abs((centered * centered.roll(step, dim)).mean().item()) < limit


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_nan_is_not_hidden(dtype):
    nan = torch.full((1, 2, 1), torch.nan, dtype=dtype, requires_grad=True)
    y = Gate.apply(nan, None, 0, 0)
    y.sum().backward()
    assert y.isnan().all()
    assert nan.grad.isnan().all()
    assert Drop.apply(nan, 1, SEED).isnan().all()


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_far_out_gradients_vanish(dtype):
    values = torch.tensor([-1e30, -200, -88, 0, 88, 200, 1e30], dtype=dtype)
    h = torch.cartesian_prod(values, values).T.unsqueeze(0).requires_grad_()
    Gate.apply(h, None, 0, 0).sum().backward()
    assert h.grad.isfinite().all()
    plain = h.detach().double().requires_grad_()
    (plain[:, :1].tanh() * plain[:, 1:].sigmoid()).sum().backward()
    assert_near(h.grad, plain.grad, dtype)


def test_bfloat16_is_rounded_to_the_nearest():
    x = torch.cat([torch.arange(128, 256) / 128, torch.randn(1000)]).bfloat16()
    assert torch.equal(Drop.apply(x, 0, SEED), x)
    halves = torch.stack([x, x]).unsqueeze(0)
    nan = torch.full((1,), 2**31 - 1, dtype=torch.int32).view(torch.float32)  # all bits but one
    for mask in (torch.rand(len(x)), torch.full((len(x),), 1.5), nan.expand(len(x))):  # with ties
        y, _ = Join.apply(torch.zeros_like(halves[:, :1]), halves, None, mask.view(1, 1, -1))
        expected = (x.float() * mask).bfloat16()
        torch.testing.assert_close(y.flatten(), expected, rtol=0, atol=0, equal_nan=True)


def test_what_is_not_fused():
    x = torch.ones(2)
    assert can_fuse(x, x)
    assert can_fuse(x.bfloat16())
    assert not can_fuse(x.double())
    assert not can_fuse(x, x.bfloat16())
    with torch.no_grad():
        assert not can_fuse(x)
