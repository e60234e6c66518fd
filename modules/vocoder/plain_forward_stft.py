"""The STFT in products of matrices, for runtimes that know no complex numbers."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from modules.vocoder.forward_stft import ForwardSTFT


class PlainForwardSTFT(nn.Module):
    """``ForwardSTFT`` of a single utterance, real numbers and matrix products only.

    Frames are folded about their middle: what is symmetric there makes the real parts, the rest the
    imaginary parts, as in ``PlainInverseSTFT``.
    ``beyond``: samples that the first and the last frame reach over the ends of the waveform.
    Shapes: waveform (1, T * hop_length); real and imaginary parts (1, T, n_fft // 2 + 1).
    """

    def __init__(self, stft: ForwardSTFT) -> None:
        super().__init__()
        self.n_fft, self.hop_length = n, hop_length = stft.n_fft, stft.hop_length
        self.beyond = (n - hop_length) // 2
        # The first sample of a frame is left out: Hann's window is 0 there.
        samples, bins = torch.arange(1, n // 2 + 1).double(), torch.arange(n // 2 + 1).double()
        angle = 2 * math.pi * samples.outer(bins) / n
        window = stft.window.double()[1 : n // 2 + 1].unsqueeze(1)
        cos, sin = angle.cos() * window, -angle.sin() * window
        if n % 2 == 0:
            cos[-1] /= 2  # the sample in the middle is its own mirror
        self.register_buffer("cos", cos.float(), persistent=False)  # (n_fft // 2, bins)
        self.register_buffer("sin", sin.float(), persistent=False)

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor]:
        n_parts = -(-self.n_fft // self.hop_length)
        end = (n_parts - 1) * self.hop_length - self.beyond
        parts = F.pad(waveform, (self.beyond, end)).view(-1, self.hop_length)
        T = waveform.shape[1] // self.hop_length
        frames = torch.cat([parts[i : i + T] for i in range(n_parts)], 1)
        return self.transform(frames[:, : self.n_fft].unsqueeze(0))

    def transform(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        """Spectra of frames (1, T, n_fft), which are windowed here."""
        half = self.n_fft // 2
        first, rest = frames[:, :, 1 : half + 1], frames[:, :, self.n_fft - half :].flip(2)
        return (first + rest) @ self.cos, (first - rest) @ self.sin
