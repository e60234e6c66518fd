"""The source-filter generator: what its parts begin with, and that it learns."""

import math

import pytest
import torch

from config.hifigan import VocoderConfig
from config.schema import MelConfig
from models.vocoders.source_filter.losses import energy_distance, source_filter_losses
from modules.vocoder import ForwardSTFT, InverseSTFT
from processors.audio.mel import mel_spectrogram
from processors.processed.pitches import POINTS
from tests.models.vocoders.tiny import tiny_generator

MEL = MelConfig()
HOP, RATE = MEL.hop_length, MEL.sample_rate


def buzz(frames: int, f0: float = 150.0) -> tuple[torch.Tensor, torch.Tensor]:
    """A voice of ten harmonics with some breath, and its pitch."""
    time = torch.arange(frames * HOP).double() / RATE
    harmonics = [(2 * math.pi * f0 * h * time).cos() / h for h in range(1, 11)]
    breath = torch.randn(len(time), generator=torch.Generator().manual_seed(0))
    places = torch.arange(frames * POINTS + 1).double() * (HOP / POINTS) / RATE
    pitch = torch.stack([f0 * places, torch.ones_like(places)])
    return (0.1 * sum(harmonics)).float() + 0.003 * breath, pitch


def test_the_stft_and_back_give_the_waveform() -> None:
    waveform = torch.randn(2, 20 * 128)
    spectrum = ForwardSTFT(512, 128)(waveform)
    assert spectrum.shape == (2, 20, 257)
    again = InverseSTFT(512, 128, 512)(spectrum.transpose(1, 2))
    torch.testing.assert_close(again, waveform, atol=1e-5, rtol=1e-4)


def test_before_training_the_envelope_is_that_of_the_mel() -> None:
    """White noise comes back with its own level in all bands: the mel itself is the filter."""
    generator = tiny_generator("source_filter")
    noise = 0.1 * torch.randn(1, 100 * HOP)
    mel = mel_spectrogram(noise, MEL)
    f0, silence = torch.full((1, 100), 150.0), torch.zeros(1, 100)
    filters = generator.filters(mel, f0, silence)
    made = generator.shape(filters, torch.zeros_like(noise), torch.randn_like(noise))
    again = mel_spectrogram(made, MEL)
    # The noise starts at exp(-0.7) of the mel.
    assert (again - mel).mean().item() == pytest.approx(-0.7, abs=0.15)
    assert (again.mean(2) - mel.mean(2) + 0.7).abs().max() < 0.6


def test_the_noise_is_lower_in_voiced_frames_alone(monkeypatch) -> None:
    generator = tiny_generator("source_filter").eval()
    mel = mel_spectrogram(buzz(40)[0][None], MEL)
    voiced = torch.zeros(1, 40)
    voiced[:, :20] = 1
    monkeypatch.setattr(generator, "_predict_pitch", lambda mel: (150 * torch.ones(1, 40), voiced))
    monkeypatch.setattr(generator, "pulses", lambda excitation: torch.zeros(1, 40 * HOP))
    generator.voiced_noise = 1
    whole = generator(mel)
    generator.voiced_noise = 0.25
    lower = generator(mel)
    # A filter's window reaches two frames over the border.
    torch.testing.assert_close(lower[:, : 18 * HOP], whole[:, : 18 * HOP] / 4)
    torch.testing.assert_close(lower[:, 22 * HOP :], whole[:, 22 * HOP :])


def test_pitch_is_learned_from_the_mel() -> None:
    torch.manual_seed(0)
    generator = tiny_generator("source_filter")
    clips = [buzz(40, f0)[0] for f0 in (110.0, 160.0, 230.0)]
    mel = mel_spectrogram(torch.stack(clips), MEL)
    f0 = torch.tensor([[110.0], [160.0], [230.0]]).expand(-1, 40)
    optimizer = torch.optim.Adam(generator.pitch.parameters(), lr=5e-3)
    for _ in range(80):
        optimizer.zero_grad()
        generator.pitch.loss(mel, f0, torch.ones_like(f0)).backward()
        optimizer.step()
    predicted, voicing = generator.pitch.predict(mel)
    assert (predicted[:, 5:-5] / f0[:, 5:-5] - 1).abs().max() < 0.03
    assert voicing.min() > 0.5


def test_it_learns_a_voice_in_phase() -> None:
    """The losses alone bring its waveform near the recording's, not only its spectra."""
    torch.manual_seed(0)
    generator = tiny_generator("source_filter")
    waveform, pitch = buzz(32)
    mel = mel_spectrogram(waveform.unsqueeze(0), MEL)
    optimizer = torch.optim.Adam(generator.parameters(), lr=5e-3)
    for step in range(80):
        draws = generator(mel, pitch.unsqueeze(0))
        losses = source_filter_losses(waveform.unsqueeze(0), draws, HOP)
        assert losses.keys() == {"spectrum", "pitch"}
        optimizer.zero_grad()
        sum(losses.values()).backward()
        if step == 0:
            for name, weight in generator.named_parameters():
                assert weight.grad.abs().sum() > 0, name
        optimizer.step()
    inside = slice(4 * HOP, -4 * HOP)
    difference = draws.first.detach()[0, inside] - waveform[inside]
    assert difference.square().mean() < 0.2 * waveform[inside].square().mean()


def test_noise_is_nearer_to_noise_than_pulses_are() -> None:
    """The second term of the distance: without it a steady spectrum would win."""
    torch.manual_seed(0)
    real, first, second = torch.randn(3, 8, 8192)
    steady = torch.zeros(8, 8192)
    steady[:, ::32] = math.sqrt(32)
    distances = []
    for draws in ((first, second), (steady, steady)):
        torch.manual_seed(1)
        distances.append(energy_distance(real, *draws).item())
    assert distances[0] < distances[1]


def test_the_same_mel_sounds_the_same_and_centered_mels_are_refused() -> None:
    generator = tiny_generator("source_filter")
    mel = torch.randn(1, 80, 12) - 5
    assert torch.equal(generator(mel), generator(mel))
    with pytest.raises(ValueError, match="without center"):
        VocoderConfig(generator="source_filter").check_mel(MelConfig(center=True))
    with pytest.raises(ValueError, match=r"hop_length 200 is no multiple of .* 128"):
        VocoderConfig(generator="source_filter").check_mel(MelConfig(hop_length=200))
