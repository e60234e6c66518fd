"""The inverse STFT undoes the framing of the mel-spectrogram, sample for sample."""

import pytest
import torch
from torch.nn import functional as F

from config.schema import MelConfig
from modules.vocoder import InverseSTFT
from processors.audio.mel import mel_spectrogram


def spectrum(waveform: torch.Tensor, config: MelConfig) -> torch.Tensor:
    """The spectrum under a mel of ``config``; see processors/audio/mel.py."""
    total = config.n_fft if config.center else config.n_fft - config.hop_length
    padded = F.pad(waveform.unsqueeze(0), (total // 2, total - total // 2), mode="reflect")
    window = torch.hann_window(config.win_length)
    return torch.stft(
        padded,
        config.n_fft,
        config.hop_length,
        config.win_length,
        window,
        center=False,
        return_complex=True,
    )


@pytest.mark.parametrize("center", [False, True])
@pytest.mark.parametrize(
    "sizes", [(1024, 256, 1024), (512, 128, 400), (800, 201, 640), (512, 256, 512)]
)
def test_it_returns_the_samples_that_the_mel_was_made_of(sizes, center):
    n_fft, hop, win = sizes
    config = MelConfig(n_fft=n_fft, hop_length=hop, win_length=win, center=center)
    waveform = torch.randn(12 * hop)
    frames = spectrum(waveform, config)
    assert frames.shape[-1] == mel_spectrogram(waveform, config).shape[-1]
    found = InverseSTFT(n_fft, hop, win, center)(frames)[0]
    assert len(found) == frames.shape[-1] * hop
    # With center the last frame reaches past the end, where the padding was.
    torch.testing.assert_close(found[: len(waveform)], waveform, atol=2e-4, rtol=0)


@pytest.mark.parametrize("frames", [1, 2])
def test_few_frames(frames):
    layer = InverseSTFT(1024, 256, 1024)
    assert layer(torch.zeros(2, 513, frames, dtype=torch.complex64)).shape == (2, frames * 256)


def test_windows_that_do_not_overlap_are_refused():
    with pytest.raises(ValueError, match="hop_length 600 must be at most half of win_length 1024"):
        InverseSTFT(1024, 600, 1024)
    with pytest.raises(ValueError, match="at most n_fft 512"):
        InverseSTFT(512, 128, 1024)


def test_it_has_no_weights_to_save():
    assert not InverseSTFT(64, 16, 64).state_dict()
