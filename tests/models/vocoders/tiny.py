"""Generators that take no time."""

from typing import Any

from torch import nn

from config.hifigan import HiFiGANConfig, SourceFilterConfig, VocoderConfig, VocosConfig
from config.schema import MelConfig
from models.vocoders.generators import build_generator

HIFIGAN = HiFiGANConfig(
    upsample_initial_channel=16, resblock_kernel_sizes=(3,), resblock_dilation_sizes=((1, 3),)
)
CONFIGS = {
    "hifigan": VocoderConfig(hifigan=HIFIGAN),
    "hifigan plain": VocoderConfig(hifigan=HIFIGAN.model_copy(update={"resblock": "2"})),
    "source_filter": VocoderConfig(
        generator="source_filter",
        source_filter=SourceFilterConfig(
            channels=16,
            hidden_channels=24,
            n_layers=2,
            pitch_channels=16,
            pitch_layers=1,
            voiced_noise=0.5,
        ),
    ),
    "vocos": VocoderConfig(
        generator="vocos", vocos=VocosConfig(channels=16, hidden_channels=24, n_layers=2)
    ),
}


def tiny_generator(kind: str = "hifigan", **mel: Any) -> nn.Module:
    generator = build_generator(CONFIGS[kind], MelConfig(**mel))
    if kind == "source_filter":
        # Fresh weights know no pitch: the likeliest one would be likelier by a rounding error.
        generator.pitch.out.weight.data *= 100
    return generator
