"""The one mel-spectrogram of the toolkit: features, synthesis and vocoder losses all call it."""

from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from utils.schema import MelConfig

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
    window, filters = _window_and_filters(config, waveform.device)
    with torch.autocast(waveform.device.type, enabled=False):
        padded = _reflect(waveform.float(), *_padding(config))
        frames = padded.unfold(1, config.n_fft, config.hop_length)  # (B, T, n_fft)
        magnitude = _magnitudes(frames * window, max(f.end for f in filters)).transpose(1, 2)
        bands = [f.weights @ magnitude[:, f.start : f.end] for f in filters]
        return torch.cat(bands, 1).clamp(min=MEL_FLOOR).log()


def min_samples(config: MelConfig) -> int:
    """Fewest samples that make a frame: reflection needs more than it puts at either end."""
    return max(config.hop_length, max(_padding(config)) + 1)


def _padding(config: MelConfig) -> tuple[int, int]:
    # An odd sum puts its last sample on the right, which keeps the frame count exact.
    total = config.n_fft if config.center else config.n_fft - config.hop_length
    return total // 2, total - total // 2


def _magnitudes(frames: Tensor, bins: int) -> Tensor:
    """Magnitudes of the first bins of the spectra of windowed frames.

    Shapes: frames (B, T, n_fft); result (B, T, bins). ``torch.stft`` gives the bins before the
    frames; here real and imaginary parts are squared in one pass, as they lie in memory.
    """
    parts = torch.view_as_real(torch.fft.rfft(frames))[:, :, :bins]
    squares = parts.square()  # (B, T, bins, 2)
    return (squares[..., 0] + squares[..., 1]).add_(POWER_FLOOR).sqrt_()


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


@lru_cache(maxsize=16)
def _window_and_filters(config: MelConfig, device: torch.device) -> tuple[Tensor, list[Filters]]:
    """Hann window (n_fft,), zero beyond ``win_length``, and the mel basis."""
    # Imported here: it takes seconds, and those who never make a mel need not wait.
    import librosa.filters

    basis = librosa.filters.mel(
        sr=config.sample_rate,
        n_fft=config.n_fft,
        n_mels=config.n_mels,
        fmin=config.f_min,
        fmax=config.f_max,
    )
    # Made in inference mode, they could not take part in training later.
    with torch.inference_mode(False):
        window = torch.hann_window(config.win_length, device=device)
        left = (config.n_fft - config.win_length) // 2
        window = F.pad(window, (left, config.n_fft - config.win_length - left))
        basis = torch.as_tensor(basis, dtype=torch.float32, device=device)
        return window, split_basis(basis, FILTER_GROUPS)


def split_basis(basis: Tensor, count: int) -> list[Filters]:
    """The basis (n_mels, n_fft // 2 + 1) in groups of bands: nearly all of it is zeros."""
    groups = []
    for bands in basis.chunk(count):
        used = bands.any(0).nonzero()
        start, end = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 1)
        groups.append(Filters(start, end, bands[:, start:end].contiguous()))
    return groups
