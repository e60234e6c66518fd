"""What holds for every invertible layer, and for the whole decoder."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from models.tts.glowtts.flow_decoder import FlowDecoder
from modules.flow import ActNorm, AffineCoupling, FlowBlock, InvertibleConv
from utils.mask import sequence_mask

CHANNELS = 8
SPEAKER_CHANNELS = 3


class FlipChannels(nn.Module):
    """Flow layer of a user's own: the channels in reverse order."""

    def forward(
        self, x: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        return x.flip(1) * mask, torch.zeros(len(x))

    inverse = forward


def four_layers() -> FlowBlock:
    coupling = AffineCoupling(CHANNELS, 6, 3, 2, 1, SPEAKER_CHANNELS)
    return FlowBlock([ActNorm(CHANNELS), InvertibleConv(CHANNELS), FlipChannels(), coupling])


LAYERS: dict[str, Callable[[], nn.Module]] = {
    "actnorm": lambda: ActNorm(CHANNELS),
    "conv": lambda: InvertibleConv(CHANNELS, n_split=4),
    "conv_whole": lambda: InvertibleConv(CHANNELS, n_split=CHANNELS),
    "coupling": lambda: AffineCoupling(CHANNELS, 6, 3, 2),
    "coupling_dilated": lambda: AffineCoupling(CHANNELS, 6, 3, 3, dilation_rate=2),
    "coupling_sigmoid": lambda: AffineCoupling(CHANNELS, 6, 3, 2, sigmoid_scale=True),
    "coupling_speaker": lambda: AffineCoupling(CHANNELS, 6, 3, 2, 1, SPEAKER_CHANNELS),
    "block": four_layers,
    "decoder": lambda: FlowDecoder(CHANNELS, 6, 3, 2, 2, n_sqz=2),
    "decoder_speaker": lambda: FlowDecoder(
        CHANNELS, 6, 3, 2, 2, n_sqz=2, speaker_channels=SPEAKER_CHANNELS
    ),
    "decoder_unsqueezed": lambda: FlowDecoder(CHANNELS, 6, 3, 2, 2, n_sqz=1),
}


def randomize(module: nn.Module, scale: float = 0.2) -> None:
    """Move every parameter away from its initial value."""
    with torch.no_grad():
        for value in module.parameters():
            value.add_(torch.randn_like(value) * scale)


@pytest.fixture(params=LAYERS)
def flow(request: pytest.FixtureRequest) -> nn.Module:
    layer = LAYERS[request.param]()
    randomize(layer)
    return layer.eval()


@pytest.fixture
def mask() -> Tensor:
    return sequence_mask(torch.tensor([10, 6, 2]))


@pytest.fixture
def x(mask: Tensor) -> Tensor:
    return torch.randn(3, CHANNELS, 10) * mask


@pytest.fixture
def speaker() -> Tensor:
    return torch.randn(3, SPEAKER_CHANNELS, 1)


def test_round_trip(flow: nn.Module, x: Tensor, mask: Tensor, speaker: Tensor) -> None:
    z, forward_det = flow(x, mask, speaker)
    restored, inverse_det = flow.inverse(z, mask, speaker)
    assert (z - x).abs().max() > 0.01
    torch.testing.assert_close(restored, x, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(forward_det, -inverse_det)


def test_log_det_is_that_of_the_jacobian(
    flow: nn.Module, x: Tensor, mask: Tensor, speaker: Tensor
) -> None:
    _, log_det = flow(x, mask, speaker)
    for i, length in enumerate(mask.sum((1, 2)).long().tolist()):

        def mapped(item: Tensor, i: int = i, length: int = length) -> Tensor:
            return flow(item, mask[i : i + 1, :, :length], speaker[i : i + 1])[0]

        jacobian = torch.autograd.functional.jacobian(mapped, x[i : i + 1, :, :length])
        size = CHANNELS * length
        expected = torch.linalg.slogdet(jacobian.reshape(size, size).double()).logabsdet
        torch.testing.assert_close(log_det[i].double(), expected, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("direction", ["forward", "inverse"])
def test_padded_batch_equals_single_items(
    flow: nn.Module, x: Tensor, mask: Tensor, speaker: Tensor, direction: str
) -> None:
    method = getattr(flow, direction)
    z, log_det = method(x, mask, speaker)
    for i, length in enumerate(mask.sum((1, 2)).long().tolist()):
        alone, alone_det = method(
            x[i : i + 1, :, :length], mask[i : i + 1, :, :length], speaker[i : i + 1]
        )
        torch.testing.assert_close(z[i : i + 1, :, :length], alone, atol=1e-5, rtol=1e-4)
        torch.testing.assert_close(log_det[i : i + 1], alone_det, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("direction", ["forward", "inverse"])
def test_padding_stays_zero(
    flow: nn.Module, x: Tensor, mask: Tensor, speaker: Tensor, direction: str
) -> None:
    z, log_det = getattr(flow, direction)(x, mask, speaker)
    assert not (z * (1 - mask)).any()
    assert log_det.shape == (3,)


@pytest.mark.parametrize("direction", ["forward", "inverse"])
def test_float32_under_autocast(
    flow: nn.Module, x: Tensor, mask: Tensor, speaker: Tensor, direction: str
) -> None:
    expected, expected_det = getattr(flow, direction)(x, mask, speaker)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        z, log_det = getattr(flow, direction)(x, mask, speaker)
    assert z.dtype == log_det.dtype == torch.float32
    torch.testing.assert_close(z, expected, atol=0.3, rtol=0.1)
    torch.testing.assert_close(log_det, expected_det, atol=1.0, rtol=0.1)


def test_round_trip_under_autocast(
    flow: nn.Module, x: Tensor, mask: Tensor, speaker: Tensor
) -> None:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        z, forward_det = flow(x, mask, speaker)
        restored, inverse_det = flow.inverse(z, mask, speaker)
    # What bf16 rounds inside a WaveNet may flip between the directions; the sums may not drift.
    torch.testing.assert_close(restored, x, atol=0.05, rtol=0.05)
    torch.testing.assert_close(forward_det, -inverse_det, atol=0.2, rtol=0.01)


@pytest.mark.parametrize("name", ["coupling_speaker", "decoder_speaker"])
def test_speaker_changes_the_result(name: str, x: Tensor, mask: Tensor, speaker: Tensor) -> None:
    flow = LAYERS[name]()
    randomize(flow)
    flow.eval()
    z, _ = flow(x, mask, speaker)
    other, _ = flow(x, mask, speaker.flip(0))
    assert (z - other)[0].abs().max() > 1e-3


def test_new_coupling_is_the_identity(x: Tensor, mask: Tensor) -> None:
    z, log_det = AffineCoupling(CHANNELS, 6, 3, 2)(x, mask)
    torch.testing.assert_close(z, x)
    torch.testing.assert_close(log_det, torch.zeros(3))


def test_gradients_reach_every_parameter(
    flow: nn.Module, x: Tensor, mask: Tensor, speaker: Tensor
) -> None:
    z, log_det = flow.train()(x, mask, speaker)
    (z.square().sum() - log_det.sum()).backward()
    without = [name for name, value in flow.named_parameters() if value.grad is None]
    assert not without


def test_scale_and_log_det_agree_under_autocast(x: Tensor, mask: Tensor) -> None:
    flow = AffineCoupling(CHANNELS, 6, 3, 2)
    randomize(flow, 0.5)
    moved = x.clone()
    moved[:, CHANNELS // 2 :] += mask
    with torch.autocast("cpu", dtype=torch.bfloat16):
        z, log_det = flow(x, mask)
        z_moved, _ = flow(moved, mask)
    scale = (z_moved - z)[:, CHANNELS // 2 :]
    log_scale = torch.where(mask == 1, scale, 1.0).log()
    torch.testing.assert_close(log_scale.sum((1, 2)), log_det, atol=1e-4, rtol=1e-4)
