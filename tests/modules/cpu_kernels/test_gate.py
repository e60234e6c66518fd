"""The compiled gate, with dropout and condition, against torch's operators in double precision."""

import pytest
import torch
from torch import Tensor

from modules.cpu_kernels import dispatch
from modules.cpu_kernels.dispatch import binding
from modules.cpu_kernels.gate import Gate
from tests.modules.cpu_kernels.compiled import (
    DROPPED,
    DTYPES,
    LEVELS,
    SEED,
    assert_near,
    make,
    needs_compiled,
    over_all,
)

pytestmark = needs_compiled
FAR = 60.0  # where tanh and sigmoid are one


def gate_factors(sizes: tuple[int, int, int], level: int | None = None, seed: int = SEED) -> Tensor:
    """What the gate's dropout multiplies by, (B, 2 C, T): seen where the other half is one."""
    level = dispatch.level() if level is None else level
    B, C, T = sizes
    parts = []
    for part in (0, 1):
        h = torch.zeros(B, 2, C, T)
        condition = torch.zeros(B, 2, C)
        h[:, part] = 0.5
        condition[:, 1 - part] = FAR
        y = Gate.apply(h.flatten(1, 2), condition.flatten(1), DROPPED, seed, level)
        kept = (y.atanh() if part == 0 else y.logit()).abs() > 0.1
        parts.append(kept * binding.DROPOUT_LEVELS / (binding.DROPOUT_LEVELS - DROPPED))
    return torch.cat(parts, 1)


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
    y = Gate.apply(nan, None, 0, 0, dispatch.level())
    y.sum().backward()
    assert y.isnan().all()
    assert nan.grad.isnan().all()


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_far_out_gradients_vanish(dtype):
    values = torch.tensor([-1e30, -200, -88, 0, 88, 200, 1e30], dtype=dtype)
    h = torch.cartesian_prod(values, values).T.unsqueeze(0).requires_grad_()
    Gate.apply(h, None, 0, 0, dispatch.level()).sum().backward()
    assert h.grad.isfinite().all()
    plain = h.detach().double().requires_grad_()
    (plain[:, :1].tanh() * plain[:, 1:].sigmoid()).sum().backward()
    assert_near(h.grad, plain.grad, dtype)
