"""From mel-spectrograms to waveforms: every vocoder is called alike, one loader picks it."""

from models.vocoders.loader import Vocoder, load_vocoder

__all__ = ["Vocoder", "load_vocoder"]
