"""The small vocoder that comes with the toolkit."""

import pytest
import torch

from config.schema import MelConfig, resolve_path
from models.vocoders import load_vocoder
from processors.audio.mel import mel_spectrogram
from utils.errors import UserError


def test_the_small_vocoder_of_the_toolkit_is_found_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # wherever one is
    vocoder = load_vocoder("vocos_universal", MelConfig())
    weights = resolve_path("pretrained/vocos_universal/model.safetensors")
    assert weights.stat().st_size < 12e6
    time = torch.arange(60 * 256) / 22050
    voice = sum(0.1 / h * torch.cos(2 * torch.pi * 170 * h * time) for h in range(1, 20))
    mel = mel_spectrogram(voice, MelConfig())
    again = mel_spectrogram(vocoder(mel.unsqueeze(0))[0], MelConfig())
    # Trained weights copy what they were never shown; fresh ones are far off.
    assert (again - mel)[:, 5:-5].abs().mean() < 0.6
    with pytest.raises(UserError, match="vocos_universal, hifigan_universal"):
        load_vocoder("vocos_universel", MelConfig())
