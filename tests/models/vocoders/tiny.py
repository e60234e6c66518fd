"""Generators that take no time."""

from typing import Any

from torch import nn

from config.hifigan import HiFiGANConfig, VocoderConfig, VocosConfig
from config.schema import MelConfig
from models.vocoders.generators import build_generator

HIFIGAN = HiFiGANConfig(
    upsample_initial_channel=16, resblock_kernel_sizes=(3,), resblock_dilation_sizes=((1, 3),)
)
CONFIGS = {
    "hifigan": VocoderConfig(hifigan=HIFIGAN),
    "hifigan plain": VocoderConfig(hifigan=HIFIGAN.model_copy(update={"resblock": "2"})),
    "vocos": VocoderConfig(
        generator="vocos", vocos=VocosConfig(channels=16, hidden_channels=24, n_layers=2)
    ),
}


def tiny_generator(kind: str = "hifigan", **mel: Any) -> nn.Module:
    return build_generator(CONFIGS[kind], MelConfig(**mel))
