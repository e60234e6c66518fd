"""Convolutions in bfloat16, against torch's own in float32."""

import pytest
import torch
from torch.nn import functional as F

from modules.conv import Conv1d, fast_layout, pack_convolutions
from modules.half_conv import HalfConv
from modules.onednn import HalfLinear, has_bfloat16

pytestmark = pytest.mark.skipif(
    not has_bfloat16(), reason="this processor does not multiply bfloat16"
)


@pytest.mark.parametrize("kernel", [(1, 1), (3, 1), (5, 1), (5, 3), (7, 2)], ids=str)
@pytest.mark.parametrize("shape", [(1, 32, 200), (3, 32, 41), (1, 32, 1)], ids=str)
def test_values_are_near_those_of_torch(kernel, shape):
    torch.manual_seed(0)
    layer, x = Conv1d(32, 48, *kernel), torch.randn(shape)
    pack_convolutions(layer, "bf16")
    with torch.inference_mode():
        found = layer(fast_layout(x))
        rounded = layer.weight.bfloat16().float(), layer.bias.bfloat16().float()
        expected = F.conv1d(
            x.bfloat16().float(), *rounded, padding=layer.padding, dilation=layer.dilation
        )
    assert isinstance(layer._packed.form, HalfConv)
    assert found.dtype == torch.float32
    assert found.stride(1) == 1 or shape[2] == 1
    # All that is left is the rounding of the result.
    torch.testing.assert_close(found, expected, rtol=2**-8, atol=2**-8)


@pytest.mark.parametrize("rows", [1, 20, 128, 700])
def test_weights_in_order_serve_any_number_of_rows(rows):
    torch.manual_seed(0)
    weight, bias = torch.randn(48, 32).bfloat16(), torch.randn(48).bfloat16()
    x = torch.randn(rows, 32).bfloat16()
    with torch.inference_mode():
        found = HalfLinear(weight, bias)(x)
        expected = F.linear(x.float(), weight.float(), bias.float())
    torch.testing.assert_close(found.float(), expected, rtol=2**-7, atol=2**-7)
