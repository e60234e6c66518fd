"""From recordings to mel-spectrograms and back to files; the same code everywhere."""

from processors.audio.io import AudioError, load_audio, write_wav
from processors.audio.mel import mel_spectrogram, min_samples
from processors.audio.silence import shorten_pauses, trim_silence

__all__ = [
    "AudioError",
    "load_audio",
    "mel_spectrogram",
    "min_samples",
    "shorten_pauses",
    "trim_silence",
    "write_wav",
]
