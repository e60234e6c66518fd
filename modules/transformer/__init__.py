"""Transformer with relative positions, channels first."""

from modules.transformer.attention import RelativeAttention
from modules.transformer.encoder import FeedForward, TransformerEncoder

__all__ = ["FeedForward", "RelativeAttention", "TransformerEncoder"]
