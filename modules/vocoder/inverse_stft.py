"""From spectra to samples, framed as the mel-spectrogram is."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class InverseSTFT(nn.Module):
    """Overlapping windowed frames, added up and divided by what their windows add up to.

    Every frame yields one hop. Without ``center`` frame t is centered at sample (t + 1/2) hop, as
    where (n_fft - hop) / 2 samples of padding lie before the first; with it at t hop.
    ``torch.istft`` knows neither the former nor a last frame that yields a whole hop.

    Shapes: spectrum (B, n_fft // 2 + 1, T), complex64; result (B, T * hop_length), float32.
    """

    def __init__(self, n_fft: int, hop_length: int, win_length: int, center: bool = False) -> None:
        super().__init__()
        if 2 * hop_length > win_length or win_length > n_fft:
            raise ValueError(
                f"hop_length {hop_length} must be at most half of win_length {win_length}, and "
                f"that at most n_fft {n_fft}: no window reaches some samples otherwise"
            )
        self.n_fft = n_fft
        self.hop_length = hop_length
        self.start = n_fft // 2 if center else (n_fft - hop_length) // 2
        before = (n_fft - win_length) // 2  # where torch.stft puts a shorter window
        window = F.pad(torch.hann_window(win_length), (before, n_fft - win_length - before))
        self.register_buffer("window", window, persistent=False)

    def forward(self, spectrum: Tensor) -> Tensor:
        frames = torch.fft.irfft(spectrum.transpose(1, 2), self.n_fft) * self.window  # (B, T, n)
        weights = self.window.square().expand(1, frames.shape[1], -1)
        return self._add(frames) / self._add(weights)

    def _add(self, frames: Tensor) -> Tensor:
        """Shapes: frames (B, T, n_fft); result (B, T * hop). F.fold, which is slower on a CPU."""
        B, T, _ = frames.shape
        parts = frames.split(self.hop_length, 2)
        total = frames.new_zeros(B, T + len(parts) - 1, self.hop_length)
        for i, part in enumerate(parts):
            total[:, i : i + T, : part.shape[2]] += part
        return total.flatten(1)[:, self.start : self.start + T * self.hop_length]
