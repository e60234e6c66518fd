"""The folded way back against the layers."""

import pytest
import torch

from modules.cpu_kernels import describe, has_bfloat16, pack_layers
from modules.flow import ActNorm, AffineCoupling, FoldedCoupling, FoldedInverse, InvertibleConv
from modules.flow.invertible_conv import mix_groups
from modules.module_state import fold_weight_norm
from utils.mask import sequence_mask


def test_the_folded_layers_are_the_layers():
    torch.manual_seed(0)
    actnorm, conv = ActNorm(12).eval(), InvertibleConv(12, 4).eval()
    with torch.no_grad():
        for value in (*actnorm.parameters(), *conv.parameters()):
            value.add_(torch.randn_like(value) * 0.3)
        mask = sequence_mask(torch.tensor([9, 6]))
        z = torch.randn(2, 12, 9) * mask
        x, conv_det = conv.inverse(z, mask)
        x, actnorm_det = actnorm.inverse(x, mask)
        folded, log_det = FoldedInverse(actnorm, conv).inverse(z, mask)
    torch.testing.assert_close(folded, x)
    torch.testing.assert_close(log_det, conv_det + actnorm_det)


COUPLINGS = {
    "usual": {"kernel_size": 5, "n_layers": 4},
    "one layer": {"kernel_size": 3, "n_layers": 1},
    "dilated": {"kernel_size": 3, "n_layers": 3, "dilation_rate": 2},
    "sigmoid": {"kernel_size": 3, "n_layers": 2, "sigmoid_scale": True},
    "speakers": {"kernel_size": 3, "n_layers": 2, "speaker_channels": 3},
}


PACKINGS = [None, "float32", "bf16"]


@pytest.mark.parametrize("packing", PACKINGS, ids=str)
@pytest.mark.parametrize("kind", COUPLINGS)
def test_the_folded_coupling_is_the_coupling(kind, packing):
    if packing == "bf16" and not has_bfloat16():
        pytest.skip(f"products of bfloat16 are not used: {describe()}")
    torch.manual_seed(0)
    coupling = AffineCoupling(12, 8, **COUPLINGS[kind]).eval()
    with torch.no_grad():
        for value in coupling.parameters():
            value.add_(torch.randn_like(value) * 0.2)
        mask = sequence_mask(torch.tensor([9, 6]))
        z, speaker = torch.randn(2, 12, 9) * mask, torch.randn(2, 3, 1)
        x, log_det = coupling.inverse(z, mask, speaker)
        folded = FoldedCoupling(coupling)
        if packing is not None:
            fold_weight_norm(coupling)
            pack_layers(coupling, packing)
            folded = pack_layers(folded, packing)
        found, found_det = folded.inverse(z, mask, speaker)
    error = 0.03 if packing == "bf16" else 1e-5
    torch.testing.assert_close(found, x, atol=error, rtol=error)
    torch.testing.assert_close(found_det, log_det, atol=10 * error, rtol=error)
    assert not folded.state_dict()


def test_the_dense_weight_mixes_the_groups():
    torch.manual_seed(0)
    conv, x = InvertibleConv(24, 6), torch.randn(2, 24, 5)
    dense = conv.dense_weight(conv.weight)
    torch.testing.assert_close(
        torch.conv1d(x, dense), mix_groups(x, conv.weight), atol=1e-5, rtol=1e-5
    )
