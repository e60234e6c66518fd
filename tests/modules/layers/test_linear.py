"""Products with a matrix against torch's own."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from modules.layers.linear import Linear


@pytest.mark.parametrize("activation", ["none", "gelu"])
def test_values_are_those_of_torch(activation):
    torch.manual_seed(0)
    ours, plain = Linear(6, 10), nn.Linear(6, 10)
    plain.load_state_dict(ours.state_dict())
    x = torch.randn(2, 40, 6)
    expected = plain(x) if activation == "none" else F.gelu(plain(x))
    torch.testing.assert_close(ours(x, activation), expected, atol=1e-6, rtol=1e-5)
