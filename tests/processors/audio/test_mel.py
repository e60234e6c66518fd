"""The mel-spectrogram against other people's arithmetic, and in every place it is used."""

import subprocess
import sys

import librosa
import numpy as np
import pytest
import torch

from config.schema import MelConfig
from processors.audio.mel import MelSpectrogram, filter_bank, mel_spectrogram, min_samples


def speech_like(n_samples: int, batch: int = 1) -> torch.Tensor:
    """A few gliding tones in noise, (batch, n_samples)."""
    time = torch.arange(n_samples) / 22050
    tones = sum((2 * torch.pi * f * time * (1 + 0.1 * time)).sin() / f for f in (110, 550, 2300))
    return 20 * tones / 3 * torch.rand(batch, 1) + 0.003 * torch.randn(batch, n_samples)


def hifigan_mel(waveform: np.ndarray, config: MelConfig) -> np.ndarray:
    """The formula of HiFi-GAN's preprocessing, frame by frame in float64."""
    pad = (config.n_fft - config.hop_length) // 2
    padded = np.pad(waveform.astype(np.float64), pad, mode="reflect")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(config.win_length) / config.win_length)
    starts = range(0, len(padded) - config.n_fft + 1, config.hop_length)
    spectra = [np.fft.rfft(window * padded[s : s + config.n_fft]) for s in starts]
    magnitude = np.sqrt(np.abs(np.array(spectra).T) ** 2 + 1e-9)
    basis = librosa.filters.mel(
        sr=config.sample_rate, n_fft=config.n_fft, n_mels=80, fmin=config.f_min, fmax=config.f_max
    )
    return np.log(np.maximum(basis @ magnitude, 1e-5))


@pytest.mark.parametrize("n_samples", [22050, 22016, 1000])
def test_equals_the_formula_of_hifigan(n_samples):
    waveform = speech_like(n_samples)
    mel = mel_spectrogram(waveform, MelConfig())[0]
    expected = hifigan_mel(waveform[0].numpy(), MelConfig())
    assert mel.dtype == torch.float32
    assert mel.shape == expected.shape
    np.testing.assert_allclose(mel.numpy(), expected, atol=2e-4)


def test_equals_librosa():
    config = MelConfig()
    waveform = speech_like(22050)[0]
    pad = (config.n_fft - config.hop_length) // 2
    spectrum = librosa.feature.melspectrogram(
        y=np.pad(waveform.numpy(), pad, mode="reflect"),
        sr=22050, n_fft=1024, hop_length=256, n_mels=80, fmax=8000, center=False, power=1.0,
    )  # fmt: skip
    expected = np.log(np.maximum(spectrum, 1e-5))
    loud = expected > np.log(1e-3)  # librosa has no floor under the square root
    mel = mel_spectrogram(waveform, config).numpy()
    assert loud.mean() > 0.5
    np.testing.assert_allclose(mel[loud], expected[loud], atol=2e-3)


