"""Winograd's matrices."""

import pytest
import torch

from modules.cpu_kernels.winograd import KERNEL_SIZES, make_transforms

OUTPUTS = 4


@pytest.mark.parametrize("kernel_size", KERNEL_SIZES)
def test_the_transforms_make_a_convolution(kernel_size):
    output, kernel, inputs = make_transforms(kernel_size, OUTPUTS)
    window = torch.randn(OUTPUTS + kernel_size - 1, dtype=torch.float64)
    weight = torch.randn(kernel_size, dtype=torch.float64)
    expected = torch.stack([window[i : i + kernel_size] @ weight for i in range(OUTPUTS)])
    torch.testing.assert_close(output @ ((kernel @ weight) * (inputs @ window)), expected)
