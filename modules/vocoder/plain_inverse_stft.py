"""The inverse STFT in products of matrices, for runtimes that know no complex numbers."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from modules.vocoder.inverse_stft import InverseSTFT

MIN_WEIGHT = 1e-4  # of windows; less is beyond the ends, where no sample is kept


class PlainInverseSTFT(nn.Module):
    """``InverseSTFT`` of a single utterance, real numbers and matrix products only.

    Real parts of a spectrum make what is symmetric about the middle of a frame, imaginary parts the
    rest: two products for half of the frame, a half of the multiplications of one for all of it.
    Shapes: real, imaginary (1, T, n_fft // 2 + 1); result (1, T * hop_length).
    """

    def __init__(self, istft: InverseSTFT) -> None:
        super().__init__()
        self.n_fft = n = istft.n_fft
        self.hop_length, self.start = istft.hop_length, istft.start
        bins = torch.arange(n // 2 + 1).double()
        angle = 2 * math.pi * bins.outer(bins) / n  # of bins and samples
        share = torch.full_like(bins, 2 / n)  # of a bin and its mirror
        share[0] = 1 / n
        if n % 2 == 0:
            share[-1] = 1 / n
        cos, sin = angle.cos() * share.unsqueeze(1), -angle.sin() * share.unsqueeze(1)
        weights = _sums_of_parts(istft.window.double().square(), self.hop_length)
        weights = weights.clamp(min=MIN_WEIGHT)
        self.n_parts = weights.shape[0]
        for name, value in (
            ("cos", cos),  # (bins, n_fft // 2 + 1)
            ("sin", sin),
            ("weights", weights.flatten(0, 1).reciprocal()),  # (n_parts², hop_length)
        ):
            self.register_buffer(name, value.float(), persistent=False)
        self.register_buffer("window", istft.window.clone(), persistent=False)

    def forward(self, real: Tensor, imaginary: Tensor) -> Tensor:
        frames = self.inverse_transform(real, imaginary) * self.window  # (1, T, n_fft)
        T = frames.shape[1]
        row = torch.arange(T + self.n_parts - 1)
        first, last = (row - T + 1).clamp(min=0), row.clamp(max=self.n_parts - 1)
        weights = self.weights.index_select(0, first * self.n_parts + last)
        total = (self._add(frames) * weights).flatten(1)
        return total[:, self.start : self.start + T * self.hop_length]

    def inverse_transform(self, real: Tensor, imaginary: Tensor) -> Tensor:
        """Samples (1, T, n_fft) of half spectra (1, T, n_fft // 2 + 1)."""
        even, odd = real @ self.cos, imaginary @ self.sin
        rest = (even - odd)[:, :, 1 : (self.n_fft + 1) // 2].flip(2)
        return torch.cat([even + odd, rest], 2)

    def _add(self, frames: Tensor) -> Tensor:
        """Overlapping frames (1, T, n_fft), each a hop after the last, added up.

        Shapes: result (1, T + n_parts - 1, hop_length).
        """
        parts = frames.split(self.hop_length, 2)
        return sum(
            F.pad(part, (0, self.hop_length - part.shape[2], place, len(parts) - 1 - place))
            for place, part in enumerate(parts)
        )


def _sums_of_parts(values: Tensor, size: int) -> Tensor:
    """Sums of the parts of ``values`` (n,), each of ``size``, from any part to any other.

    Shapes: result (n_parts, n_parts, size), of the first and the last part.
    """
    parts = F.pad(values, (0, -len(values) % size)).view(-1, size)
    place = torch.arange(len(parts))
    first, last = place.view(-1, 1, 1), place.view(1, -1, 1)
    inside = (first <= place) & (place <= last)  # (n_parts, n_parts, n_parts)
    return inside.to(values.dtype) @ parts
