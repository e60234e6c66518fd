"""The inverse STFT in products of matrices, for runtimes that know no complex numbers."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from modules.vocoder.inverse_stft import InverseSTFT


class PlainInverseSTFT(nn.Module):
    """``InverseSTFT`` of a single utterance, real numbers and matrix products only.

    The Fourier transform of n points is done in two steps of about sqrt(n) points each, as Cooley
    and Tukey (1965) split it: an eighth of the multiplications of one product with n columns.
    Shapes: real, imaginary (1, T, n_fft // 2 + 1); result (1, T * hop_length).
    """

    def __init__(self, istft: InverseSTFT) -> None:
        super().__init__()
        self.n_fft = n = istft.n_fft
        self.hop_length, self.start = istft.hop_length, istft.start
        self.rows = max(d for d in range(1, math.isqrt(n) + 1) if n % d == 0)
        self.columns = n // self.rows  # bin = row * columns + column; sample likewise, transposed
        row, column = torch.arange(self.rows).double(), torch.arange(self.columns).double()
        angle = 2 * math.pi * row.outer(row) / self.rows
        cos, sin = angle.cos(), angle.sin()
        first = torch.cat([torch.cat([cos, sin], 1), torch.cat([-sin, cos], 1)])
        twist = 2 * math.pi * column.outer(row) / n
        angle = 2 * math.pi * column.outer(column) / self.columns
        second = torch.cat([angle.cos(), -angle.sin()]) / n
        for name, value in (
            ("first", first),  # (2 rows, 2 rows)
            ("twist_cos", twist.cos()),  # (columns, rows)
            ("twist_sin", twist.sin()),
            ("second", second),  # (2 columns, columns)
        ):
            self.register_buffer(name, value.float(), persistent=False)
        self.register_buffer("window", istft.window.clone(), persistent=False)

    def forward(self, real: Tensor, imaginary: Tensor) -> Tensor:
        frames = self.inverse_transform(real, imaginary) * self.window  # (1, T, n_fft)
        weights = self.window.square() * torch.ones_like(frames[:, :, :1])
        total = self._add(frames) / self._add(weights)
        return total[:, self.start : self.start + frames.shape[1] * self.hop_length]

    def inverse_transform(self, real: Tensor, imaginary: Tensor) -> Tensor:
        """Samples (1, T, n_fft) of half spectra (1, T, n_fft // 2 + 1)."""
        T, last = real.shape[1], (self.n_fft + 1) // 2
        # The other half of the spectrum is its mirror, conjugated; that of the ends is no number.
        real = torch.cat([real, real[:, :, 1:last].flip(2)], 2)
        imaginary = torch.cat([imaginary, -imaginary[:, :, 1:last].flip(2)], 2)
        shape = (1, T, self.rows, self.columns)
        parts = [part.reshape(shape).transpose(2, 3) for part in (real, imaginary)]
        real, imaginary = (torch.cat(parts, 3) @ self.first).split(self.rows, 3)
        twisted = torch.cat(
            [
                real * self.twist_cos - imaginary * self.twist_sin,
                real * self.twist_sin + imaginary * self.twist_cos,
            ],
            2,
        )  # (1, T, 2 columns, rows)
        samples = twisted.transpose(2, 3) @ self.second  # (1, T, rows, columns)
        return samples.transpose(2, 3).reshape(1, T, self.n_fft)

    def _add(self, frames: Tensor) -> Tensor:
        """Overlapping frames (1, T, n_fft), each a hop after the last, added up: (1, samples)."""
        parts = frames.split(self.hop_length, 2)
        added = [
            F.pad(part, (0, self.hop_length - part.shape[2], place, len(parts) - 1 - place))
            for place, part in enumerate(parts)
        ]
        return torch.stack(added).sum(0).flatten(1)
