"""From recordings to mel-spectrograms and back to files; the same code everywhere."""

from importlib import import_module
from typing import Any

_PLACES = {
    "AudioError": "io",
    "load_audio": "io",
    "mel_spectrogram": "mel",
    "min_samples": "mel",
    "shorten_pauses": "silence",
    "trim_silence": "silence",
    "write_wav": "io",
}
__all__ = [*_PLACES]


def __getattr__(name: str) -> Any:
    # Mels need torch, which writing a wav does without.
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
