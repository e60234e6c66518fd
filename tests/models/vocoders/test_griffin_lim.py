"""Griffin-Lim: what comes out lies under the mel that went in."""

import math

import pytest
import torch

from config.schema import MelConfig
from models.vocoders.griffin_lim import GriffinLim
from processors.audio.mel import mel_spectrogram


def voice_like(seconds: float = 1.0, sample_rate: int = 22050) -> torch.Tensor:
    """A gliding harmonic tone in bursts over faint noise: (N,), whole hops."""
    n = int(seconds * sample_rate) // 256 * 256
    t = torch.arange(n) / sample_rate
    phase = 2 * math.pi * torch.cumsum(120 + 40 * torch.sin(5 * t), 0) / sample_rate
    tone = sum(torch.sin(k * phase) / k for k in range(1, 20))
    bursts = (torch.sin(2 * math.pi * 3 * t) > -0.3).float()
    noise = torch.randn(n, generator=torch.Generator().manual_seed(0))
    return 0.1 * tone * bursts + 0.002 * noise


@pytest.mark.parametrize("center", [False, True])
def test_magnitudes_have_the_given_mel(center):
    config = MelConfig(center=center)
    mel = mel_spectrogram(voice_like(0.5), config)
    vocoder = GriffinLim(config)
    magnitude = vocoder.magnitude(mel.unsqueeze(0))
    assert (magnitude >= 0).all()
    again = (vocoder.filters @ magnitude[0]).clamp_min(1e-5).log()
    assert (again - mel).abs().mean() < 0.005


def test_own_filters_are_those_of_the_features():
    librosa_filters = pytest.importorskip("librosa.filters")
    expected = librosa_filters.mel(sr=22050, n_fft=1024, n_mels=80, fmin=0, fmax=8000)
    torch.testing.assert_close(
        GriffinLim(MelConfig()).filters, torch.from_numpy(expected), atol=1e-6, rtol=1e-4
    )


@pytest.mark.parametrize("center", [False, True])
def test_copy_synthesis_keeps_the_mel(center):
    config = MelConfig(center=center)
    mel = mel_spectrogram(voice_like(), config)
    waveform = GriffinLim(config)(mel.unsqueeze(0))[0]
    again = mel_spectrogram(waveform[: mel.shape[1] * 256], config)
    frames = min(mel.shape[1], again.shape[1])
    assert (again[:, :frames] - mel[:, :frames]).abs().mean() < 0.2


@pytest.mark.parametrize("center", [False, True])
@pytest.mark.parametrize("at", [0.3, 0.5])
def test_a_click_stays_where_it_was(center, at):
    config = MelConfig(center=center)
    waveform = torch.zeros(64 * 256)
    place = int(at * len(waveform)) + 100  # not on a frame's edge
    waveform[place : place + 8] = torch.tensor([1.0, -1, 1, -1, 1, -1, 1, -1])
    mel = mel_spectrogram(waveform, config)
    energy = GriffinLim(config)(mel.unsqueeze(0))[0].square()
    center = (energy * torch.arange(len(energy))).sum() / energy.sum()
    # Half a hop is 128 samples: a framing that is off by that would be seen.
    assert abs(center.item() - place) < 40


@pytest.mark.parametrize("center", [False, True])
@pytest.mark.parametrize("frames", [1, 2, 3, 50])
def test_every_frame_is_one_hop(center, frames):
    mel = torch.full((2, 80, frames), -4.0)
    waveform = GriffinLim(MelConfig(center=center))(mel)
    assert waveform.shape == (2, frames * 256)
    assert waveform.dtype == torch.float32
    assert waveform.isfinite().all()


def test_odd_hops_and_sizes():
    config = MelConfig(sample_rate=16000, n_fft=800, win_length=640, hop_length=201, n_mels=40)
    assert GriffinLim(config)(torch.full((1, 40, 9), -3.0)).shape == (1, 9 * 201)


def test_rows_do_not_influence_each_other_and_runs_agree():
    vocoder = GriffinLim(MelConfig())
    generator = torch.Generator().manual_seed(1)
    mel = torch.randn(3, 80, 20, generator=generator) - 4
    torch.manual_seed(5)
    together = vocoder(mel)
    torch.manual_seed(6)
    for row, alone in enumerate(mel):
        torch.testing.assert_close(together[row], vocoder(alone.unsqueeze(0))[0])


def test_silence_is_silent():
    waveform = GriffinLim(MelConfig())(torch.full((1, 80, 10), math.log(1e-5)))
    assert waveform.abs().max() < 1e-3
