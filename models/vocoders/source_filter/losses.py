"""What a source-filter generator learns by: no discriminators, two waveforms of other noise."""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import torch
from torch import Tensor

from models.vocoders.source_filter.generator import Draws

# (window, hop) in samples. A step compares one of the first two, with phases, and two others.
PHASED = ((1024, 256), (512, 128))
OTHERS = ((2048, 512), (256, 64), (128, 32))
EDGE = 4  # frames at either end of a segment
PITCH_WEIGHT = 0.2
FLOOR = 1e-3  # added to magnitudes before their logarithm
LINEAR_WEIGHT = 3.0  # of magnitudes beside their logarithms
COMPLEX_WEIGHT = 3.0  # of spectra with their phases beside those without


def source_filter_losses(real: Tensor, draws: Draws, hop_length: int) -> dict[str, Tensor]:
    """Losses of two draws of segments, whose ends are left out: what lies beyond them is unknown.

    Shapes: real (B, N).
    """
    inside = slice(EDGE * hop_length, -EDGE * hop_length)
    waveforms = (real[:, inside], draws.first[:, inside], draws.second[:, inside])
    return {
        "spectrum": energy_distance(*waveforms),
        "pitch": PITCH_WEIGHT * draws.pitch_loss,
    }


def energy_distance(real: Tensor, first: Tensor, second: Tensor) -> Tensor:
    """Distance of two draws from the real waveform, less their distance from each other.

    The energy distance of spectra (Gritsenko et al., 2020): it is smallest, on average, where the
    draws vary as real waveforms do. Without the second term breath would be made of pulses, whose
    spectra are nearer to that of any noise than another noise's. Pulses are in phase with the
    real ones, so phases are compared as well, at two resolutions. Which resolutions a step
    compares is drawn from PyTorch's generator.
    Shapes: all (B, N), N at least 2048.
    """
    sizes = [PHASED[int(torch.randint(2, ()))]]
    sizes += [OTHERS[i] for i in torch.randperm(len(OTHERS))[:2].tolist()]
    waveforms = (real, first, second)
    total = real.new_zeros(())
    for index, (window, hop) in enumerate(sizes):
        spectra = [_spectra(waveform, window, hop) for waveform in waveforms]
        magnitudes = [_magnitude(spectrum) for spectrum in spectra]
        total = total + _of_three(magnitudes, _distance) / len(sizes)
        if index == 0:
            total = total + COMPLEX_WEIGHT / 2 * _of_three(spectra, _complex_distance)
    return total


def _of_three(values: Sequence[Tensor], distance: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    real, first, second = values
    return distance(real, first) + distance(real, second) - distance(first, second)


def _distance(a: Tensor, b: Tensor) -> Tensor:
    logs = (a + FLOOR).log() - (b + FLOOR).log()
    rms = (logs.square().mean(-1) + 1e-6).sqrt().mean()
    return rms + LINEAR_WEIGHT * (a - b).abs().mean()


def _complex_distance(a: Tensor, b: Tensor) -> Tensor:
    return _magnitude(a - b).mean()


def _magnitude(spectrum: Tensor) -> Tensor:
    return (spectrum.real.square() + spectrum.imag.square() + 1e-10).sqrt()


def _spectra(waveform: Tensor, size: int, hop: int) -> Tensor:
    """Scaled so that white noise of unit variance has unit power. Shapes: (B, T, bins)."""
    return torch.fft.rfft(waveform.unfold(1, size, hop) * _window(size, waveform.device))


@lru_cache(maxsize=16)
def _window(size: int, device: torch.device) -> Tensor:
    with torch.inference_mode(False):
        return torch.hann_window(size, device=device) / math.sqrt(size * 0.375)
