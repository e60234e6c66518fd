"""HiFi-GAN (Kong et al., NeurIPS 2020): generator, discriminators, losses."""

from models.vocoders.hifigan.discriminators import DiscriminatorOutput, Discriminators
from models.vocoders.hifigan.generator import HiFiGANGenerator

__all__ = ["DiscriminatorOutput", "Discriminators", "HiFiGANGenerator"]
