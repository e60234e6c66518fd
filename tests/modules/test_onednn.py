"""oneDNN's products against torch's."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from modules.onednn import Linear, can_serve, linear


@pytest.mark.parametrize("shape", [(1, 6), (300, 6), (2, 40, 6)])
def test_linear_is_torchs(shape):
    torch.manual_seed(0)
    x, weight, bias = torch.randn(shape), torch.randn(10, 6), torch.randn(10)
    with torch.inference_mode():
        assert can_serve(x, weight)
        torch.testing.assert_close(linear(x, weight, bias), F.linear(x, weight, bias))
        torch.testing.assert_close(linear(x, weight), F.linear(x, weight))
        half = x[..., ::2], weight[:, ::2]
        torch.testing.assert_close(linear(*half), F.linear(*half))


def test_gradients_and_other_precisions_are_left_to_torch():
    torch.manual_seed(0)
    ours, plain = Linear(6, 10), nn.Linear(6, 10)
    plain.load_state_dict(ours.state_dict())
    x = torch.randn(5, 6)
    for layer in (ours, plain):
        layer(x).square().sum().backward()
    torch.testing.assert_close(ours.weight.grad, plain.weight.grad)
    with torch.no_grad():
        with torch.autocast("cpu", torch.bfloat16):
            assert ours(x).dtype == torch.bfloat16
        assert ours.double()(x.double()).dtype == torch.float64
