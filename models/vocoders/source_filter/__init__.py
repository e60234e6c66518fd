"""Source and filter: pulses and noise, shaped by filters that a Vocos backbone predicts."""

from models.vocoders.source_filter.generator import SourceFilterGenerator

__all__ = ["SourceFilterGenerator"]
