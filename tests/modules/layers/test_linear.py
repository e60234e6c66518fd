"""Products with a matrix, packed and not, against torch's own."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from modules.cpu_kernels import LEVEL, pack
from modules.layers.linear import Linear


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("activation", ["none", "gelu"])
def test_values_are_those_of_torch(activation, packed):
    torch.manual_seed(0)
    ours, plain = Linear(6, 10), nn.Linear(6, 10)
    plain.load_state_dict(ours.state_dict())
    if packed:
        pack(ours)
    x = torch.randn(2, 40, 6)
    with torch.inference_mode():
        expected = plain(x) if activation == "none" else F.gelu(plain(x))
        torch.testing.assert_close(ours(x, activation), expected, atol=1e-6, rtol=1e-5)
        assert (ours.kernel(x, activation) is not None) == (packed and LEVEL > 0)


def test_gradients_and_other_precisions_are_left_to_torch():
    torch.manual_seed(0)
    ours, plain = Linear(6, 10), nn.Linear(6, 10)
    plain.load_state_dict(ours.state_dict())
    pack(ours)
    x = torch.randn(2, 5, 6)
    for layer in (ours, plain):
        layer(x).square().sum().backward()
    torch.testing.assert_close(ours.weight.grad, plain.weight.grad)
    with torch.no_grad():
        with torch.autocast("cpu", torch.bfloat16):
            assert ours(x).dtype == torch.bfloat16
        assert ours.double()(x.double()).dtype == torch.float64
