"""The one mel-spectrogram of the toolkit: features, synthesis and vocoder losses all call it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from config.schema import MelConfig

try:
    from processors.audio import loops
except ImportError:  # not compiled
    loops = None

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
    waveform = waveform.float()
    kept = waveform.device.type == "cpu" and not waveform.requires_grad
    if kept and CompiledMel.can_make(config):
        return _compiled_mel(config).of(waveform.detach())
    return _plain_mel(config, waveform.device).of(waveform)


def min_samples(config: MelConfig) -> int:
    """Fewest samples that make a frame: reflection needs more than it puts at either end."""
    return max(config.hop_length, max(_padding(config)) + 1)


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


class PlainMel:
    """By operators of torch: on every device, with gradients."""

    def __init__(self, config: MelConfig, device: torch.device | str = "cpu") -> None:
        self._config = config
        # Made in inference mode, they could not take part in training later.
        with torch.inference_mode(False):
            self._window = _window(config).to(device)
            self.groups = _split(_basis(config).to(device), FILTER_GROUPS)

    def of(self, waveform: Tensor) -> Tensor:
        """Shapes: (B, N) float32 to (B, n_mels, T)."""
        with torch.autocast(waveform.device.type, enabled=False):
            padded = _reflect(waveform, *_padding(self._config))
            frames = padded.unfold(1, self._config.n_fft, self._config.hop_length)  # (B, T, n_fft)
            spectra = torch.fft.rfft(frames * self._window)
            # Real and imaginary parts are squared in one pass, as they lie in memory.
            used = max(group.end for group in self.groups)
            squares = torch.view_as_real(spectra)[:, :, :used].square()
            magnitude = (squares[..., 0] + squares[..., 1]).add_(POWER_FLOOR).sqrt_().mT
            bands = [g.weights @ magnitude[:, g.start : g.end] for g in self.groups]
            return torch.cat(bands, 1).clamp(min=MEL_FLOOR).log()


class CompiledMel:
    """The same in one compiled pass over the frames; without gradients, on a CPU."""

    def __init__(self, config: MelConfig) -> None:
        self._config = config
        starts, groups, weights, n_bins = [], [], [], 1
        for row in _basis(config).numpy():
            used = row.nonzero()[0]
            start, end = (used[0], used[-1] + 1) if len(used) else (0, 1)
            starts.append(start)
            groups.append(-(-(end - start) // loops.WIDTH))
            weights.append(np.zeros(groups[-1] * loops.WIDTH, np.float32))
            weights[-1][: end - start] = row[start:end]
            n_bins = max(n_bins, int(end))
        self._arguments = (
            *(_padding(config)[0], _window(config).numpy(), config.hop_length),
            *(_turns(config.n_fft // 2), _roots(config.n_fft, np.arange(config.n_fft // 2))),
            *(n_bins, np.array(starts, np.int32), np.array(groups, np.int32)),
            *(np.concatenate(weights), POWER_FLOOR, MEL_FLOOR),
        )

    @staticmethod
    def can_make(config: MelConfig) -> bool:
        """Whether frames are as its Fourier transform takes them."""
        n_fft = config.n_fft
        return loops is not None and n_fft >= loops.SMALLEST and n_fft & (n_fft - 1) == 0

    def of(self, waveform: Tensor) -> Tensor:
        """Shapes: (B, N) float32 to (B, n_mels, T); no gradients."""
        n_fft, hop = self._config.n_fft, self._config.hop_length
        n_frames = (waveform.shape[1] + sum(_padding(self._config)) - n_fft) // hop + 1
        mel = torch.empty(len(waveform), self._config.n_mels, n_frames)
        memory = np.zeros(3 * n_fft + 64, np.float32)
        for row, result in zip(waveform.contiguous().numpy(), mel.numpy(), strict=True):
            loops.sum_bands(row, *self._arguments, memory, result)
        return mel.log_()


def _turns(size: int) -> np.ndarray:
    """What each pass of a Fourier transform of ``size`` complex values multiplies by."""
    turns = []
    while size >= 4:
        turns += [_roots(size, power * np.arange(size // 4)) for power in (1, 2, 3)]
        size //= 4
    return np.concatenate(turns)


def _roots(n: int, powers: np.ndarray) -> np.ndarray:
    """Real and then imaginary parts of exp(-2 pi i power / n), float32."""
    angles = -2 * np.pi / n * powers
    return np.concatenate([np.cos(angles), np.sin(angles)]).astype(np.float32)


@lru_cache(maxsize=16)
def _plain_mel(config: MelConfig, device: torch.device) -> PlainMel:
    return PlainMel(config, device)


@lru_cache(maxsize=16)
def _compiled_mel(config: MelConfig) -> CompiledMel:
    return CompiledMel(config)


def _window(config: MelConfig) -> Tensor:
    """Hann window (n_fft,), zero beyond ``win_length``."""
    left = (config.n_fft - config.win_length) // 2
    right = config.n_fft - config.win_length - left
    return F.pad(torch.hann_window(config.win_length), (left, right))


def _basis(config: MelConfig) -> Tensor:
    """A triangle over the bins for each band, (n_mels, n_fft // 2 + 1)."""
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
