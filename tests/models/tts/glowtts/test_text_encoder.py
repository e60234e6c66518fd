"""The encoder's own parts: masks, the zero start, speaker conditioning of durations."""

import torch

from models.tts.glowtts.duration_predictor import DurationPredictor
from models.tts.glowtts.text_encoder import Prenet, TextEncoder
from tests.models.tts.glowtts.tiny import randomized
from utils.mask import sequence_mask

MASK = sequence_mask(torch.tensor([7, 4]))


def test_new_prenet_is_the_identity() -> None:
    x = torch.randn(2, 8, 7)
    torch.testing.assert_close(Prenet(8).eval()(x, MASK), x * MASK)


def test_prenet_ignores_padding() -> None:
    prenet, x = randomized(Prenet(8)), torch.randn(2, 8, 7)
    y = prenet(x, MASK)
    assert not (y * (1 - MASK)).any()
    torch.testing.assert_close(prenet(x + 9 * (1 - MASK), MASK), y)


def test_prior_is_zero_on_padding_and_float32() -> None:
    encoder = randomized(TextEncoder(9, 4, 8, 12, 2, 1, 3, mean_only=False))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden, mean, log_std = encoder(torch.randint(0, 9, (2, 7)), MASK)
    for value in (mean, log_std):
        assert value.shape == (2, 4, 7)
        assert value.dtype == torch.float32
        assert not (value * (1 - MASK)).any()
    assert not (hidden * (1 - MASK)).any()


def test_durations_hear_the_speaker() -> None:
    predictor = randomized(DurationPredictor(8, 6, 3, speaker_channels=3))
    x, speaker = torch.randn(2, 8, 7), torch.randn(2, 3, 1)
    first = predictor(x, MASK, speaker)
    assert first.shape == (2, 7)
    assert not (first * (1 - MASK.squeeze(1))).any()
    assert (first - predictor(x, MASK, speaker.flip(0))).abs().max() > 1e-3
    alone = predictor(x[1:, :, :4], MASK[1:, :, :4], speaker[1:])
    torch.testing.assert_close(first[1:, :4], alone, atol=1e-5, rtol=1e-4)
