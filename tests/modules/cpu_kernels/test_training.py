"""Compiled training operations on the layers of a model."""

import copy

import pytest
import torch
from torch import Tensor, nn

from modules.cpu_kernels import dispatch, install_training_operations
from modules.flow import AffineCoupling
from modules.layers.conv import fast_layout
from modules.wavenet.gate import gated
from tests.modules.cpu_kernels.compiled import needs_compiled

SIZES = {"kernel_size": 5, "n_layers": 3, "speaker_channels": 3}


@pytest.fixture
def pair() -> tuple[AffineCoupling, AffineCoupling]:
    """The same coupling, plain and with compiled operations."""
    plain = AffineCoupling(12, 8, **SIZES).train()
    with torch.no_grad():
        for value in plain.parameters():
            value.add_(torch.randn_like(value) * 0.2)
    compiled = copy.deepcopy(plain)
    install_training_operations(compiled)
    return plain, compiled


def results(coupling: nn.Module) -> list[Tensor]:
    """Values and gradients for the same inputs."""
    generator = torch.Generator().manual_seed(3)
    x = fast_layout(torch.randn(2, 12, 50, generator=generator)).requires_grad_()
    speaker = torch.randn(2, 3, 1, generator=generator)
    z, log_det = coupling(x, torch.ones(2, 1, 50), speaker)
    inputs = [x, *(p for p in coupling.parameters() if p.requires_grad)]
    return [z, log_det, *torch.autograd.grad(z.square().sum() + log_det.sum(), inputs)]


@needs_compiled
def test_they_run_where_gradients_are_wanted(pair, monkeypatch):
    reported = set()
    monkeypatch.setattr(dispatch, "_reported", reported)
    results(pair[1])
    for operation in ("gate", "residual", "convolution with gradients"):
        assert (operation, None) in reported
    reported.clear()
    with torch.no_grad():
        pair[1](torch.randn(2, 12, 9), torch.ones(2, 1, 9), torch.randn(2, 3, 1))
    assert reported
    assert all(problem == "no gradients are wanted" for _, problem in reported)


def test_values_gradients_and_names_stay(pair):
    plain, compiled = pair
    assert list(compiled.state_dict()) == list(plain.state_dict())
    for layer in (compiled, copy.deepcopy(compiled)):
        for ours, expected in zip(results(layer), results(plain), strict=True):
            torch.testing.assert_close(ours, expected, atol=1e-3, rtol=1e-4)


def test_frozen_weights_and_lower_precision(pair):
    for coupling in pair:
        coupling.pre.requires_grad_(False)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found, expected = (results(coupling) for coupling in reversed(pair))
    for ours, plain in zip(found, expected, strict=True):
        assert ours.dtype == plain.dtype
        assert (ours - plain).norm() <= 0.05 * plain.norm()


def test_installing_changes_no_other_model(pair):
    plain, compiled = pair
    assert plain.wavenet.gate_operation is gated
    assert (compiled.wavenet.gate_operation is gated) == (dispatch.level() == 0)
