"""The STFT and its inverse for exported graphs give what torch's Fourier transform gives."""

import pytest
import torch

from modules.vocoder import ForwardSTFT, InverseSTFT
from modules.vocoder.plain_forward_stft import PlainForwardSTFT
from modules.vocoder.plain_inverse_stft import PlainInverseSTFT

FRAMES = [1, 2, 3, 9]


@pytest.mark.parametrize("frames", FRAMES)
@pytest.mark.parametrize("sizes", [(512, 128), (512, 256), (50, 20), (26, 8)])
def test_spectra(sizes, frames):
    layer = ForwardSTFT(*sizes)
    waveform = torch.randn(1, frames * sizes[1])
    expected = layer(waveform)
    real, imaginary = PlainForwardSTFT(layer)(waveform)
    torch.testing.assert_close(real, expected.real, atol=5e-5, rtol=0)
    torch.testing.assert_close(imaginary, expected.imag, atol=5e-5, rtol=0)


@pytest.mark.parametrize("center", [False, True])
@pytest.mark.parametrize("frames", FRAMES)
@pytest.mark.parametrize(
    "sizes", [(1024, 256, 1024), (800, 201, 640), (512, 128, 512), (50, 20, 45), (25, 6, 21)]
)
def test_waveforms(sizes, frames, center):
    layer = InverseSTFT(*sizes, center)
    spectrum = torch.randn(1, sizes[0] // 2 + 1, frames, dtype=torch.complex64)
    real, imaginary = spectrum.real.transpose(1, 2), spectrum.imag.transpose(1, 2)
    found = PlainInverseSTFT(layer)(real, imaginary)
    torch.testing.assert_close(found, layer(spectrum), atol=1e-5, rtol=1e-4)


def test_they_have_no_weights_to_save():
    assert not PlainForwardSTFT(ForwardSTFT(64, 16)).state_dict()
    assert not PlainInverseSTFT(InverseSTFT(64, 16, 64)).state_dict()
