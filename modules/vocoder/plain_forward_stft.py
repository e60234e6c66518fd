"""The STFT as a convolution, for runtimes that know no complex numbers."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from modules.vocoder.forward_stft import ForwardSTFT


class PlainForwardSTFT(nn.Module):
    """``ForwardSTFT`` of a single utterance.

    Shapes: waveform (1, T * hop_length); real and imaginary parts (1, T, n_fft // 2 + 1).
    """

    def __init__(self, stft: ForwardSTFT) -> None:
        super().__init__()
        self.n_fft, self.hop_length = stft.n_fft, stft.hop_length
        bins = torch.arange(stft.n_fft // 2 + 1).double()
        angle = 2 * math.pi * bins.outer(torch.arange(stft.n_fft).double()) / stft.n_fft
        basis = torch.cat([angle.cos(), -angle.sin()]) * stft.window.double()
        self.register_buffer("basis", basis.float().unsqueeze(1), persistent=False)

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor]:
        beyond = (self.n_fft - self.hop_length) // 2
        padded = F.pad(waveform, (beyond, beyond)).unsqueeze(1)
        spectrum = F.conv1d(padded, self.basis, stride=self.hop_length).transpose(1, 2)
        return spectrum.split(self.n_fft // 2 + 1, 2)
