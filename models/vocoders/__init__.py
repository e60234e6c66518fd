"""From mel-spectrograms to waveforms: every vocoder is called alike, one loader picks it."""

from models.vocoders.loading.load import Vocoder, load_vocoder

__all__ = ["Vocoder", "load_vocoder"]
