"""HiFi-GAN's losses and discriminators, apart from parity."""

import torch

from config.schema import MelConfig
from models.vocoders.hifigan import DiscriminatorOutput
from models.vocoders.hifigan.discriminators import PeriodDiscriminator, ScaleDiscriminator
from models.vocoders.hifigan.losses import (
    adversarial_loss,
    discriminator_loss,
    feature_matching_loss,
    loss_mel,
    mel_loss,
    split,
)


def verdicts(score: float) -> list[DiscriminatorOutput]:
    scores = torch.full((2, 3), score)
    return [
        DiscriminatorOutput(scores, [scores, scores.unsqueeze(1)]),
        DiscriminatorOutput(scores, [scores]),
    ]


def test_who_is_right_pays_nothing():
    assert discriminator_loss(verdicts(1.0), verdicts(0.0)) == 0
    assert adversarial_loss(verdicts(1.0)) == 0
    assert feature_matching_loss(verdicts(0.3), verdicts(0.3)) == 0


def test_who_is_wrong_pays_the_square_for_each_discriminator():
    assert discriminator_loss(verdicts(0.0), verdicts(1.0)) == 4
    assert adversarial_loss(verdicts(-1.0)) == 8
    assert feature_matching_loss(verdicts(0.0), verdicts(0.5)) == 1.5


def test_split_takes_real_and_generated_apart():
    both = [DiscriminatorOutput(torch.arange(4.0).view(4, 1), [torch.arange(4.0).view(4, 1, 1)])]
    real, generated = split(both)
    assert real[0].scores.tolist() == [[0], [1]]
    assert generated[0].scores.tolist() == [[2], [3]]
    assert generated[0].feature_maps[0].flatten().tolist() == [2, 3]


def test_mel_loss_hears_above_the_input_mel():
    """8 to 11 kHz are not in the input; the loss compares them all the same."""
    config = MelConfig()
    time = torch.arange(8192) / 22050
    low = torch.sin(2 * torch.pi * 300 * time).unsqueeze(0)
    hiss = low + 0.3 * torch.sin(2 * torch.pi * 9500 * time)
    assert loss_mel(config).f_max == 11025
    assert mel_loss(low, low, loss_mel(config)) == 0
    assert mel_loss(low, hiss, loss_mel(config)) > 1.3 * mel_loss(low, hiss, config)


def test_real_and_generated_in_one_batch_are_judged_as_alone():
    a, b = torch.randn(2, 1, 700)
    for discriminator in (PeriodDiscriminator(3), ScaleDiscriminator(spectral=True).eval()):
        with torch.no_grad():
            together = discriminator(torch.cat([a, b])).scores
            alone = torch.cat([discriminator(a).scores, discriminator(b).scores])
        torch.testing.assert_close(together, alone, atol=1e-6, rtol=1e-5)
