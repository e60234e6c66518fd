"""Both paths out of a layer: compiled and plain are the same."""

import pytest
import torch

from modules.cpu_kernels import residual as compiled
from modules.layers.conv import fast_layout
from modules.wavenet import residual as plain


@pytest.mark.parametrize("first", [False, True])
def test_compiled_and_plain_agree(first):
    torch.manual_seed(0)
    x, total = (fast_layout(torch.randn(2, 6, 30)).requires_grad_() for _ in range(2))
    h = fast_layout(torch.randn(2, 12, 30)).requires_grad_()
    mask = (torch.rand(2, 1, 30) > 0.5).float()
    inputs = [x, h] if first else [x, h, total]

    def results(join) -> list[torch.Tensor]:
        next_x, next_total = join(x, h, None if first else total, mask)
        loss = next_x.square().sum() + (next_total * x).sum()
        return [next_x, next_total, *torch.autograd.grad(loss, inputs)]

    found = results(compiled.join)
    assert not next(iter(found)).mT[mask.squeeze(1) == 0].any()
    for ours, expected in zip(found, results(plain.join), strict=True):
        torch.testing.assert_close(ours, expected)
