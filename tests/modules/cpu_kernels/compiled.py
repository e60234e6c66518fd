"""What tests of compiled operations share."""

import pytest
import torch
from torch import Tensor, nn

from modules.cpu_kernels import dispatch, has_bfloat16
from modules.cpu_kernels.convolution import Convolution
from modules.cpu_kernels.packed import PackedLayer
from modules.layers.conv import fast_layout

needs_compiled = pytest.mark.skipif(dispatch.level() == 0, reason=dispatch.describe())
needs_bfloat16 = pytest.mark.skipif(
    not has_bfloat16(), reason=f"products of bfloat16 are not used: {dispatch.describe()}"
)
LEVELS = [level for level in (1, 2) if level <= dispatch.level()]  # those with code of their own

DTYPES = {torch.float32: 2e-6, torch.bfloat16: 2**-7}  # and how far results may be off
SIZES = [(2, 192, 70), (1, 5, 1), (3, 33, 130)]  # B, C, T; more than a chunk of frames, and less
SEED, DROPPED = 12345, 2**16 // 4


def over_all(test):
    """Run the test of an elementwise operation with every size, type and level."""
    for mark in (
        pytest.mark.parametrize("level", LEVELS),
        pytest.mark.parametrize("dtype", DTYPES, ids=str),
        pytest.mark.parametrize("sizes", SIZES, ids=str),
    ):
        test = mark(test)
    return test


def make(*sizes: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return fast_layout(torch.randn(*sizes)).to(dtype).requires_grad_()


def assert_near(found: Tensor, expected: Tensor, dtype: torch.dtype) -> None:
    error = DTYPES[dtype]
    torch.testing.assert_close(found.double(), expected.double(), atol=error, rtol=4 * error)


def compiled_of(layer: nn.Module, x: Tensor, *activation: str) -> Convolution | None:
    """The compiled form of a layer; None if it is a plain one."""
    return layer.compiled(x, *activation) if isinstance(layer, PackedLayer) else None
