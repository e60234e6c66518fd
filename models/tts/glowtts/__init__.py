"""Glow-TTS: a flow-based generative model for parallel text-to-speech (Kim et al., 2020)."""

from typing import Any

from models.tts.base.acoustic_model import Synthesis
from models.tts.glowtts.durations import DurationError
from models.tts.glowtts.model import GlowTTS
from models.tts.glowtts.output import GlowTTSOutput

__all__ = ["DurationError", "GlowTTS", "GlowTTSOutput", "Synthesis", "Synthesizer"]


def __getattr__(name: str) -> Any:
    # The synthesizer brings text processing and a vocoder, which training does without.
    if name == "Synthesizer":
        from models.tts.base.synthesizer import Synthesizer

        return Synthesizer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
