"""Winograd's matrices."""

import pytest
import torch

from modules.cpu_kernels.winograd import KERNEL_SIZES, OUTPUTS, transforms


@pytest.mark.parametrize("kernel_size", KERNEL_SIZES)
def test_the_transforms_make_a_convolution(kernel_size):
    after, kernel, before = transforms(kernel_size)
    window = torch.randn(OUTPUTS + kernel_size - 1, dtype=torch.float64)
    weight = torch.randn(kernel_size, dtype=torch.float64)
    expected = torch.stack([window[i : i + kernel_size] @ weight for i in range(OUTPUTS)])
    torch.testing.assert_close(after @ ((kernel @ weight) * (before @ window)), expected)