def test_centered_frames_equal_librosa():
    config = MelConfig(center=True)
    waveform = speech_like(5000)[0]
    spectrum = librosa.feature.melspectrogram(
        y=waveform.numpy(), sr=22050, n_fft=1024, hop_length=256, n_mels=80, fmax=8000,
        center=True, pad_mode="reflect", power=1.0,
    )  # fmt: skip
    mel = mel_spectrogram(waveform, config).numpy()
    assert mel.shape == (80, 5000 // 256 + 1)
    loud = spectrum > 1e-3
    np.testing.assert_allclose(mel[loud], np.log(spectrum[loud]), atol=2e-3)


@pytest.mark.parametrize("win_length", [1024, 801])
def test_equals_the_stft_of_torch(win_length):
    config = MelConfig(center=True, win_length=win_length)
    waveform = speech_like(5000, batch=2)
    spectrum = torch.stft(
        waveform, 1024, 256, win_length, torch.hann_window(win_length),
        center=True, pad_mode="reflect", return_complex=True,
    )  # fmt: skip
    basis = torch.from_numpy(librosa.filters.mel(sr=22050, n_fft=1024, n_mels=80, fmax=8000))
    magnitude = (spectrum.abs().square() + 1e-9).sqrt()
    expected = (basis @ magnitude).clamp(min=1e-5).log()
    torch.testing.assert_close(mel_spectrogram(waveform, config), expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("sizes", [(1024, 256, 1024), (1024, 255, 800), (512, 200, 512)])
@pytest.mark.parametrize("center", [False, True])
def test_frames_are_samples_over_hop(sizes, center):
    n_fft, hop, win = sizes
    config = MelConfig(n_fft=n_fft, hop_length=hop, win_length=win, center=center)
    first = min_samples(config)
    for n_samples in [*range(first, first + 2 * hop, 17), 5 * hop - 1, 5 * hop, 5 * hop + 1]:
        mel = mel_spectrogram(torch.randn(n_samples), config)
        assert mel.shape == (80, n_samples // hop + center)


@pytest.mark.parametrize("center", [False, True])
def test_too_few_samples_is_a_clear_error(center):
    config = MelConfig(center=center)
    needed = 513 if center else 385
    assert min_samples(config) == needed
    mel_spectrogram(torch.randn(needed), config)
    with pytest.raises(ValueError, match=f"{needed - 1} samples are too few.*need {needed}"):
        mel_spectrogram(torch.randn(needed - 1), config)


def test_a_batch_equals_its_items():
    waveform = speech_like(6000, batch=3)
    batch = mel_spectrogram(waveform, MelConfig())
    alone = torch.stack([mel_spectrogram(item, MelConfig()) for item in waveform])
    torch.testing.assert_close(batch, alone)


def test_float32_under_autocast():
    waveform = speech_like(6000)
    expected = mel_spectrogram(waveform, MelConfig())
    with torch.autocast("cpu", dtype=torch.bfloat16):
        mel = mel_spectrogram(waveform, MelConfig())
    assert mel.dtype == torch.float32
    torch.testing.assert_close(mel, expected)


def test_gradients_flow_after_a_first_call_in_inference_mode():
    config = MelConfig(n_fft=256, hop_length=64, win_length=256, n_mels=20, f_max=7000)
    with torch.inference_mode():
        mel_spectrogram(torch.randn(1000), config)  # fills the cache
    waveform = torch.zeros(1, 1000)
    waveform[:, 500:] = torch.randn(500)
    waveform.requires_grad_()
    mel_spectrogram(waveform, config).sum().backward()
    assert waveform.grad.isfinite().all()  # digital silence too
    assert waveform.grad[:, 600:].abs().sum() > 0


def test_the_floor_holds_and_hides_no_nan():
    waveform = torch.cat([torch.randn(2, 5000), torch.zeros(2, 5000)], 1)
    waveform[0, 50] = torch.nan
    mel = mel_spectrogram(waveform, MelConfig())
    assert mel[0, :, 0].isnan().all()
    assert mel[1].isfinite().all()
    assert (mel == torch.tensor(1e-5).log()).any()


@pytest.mark.parametrize(
    ("sample_rate", "n_fft", "n_mels", "f_min", "f_max"),
    [(22050, 1024, 80, 0, 8000), (24000, 2048, 100, 0, 12000), (16000, 400, 40, 50, 8000)],
)
def test_the_filters_are_librosas(sample_rate, n_fft, n_mels, f_min, f_max):
    expected = librosa.filters.mel(
        sr=sample_rate, n_fft=n_fft, n_mels=n_mels, fmin=f_min, fmax=f_max
    )
    found = filter_bank(sample_rate, n_fft, n_mels, f_min, f_max).numpy()
    np.testing.assert_allclose(found, expected, atol=2e-7, rtol=0)


def test_no_mel_needs_librosa(repository):
    """Its compiled parts want a place to be kept, which a container may lack."""
    code = "import sys, torch; from config.schema import MelConfig; "
    code += "from processors.audio import mel_spectrogram; "
    code += "mel_spectrogram(torch.randn(9000), MelConfig()); print('librosa' in sys.modules)"
    output = subprocess.check_output([sys.executable, "-c", code], cwd=repository, text=True)
    assert output.strip() == "False"


def test_only_a_part_of_the_basis_is_multiplied():
    groups = MelSpectrogram(MelConfig()).groups
    assert sum(group.weights.numel() for group in groups) < 80 * 513 / 2


@pytest.mark.parametrize("bad", [torch.zeros(1, 1, 1000), torch.zeros(1000, dtype=torch.int16)])
def test_other_inputs_are_refused(bad):
    with pytest.raises(ValueError, match="waveform must be"):
        mel_spectrogram(bad, MelConfig())
