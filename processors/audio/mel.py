"""The one mel-spectrogram of the toolkit: features, synthesis and vocoder losses all call it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from utils.schema import MelConfig

try:
    from processors.audio import bands
except ImportError:  # not compiled
    bands = None

POWER_FLOOR = 1e-9  # under the square root, whose gradient is infinite at zero
MEL_FLOOR = 1e-5
FILTER_GROUPS = 5


def mel_spectrogram(waveform: Tensor, config: MelConfig) -> Tensor:
    """Natural log of mel magnitudes, differentiable, float32 under autocast too.

    Shapes: waveform (B, N) or (N,), full scale at 1; result (B, n_mels, T) or (n_mels, T).
    T is N // hop_length, or one more with ``config.center``.
    """
    if waveform.dim() not in (1, 2):
        raise ValueError(f"waveform must be (B, N) or (N,), got {tuple(waveform.shape)}")
    if waveform.dim() == 1:
        return mel_spectrogram(waveform.unsqueeze(0), config).squeeze(0)
    if not waveform.is_floating_point():
        raise ValueError(f"waveform must be floats with full scale at 1, got {waveform.dtype}")
    needed = min_samples(config)
    if waveform.shape[-1] < needed:
        raise ValueError(
            f"{waveform.shape[-1]} samples are too few for a mel-spectrogram: "
            f"hop {config.hop_length} and n_fft {config.n_fft} need {needed}"
        )
    window, basis = _window_and_basis(config, waveform.device)
    with torch.autocast(waveform.device.type, enabled=False):
        padded = _reflect(waveform.float(), *_padding(config))
        frames = padded.unfold(1, config.n_fft, config.hop_length)  # (B, T, n_fft)
        spectra = torch.fft.rfft(frames * window)
        if bands is None or spectra.device.type != "cpu" or spectra.requires_grad:
            mel = basis.of(spectra)
        else:
            mel = _compiled_basis(config).of(spectra)
        return mel.clamp(min=MEL_FLOOR).log()


def min_samples(config: MelConfig) -> int:
    """Fewest samples that make a frame: reflection needs more than it puts at either end."""
    return max(config.hop_length, max(_padding(config)) + 1)


def _padding(config: MelConfig) -> tuple[int, int]:
    # An odd sum puts its last sample on the right, which keeps the frame count exact.
    total = config.n_fft if config.center else config.n_fft - config.hop_length
    return total // 2, total - total // 2


def _reflect(waveform: Tensor, left: int, right: int) -> Tensor:
    """Mirror the ends of (B, N) outwards: F.pad's "reflect" at a fifth of its time."""
    start, end = waveform[:, 1 : left + 1], waveform[:, -right - 1 : -1]
    return torch.cat([start.flip(1), waveform, end.flip(1)], 1)


class Filters(NamedTuple):
    """Some of the mel bands, and the bins of the spectrum that reach them.

    Shapes: weights (bands, end - start).
    """

    start: int
    end: int
    weights: Tensor


class Basis:
    """The mel bands, (n_mels, n_fft // 2 + 1), in groups: nearly all of it is zeros."""

    def __init__(self, weights: Tensor, n_groups: int = FILTER_GROUPS) -> None:
        self.groups = []
        for rows in weights.chunk(n_groups):
            used = rows.any(0).nonzero()
            start, end = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 1)
            self.groups.append(Filters(start, end, rows[:, start:end].contiguous()))
        self.n_bins = max(group.end for group in self.groups)

    def of(self, spectra: Tensor) -> Tensor:
        """The magnitudes' part in each band; shapes: (B, T, bins) complex to (B, n_mels, T).

        Real and imaginary parts are squared in one pass, as they lie in memory.
        """
        squares = torch.view_as_real(spectra)[:, :, : self.n_bins].square()
        magnitude = (squares[..., 0] + squares[..., 1]).add_(POWER_FLOOR).sqrt_().mT
        return torch.cat([g.weights @ magnitude[:, g.start : g.end] for g in self.groups], 1)


class CompiledBasis:
    """The same in one pass over each frame, in half the time; on a CPU, without gradients."""

    def __init__(self, weights: Tensor) -> None:
        starts, sizes, kept = [], [], []
        for row in weights.numpy():
            used = row.nonzero()[0]
            start, end = (used[0], used[-1] + 1) if len(used) else (0, 1)
            size = -(-(end - start) // bands.WIDTH)
            starts.append(start)
            sizes.append(size)
            kept.append(np.zeros(size * bands.WIDTH, np.float32))
            kept[-1][: end - start] = row[start:end]
        self._starts, self._sizes = np.array(starts, np.int32), np.array(sizes, np.int32)
        self._weights = np.concatenate(kept)
        self._n_bins = int(weights.any(0).nonzero().max()) + 1
        self._n_magnitudes = int((self._starts + self._sizes * bands.WIDTH).max())

    def of(self, spectra: Tensor) -> Tensor:
        """Shapes: (B, T, bins) complex64 to (B, n_mels, T) float32."""
        magnitudes = np.zeros(max(self._n_magnitudes, self._n_bins), np.float32)
        mel = torch.empty(len(spectra), len(self._starts), spectra.shape[1])
        parts = torch.view_as_real(spectra.detach()).flatten(2)
        for rows, result in zip(parts.numpy(), mel.numpy(), strict=True):
            bands.sum_bands(
                *(rows, self._n_bins, self._starts, self._sizes, self._weights),
                *(POWER_FLOOR, magnitudes, result),
            )
        return mel


@lru_cache(maxsize=16)
def _window_and_basis(config: MelConfig, device: torch.device) -> tuple[Tensor, Basis]:
    """Hann window (n_fft,), zero beyond ``win_length``, and the mel basis."""
    # Made in inference mode, they could not take part in training later.
    with torch.inference_mode(False):
        window = torch.hann_window(config.win_length, device=device)
        left = (config.n_fft - config.win_length) // 2
        window = F.pad(window, (left, config.n_fft - config.win_length - left))
        return window, Basis(_filters(config).to(device))


@lru_cache(maxsize=16)
def _compiled_basis(config: MelConfig) -> CompiledBasis:
    return CompiledBasis(_filters(config))


def _filters(config: MelConfig) -> Tensor:
    """Triangles over the bins, (n_mels, n_fft // 2 + 1)."""
    # Imported here: it takes seconds, and those who never make a mel need not wait.
    import librosa.filters

    basis = librosa.filters.mel(
        sr=config.sample_rate,
        n_fft=config.n_fft,
        n_mels=config.n_mels,
        fmin=config.f_min,
        fmax=config.f_max,
    )
    return torch.as_tensor(basis, dtype=torch.float32)
