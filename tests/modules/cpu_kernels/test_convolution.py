"""Compiled convolutions, and what they do in the same pass, against torch's operators."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from modules.cpu_kernels.arrays import as_rows
from modules.cpu_kernels.convolution import Convolution
from modules.cpu_kernels.winograd import KERNEL_SIZES, make_transforms
from tests.modules.cpu_kernels.compiled import LEVELS, needs_bfloat16, needs_compiled

pytestmark = needs_compiled

OUTPUTS = 4
TILE = 64 * OUTPUTS  # frames that Winograd's values are kept of at once
# Channels in and out, kernel size, dilation; whole panels and parts of them.
SIZES = [
    (192, 384, 5, 1),
    (80, 192, 1, 1),
    (24, 36, 5, 2),
    (10, 14, 3, 4),
    (6, 70, 7, 2),
    (64, 64, 11, 5),
    (8, 8, 13, 1),
]
ACTIVATIONS = ("none", "relu", "gelu", "gate")


def make_layer(sizes: tuple[int, int, int, int]) -> tuple[Tensor, Tensor, int]:
    """Weight, bias and dilation, with results of size one or so."""
    torch.manual_seed(0)
    n_in, n_out, kernel_size, dilation = sizes
    scale = (n_in * kernel_size) ** -0.5
    return torch.randn(n_out, n_in, kernel_size) * scale, torch.randn(n_out), dilation


def make_rows(batch_size: int, n_frames: int, channels: int) -> Tensor:
    """(B, T, C), rows farther apart than they are long."""
    return torch.randn(batch_size, n_frames, channels + 6)[..., :channels]


def plain(x: Tensor, layer: tuple, activation: str, **others: Tensor) -> Tensor:
    """The same by torch, in double precision."""
    weight, bias, dilation = layer
    y = F.conv1d(x.mT.double(), weight.double(), bias.double(), 1, "same", dilation)
    if "condition" in others:
        y = y + others["condition"].unsqueeze(2)
    if activation == "gate":
        signal, gate = y.chunk(2, 1)
        y = signal.tanh() * gate.sigmoid()
    elif activation == "relu":
        y = y.relu()
    elif activation == "gelu":
        y = F.gelu(y)
    y = y.mT + others.get("add", 0)
    return y * others["mask"].mT if "mask" in others else y


def assert_near(found: Tensor, expected: Tensor, error: float = 2e-5) -> None:
    torch.testing.assert_close(found.double(), expected, atol=error, rtol=0)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_all_in_one_pass_is_one_after_the_other(sizes, activation, level):
    layer = make_layer(sizes)
    convolution = Convolution(*layer, activation=activation, level=level)
    for batch_size, n_frames in ((1, 1), (3, 1), (2, 5), (3, 41), (1, TILE + 1)):
        x = make_rows(batch_size, n_frames, sizes[0])
        others = {
            "condition": torch.randn(batch_size, sizes[1]),
            "add": make_rows(batch_size, n_frames, convolution.out_channels),
            "mask": torch.rand(batch_size, 1, n_frames),
        }
        assert_near(convolution(x, **others), plain(x, layer, activation, **others))
        assert_near(convolution(x), plain(x, layer, activation))


def convolve_rounded(x: Tensor, layer: tuple) -> Tensor:
    """The convolution (B, T, C) with factors rounded to bfloat16, as Winograd's where it is."""
    weight, bias, dilation = layer
    kernel_size = weight.shape[2]
    if kernel_size not in KERNEL_SIZES:
        return plain(x.bfloat16(), (weight.bfloat16(), bias, dilation), "none")
    output, kernel, inputs = make_transforms(kernel_size, OUTPUTS)
    factors = torch.einsum("pk,oik->poi", kernel.float(), weight).bfloat16().double()
    y = x.new_empty(*x.shape[:2], len(weight), dtype=torch.float64)
    for phase in range(min(dilation, x.shape[1])):
        part = x[:, phase::dilation]
        reach, n_frames = kernel_size // 2, part.shape[1]
        padded = F.pad(part, (0, 0, reach, reach + -n_frames % OUTPUTS))
        windows = padded.unfold(1, inputs.shape[1], OUTPUTS)
        values = torch.einsum("pq,bwcq->bwpc", inputs.float(), windows).bfloat16().double()
        products = torch.einsum("bwpc,poc->bwpo", values, factors)
        results = torch.einsum("jp,bwpo->bwjo", output, products).flatten(1, 2)
        y[:, phase::dilation] = results[:, :n_frames] + bias
    return y


