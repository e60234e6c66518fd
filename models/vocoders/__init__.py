"""From mel-spectrograms to waveforms: every vocoder is called alike, one loader picks it."""

from models.vocoders.loading.load import load_vocoder
from models.vocoders.vocoder import Vocoder

__all__ = ["Vocoder", "load_vocoder"]
