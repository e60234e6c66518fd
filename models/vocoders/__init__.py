"""From mel-spectrograms to waveforms: every vocoder is called alike, one function picks it."""

from models.vocoders.loading.load import load_vocoder
from models.vocoders.vocoder import Vocoder

__all__ = ["Vocoder", "load_vocoder"]
