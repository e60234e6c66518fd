"""From samples to spectra, framed as ``InverseSTFT`` frames them without ``center``."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ForwardSTFT(nn.Module):
    """Spectra of windowed frames, one for each hop of samples, zeros beyond the ends.

    Frame t is centered at sample (t + 1/2) hop.
    Shapes: waveform (B, T * hop_length); result (B, T, n_fft // 2 + 1), complex64.
    """

    def __init__(self, n_fft: int, hop_length: int) -> None:
        super().__init__()
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.register_buffer("window", torch.hann_window(n_fft), persistent=False)

    def forward(self, waveform: Tensor) -> Tensor:
        beyond = (self.n_fft - self.hop_length) // 2
        frames = F.pad(waveform, (beyond, beyond)).unfold(1, self.n_fft, self.hop_length)
        return torch.fft.rfft(frames * self.window)
