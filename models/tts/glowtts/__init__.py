"""Glow-TTS: a flow-based generative model for parallel text-to-speech (Kim et al., 2020)."""

from models.tts.glowtts.durations import DurationError
from models.tts.glowtts.model import GlowTTS, GlowTTSOutput, Synthesis

__all__ = ["DurationError", "GlowTTS", "GlowTTSOutput", "Synthesis"]
