"""The source-filter generator for exported graphs says what the generator says, whole or not."""

import pytest
import torch
from torch import Tensor, nn

from models.vocoders.plain import plain_generator
from models.vocoders.source_filter.plain import N_STATES
from tests.models.vocoders.tiny import tiny_generator


@pytest.fixture(scope="module")
def generator() -> nn.Module:
    torch.manual_seed(1)
    generator = tiny_generator("source_filter").eval()
    with torch.no_grad():
        generator.out.weight.normal_(std=0.05)  # a fresh one makes next to no phase
        generator.pitch.out.bias[-1] = 3.0  # voiced
    return generator


@pytest.fixture(scope="module")
def plain(generator) -> nn.Module:
    return plain_generator(generator)


def random_mel(frames: int) -> Tensor:
    return torch.randn(1, 80, frames, generator=torch.Generator().manual_seed(frames)) - 5


@pytest.mark.parametrize("frames", [1, 2, 3, 300])  # the noise begins again after 256
def test_whole_mels(generator, plain, frames):
    mel = random_mel(frames)
    with torch.inference_mode():
        expected = generator(mel)
    loudest = expected.abs().max()
    # The phase adds up the rounding of every frame before.
    torch.testing.assert_close(plain(mel) / loudest, expected / loudest, atol=5e-3, rtol=0)


@pytest.mark.parametrize("start", [40, 270])
def test_a_piece_goes_on_where_the_one_before_ended(generator, plain, start):
    mel, context, hop = random_mel(400), generator.mel_context, generator.hop_length
    whole, cycles = plain.begin_or_continue(mel)
    left, end = max(0, start - context), start + 30
    states = torch.tensor([cycles[0, start], start - left, left])
    piece = mel[:, :, left : end + context]
    rows = states.view(1, N_STATES, 1).expand(1, N_STATES, piece.shape[2])
    waveform, own = plain.begin_or_continue(torch.cat([piece, rows], 1))
    waveform = waveform[:, (start - left) * hop : (end - left) * hop]
    expected = whole[:, start * hop : end * hop]
    loudest = expected.abs().max()
    torch.testing.assert_close(waveform / loudest, expected / loudest, atol=1e-4, rtol=0)
    distance = own[0, end - left] - cycles[0, end]
    assert (distance - distance.round()).abs() < 1e-5
    other = plain(piece)[:, (start - left) * hop : (end - left) * hop]
    assert (other - expected).abs().max() > 0.1 * loudest  # that takes the rows
