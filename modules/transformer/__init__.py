"""Transformer encoder with relative positions; tensors have channels before time."""

from modules.transformer.attention import RelativeAttention
from modules.transformer.encoder import FeedForward, TransformerEncoder

__all__ = ["FeedForward", "RelativeAttention", "TransformerEncoder"]
