"""The one mel-spectrogram of the toolkit: features, synthesis and vocoder losses all call it."""

from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from config.schema import MelConfig
from processors.audio.floor import MEL_FLOOR

POWER_FLOOR = 1e-9  # under the square root, whose gradient is infinite at zero
FILTER_GROUPS = 5
BLOCK_FRAMES = 128  # worked on together: what lies between stays small and in the caches


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
    return _mel_spectrogram_on(config, waveform.device)(waveform.float())


def min_samples(config: MelConfig) -> int:
    """Fewest samples that make a frame: reflection needs more than it puts at either end."""
    return max(config.hop_length, max(_padding(config)) + 1)


def mel_basis(config: MelConfig) -> Tensor:
    """Triangle over the bins for each band, Slaney's scale and norm, (n_mels, n_fft // 2 + 1)."""
    return filter_bank(config.sample_rate, config.n_fft, config.n_mels, config.f_min, config.f_max)


def filter_bank(sample_rate: int, n_fft: int, n_mels: int, f_min: float, f_max: float) -> Tensor:
    """``mel_basis`` of a spectrum that is no MelConfig's."""
    import torchaudio.functional  # those who never make a mel need not wait

    filters = torchaudio.functional.melscale_fbanks(
        n_fft // 2 + 1, f_min, f_max, n_mels, sample_rate, norm="slaney", mel_scale="slaney"
    )
    return filters.T.contiguous()


def _padding(config: MelConfig) -> tuple[int, int]:
    # An odd sum puts its last sample on the right, which keeps the frame count exact.
    total = config.n_fft if config.center else config.n_fft - config.hop_length
    return total // 2, total - total // 2


class Filters(NamedTuple):
    """Some of the mel bands, and the bins of the spectrum that reach them.

    Shapes: weights (bands, end - start).
    """

    start: int
    end: int
    weights: Tensor


class MelSpectrogram:
    """Filters and window of one config on one device."""

    def __init__(self, config: MelConfig, device: torch.device | str = "cpu") -> None:
        self._config = config
        left = (config.n_fft - config.win_length) // 2
        right = config.n_fft - config.win_length - left
        # Made in inference mode, they could not take part in training later.
        with torch.inference_mode(False):
            window = F.pad(torch.hann_window(config.win_length), (left, right))
            self._window = window.to(device)
            self.groups = _split(mel_basis(config).to(device), FILTER_GROUPS)
        self._n_bins = max(group.end for group in self.groups)

    def __call__(self, waveform: Tensor) -> Tensor:
        """Shapes: (B, N) float32 to (B, n_mels, T)."""
        with torch.autocast(waveform.device.type, enabled=False):
            padded = _reflect(waveform, *_padding(self._config))
            frames = padded.unfold(1, self._config.n_fft, self._config.hop_length)  # (B, T, n_fft)
            mels = [self._bands_of(block) for block in frames.split(BLOCK_FRAMES, 1)]
            return torch.cat(mels, 2).clamp_(min=MEL_FLOOR).log_()

    def _bands_of(self, frames: Tensor) -> Tensor:
        """Shapes: (B, T, n_fft) to (B, n_mels, T)."""
        spectra = torch.fft.rfft(frames * self._window)
        # Real and imaginary parts are squared in one pass, as they lie in memory.
        squares = torch.view_as_real(spectra)[:, :, : self._n_bins].square()
        magnitude = (squares[..., 0] + squares[..., 1]).add_(POWER_FLOOR).sqrt_().mT
        return torch.cat([g.weights @ magnitude[:, g.start : g.end] for g in self.groups], 1)


@lru_cache(maxsize=16)
def _mel_spectrogram_on(config: MelConfig, device: torch.device) -> MelSpectrogram:
    return MelSpectrogram(config, device)


def _split(basis: Tensor, count: int) -> list[Filters]:
    """The basis in groups of bands: nearly all of it is zeros."""
    groups = []
    for rows in basis.chunk(count):
        used = rows.any(0).nonzero()
        start, end = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 1)
        groups.append(Filters(start, end, rows[:, start:end].contiguous()))
    return groups


def _reflect(waveform: Tensor, left: int, right: int) -> Tensor:
    """Mirror the ends of (B, N) outwards: F.pad's "reflect" at a fifth of its time."""
    start, end = waveform[:, 1 : left + 1], waveform[:, -right - 1 : -1]
    return torch.cat([start.flip(1), waveform, end.flip(1)], 1)
