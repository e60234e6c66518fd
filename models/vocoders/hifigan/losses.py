"""The losses of HiFi-GAN, section 2.4 of the paper, without their weights.

A pass over ``torch.cat([real, generated])`` gives the outputs; ``split`` takes them apart.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

from config.schema import MelConfig
from models.vocoders.hifigan.discriminators import DiscriminatorOutput
from processors.audio.mel import mel_spectrogram


def split(
    outputs: list[DiscriminatorOutput],
) -> tuple[list[DiscriminatorOutput], list[DiscriminatorOutput]]:
    """Outputs for the first and for the second half of a batch."""
    chunks = [
        (scores.chunk(2), [feature_map.chunk(2) for feature_map in feature_maps])
        for scores, feature_maps in outputs
    ]
    real, generated = (
        [DiscriminatorOutput(scores[i], [pair[i] for pair in maps]) for scores, maps in chunks]
        for i in (0, 1)
    )
    return real, generated


def discriminator_loss(
    real: list[DiscriminatorOutput], generated: list[DiscriminatorOutput]
) -> Tensor:
    """Squared distance of real scores from 1 and of generated ones from 0 (LSGAN), summed."""
    return torch.stack(
        [
            (1 - r.scores).square().mean() + g.scores.square().mean()
            for r, g in zip(real, generated, strict=True)
        ]
    ).sum()


def adversarial_loss(generated: list[DiscriminatorOutput]) -> Tensor:
    """Squared distance of generated scores from 1, summed over discriminators."""
    return torch.stack([(1 - output.scores).square().mean() for output in generated]).sum()


def feature_matching_loss(
    real: list[DiscriminatorOutput], generated: list[DiscriminatorOutput]
) -> Tensor:
    """L1 distance of all feature maps, summed over layers and discriminators."""
    return torch.stack(
        [
            F.l1_loss(g_map, r_map)
            for r, g in zip(real, generated, strict=True)
            for r_map, g_map in zip(r.feature_maps, g.feature_maps, strict=True)
        ]
    ).sum()


def mel_loss(real: Tensor, generated: Tensor, config: MelConfig) -> Tensor:
    """L1 distance of the log-mels of two batches of waveforms, float32 under autocast too.

    Shapes: real, generated (B, N). See ``loss_mel`` for the config.
    """
    return F.l1_loss(mel_spectrogram(generated, config), mel_spectrogram(real, config))


def loss_mel(config: MelConfig) -> MelConfig:
    """The mel that the loss compares: up to half of the sample rate, whatever the input holds."""
    return config.model_copy(update={"f_max": config.sample_rate / 2})
