"""Long mels in pieces: the same audio, in memory that does not grow."""

import pytest
import torch

from config.hifigan import HIFIGAN_SIZES, VocoderConfig
from config.schema import MelConfig
from models.vocoders.generators import build_generator
from models.vocoders.griffin_lim import GriffinLim
from models.vocoders.neural import NeuralVocoder
from tests.models.vocoders.tiny import CONFIGS, tiny_generator

PAPERS = {
    **{version: VocoderConfig(hifigan=sizes) for version, sizes in HIFIGAN_SIZES.items()},
    "vocos": VocoderConfig(generator="vocos"),
}


@pytest.mark.parametrize("kind", CONFIGS)
@pytest.mark.parametrize("frames", [1, 39, 40, 41, 150])
def test_pieces_equal_the_whole(kind, frames):
    vocoder = NeuralVocoder(tiny_generator(kind), kind, 22050)
    mel = torch.randn(2, 80, frames) * 2 - 5
    whole = vocoder(mel)
    vocoder.piece_frames = 40
    pieces = list(vocoder.stream(mel))
    assert [piece.shape[1] for piece in pieces[:-1]] == [40 * 256] * ((frames - 1) // 40)
    assert whole.abs().max() > 1e-3
    torch.testing.assert_close(torch.cat(pieces, 1), whole, atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(vocoder(mel), whole, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("name", PAPERS)
def test_context_is_what_a_frame_depends_on(name):
    """By the gradient, which knows: no less, and little more."""
    generator = build_generator(PAPERS[name], MelConfig())
    mel = torch.randn(1, 80, 71, requires_grad=True)
    samples = generator(mel)[0, 35 * 256 : 36 * 256]
    (gradient,) = torch.autograd.grad((samples * torch.randn_like(samples)).sum(), mel)
    touched = gradient[0].abs().sum(0).nonzero().flatten()
    reach = max(35 - int(touched[0]), int(touched[-1]) - 35)
    assert reach <= generator.context <= reach + 2


def test_the_largest_in_pieces():
    vocoder = NeuralVocoder(build_generator(PAPERS["v1"], MelConfig()), "v1", 22050)
    mel = torch.randn(1, 80, 60) * 2 - 5
    whole = vocoder(mel)
    vocoder.piece_frames = 20
    torch.testing.assert_close(vocoder(mel), whole, atol=1e-6, rtol=1e-4)


def test_griffin_lim_streams_one_part():
    vocoder, mel = GriffinLim(MelConfig()), torch.randn(1, 80, 20) - 5
    (part,) = vocoder.stream(mel)
    assert torch.equal(part, vocoder(mel))