@needs_bfloat16
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_in_bfloat16_only_the_factors_are_rounded(sizes):
    layer = make_layer(sizes)
    convolution = Convolution(*layer, precision="bf16")
    for n_frames in (1, 41):
        x = make_rows(2, n_frames, sizes[0])
        found, expected = convolution(x), convolve_rounded(x, layer)
        # Sums in another order are rounded to another bfloat16 now and then.
        error = (found - expected).square().mean().sqrt()
        assert error < (1e-3 if sizes[2] in KERNEL_SIZES else 1e-6)
        exact = plain(x, layer, "none")
        assert (found - exact).square().mean().sqrt() < 0.012 * exact.std(correction=0)
        narrow = torch.zeros(2, n_frames, sizes[0] + 2, dtype=torch.bfloat16)[..., : sizes[0]]
        narrow.copy_(x)
        assert torch.equal(convolution(narrow), convolution(narrow.float()))


@needs_bfloat16
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_results_can_be_bfloat16(activation):
    convolution = Convolution(*make_layer((24, 36, 5, 2)), activation=activation, precision="bf16")
    x, mask = make_rows(2, 41, 24), torch.rand(2, 1, 41)
    out = torch.empty(2, 41, convolution.out_channels, dtype=torch.bfloat16)
    assert convolution(x, mask=mask, out=out) is out
    assert torch.equal(out, convolution(x, mask=mask).bfloat16())


@needs_bfloat16
def test_bfloat16_is_multiplied_in_pairs():
    with pytest.raises(ValueError, match="in pairs of channels, not 5"):
        Convolution(*make_layer((5, 8, 3, 1)), precision="bf16")


@pytest.mark.parametrize("precision", ["float32", pytest.param("bf16", marks=needs_bfloat16)])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_results_depend_on_neither_batch_nor_threads(sizes, precision):
    convolution = Convolution(*make_layer(sizes), activation="gate", precision=precision)
    x, n_threads = make_rows(3, 300, sizes[0]), torch.get_num_threads()
    found = []
    try:
        for n in (1, 2, 5):
            torch.set_num_threads(n)
            found.append(convolution(x))
    finally:
        torch.set_num_threads(n_threads)
    found.append(torch.cat([convolution(row) for row in x.split(1)]))
    for other in found[1:]:
        assert torch.equal(other, found[0])


@pytest.mark.parametrize("kernel_size", [1, 3, 13])
def test_the_input_may_go_through_a_leaky_relu(kernel_size):
    layer = make_layer((24, 36, kernel_size, 2))
    x = make_rows(2, 41, 24)
    assert_near(Convolution(*layer, slope=0.1)(x), plain(F.leaky_relu(x, 0.1), layer, "none"))


def test_the_result_may_take_the_place_of_what_is_added():
    layer = make_layer((16, 24, 1, 1))
    x, stream = make_rows(2, 30, 16), make_rows(2, 30, 24)
    expected = plain(x, layer, "none", add=stream)
    found = Convolution(*layer)(x, add=stream, out=stream)
    assert found is stream
    assert_near(stream, expected)


@pytest.mark.parametrize("sizes", [(192, 384, 5, 1), (192, 768, 3, 1)], ids=str)
def test_rounding_stays_small_at_full_size(sizes):
    layer, x = make_layer(sizes), make_rows(1, 200, sizes[0])
    expected = plain(x, layer, "none")
    error = (Convolution(*layer)(x) - expected).square().mean().sqrt() / expected.std()
    assert error < 3e-6


@pytest.mark.parametrize("level", LEVELS)
def test_the_gate_is_exact_far_out_too(level):
    values = torch.tensor([-200, -88, -20, -9, -1, -1e-4, 0, 1e-4, 1, 9, 20, 88, 200])
    a, b = (x.flatten() for x in torch.meshgrid(values, values, indexing="ij"))
    convolution = Convolution(torch.eye(2).unsqueeze(2), None, activation="gate", level=level)
    found = convolution(torch.stack([a, b], 1).unsqueeze(0)).flatten()
    torch.testing.assert_close(found, a.tanh() * b.sigmoid(), atol=2e-7, rtol=1e-6)


@pytest.mark.parametrize("level", LEVELS)
def test_gelu_is_exact_far_out_too(level):
    x = torch.cat([torch.linspace(-15, 15, 3001), torch.tensor([-1e30, -200, 200, 1e30])])
    convolution = Convolution(torch.ones(1, 1, 1), None, activation="gelu", level=level)
    found = convolution(x.view(1, -1, 1)).flatten()
    torch.testing.assert_close(found, F.gelu(x.double()).float(), atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_nan_is_not_hidden(activation: Any, level):
    convolution = Convolution(torch.ones(2, 2, 1), None, activation=activation, level=level)
    assert convolution(torch.tensor([[[1.0, torch.nan]]])).isnan().all()


def test_rows_are_copied_only_where_they_must_be():
    x = torch.randn(2, 7, 9)  # (B, T, C)
    for rows in (x, x[:, :, 3:], x[:1, 1:], x[1:, :5]):
        assert as_rows(rows).data_ptr() == rows.data_ptr()
    for other in (x.mT, x[:, :5]):
        rows = as_rows(other)
        assert rows.is_contiguous()
        assert torch.equal(rows, other)
