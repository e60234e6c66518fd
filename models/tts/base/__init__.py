"""Speaking with any acoustic model: voices, synthesis, evaluation and diagnosis."""

from typing import Any

__all__ = ["Synthesizer", "Voice"]


def __getattr__(name: str) -> Any:
    # Settings and models are used without the text processing and the vocoder of these.
    if name == "Synthesizer":
        from models.tts.base.synthesizer import Synthesizer

        return Synthesizer
    if name == "Voice":
        from models.tts.base.voice import Voice

        return Voice
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
