"""Published weights on real recordings, where the package with them is installed."""

import importlib.util
from pathlib import Path

import pytest
import soundfile
import torch

from config.schema import MelConfig
from models.vocoders import load_vocoder
from models.vocoders.loading.published import PACKAGE, PUBLISHED
from processors.audio.mel import mel_spectrogram

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec(PACKAGE) is None, reason="pip install -e '.[vocoders]' to run it"
)


@pytest.mark.parametrize("name", PUBLISHED)
def test_it_says_what_the_recording_says(name: str, shared_data: Path) -> None:
    waveform, _ = soundfile.read(shared_data / "ljspeech_mini/wavs/LJ001-0002.wav", dtype="float32")
    mel = mel_spectrogram(torch.from_numpy(waveform), MelConfig())
    found = load_vocoder(name, MelConfig())(mel.unsqueeze(0))[0]
    again = mel_spectrogram(found, MelConfig())
    assert (again - mel).abs().mean() < 0.3
    # Loud where the recording is loud: a vocoder that is half a hop (128 samples) off is seen.
    a, b = loudness(found), loudness(torch.from_numpy(waveform[: len(found)]))
    correlation = torch.fft.irfft(torch.fft.rfft(a) * torch.fft.rfft(b).conj(), n=len(a))
    assert correlation.argmax().item() in (0, 1, len(a) - 1)


def loudness(samples: torch.Tensor, step: int = 32) -> torch.Tensor:
    """Shapes: samples (N,), whole steps; result (N / step,), with mean 0."""
    energy = samples.view(-1, step).square().mean(1).sqrt()
    return energy - energy.mean()
