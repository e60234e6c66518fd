"""Less of the steady noise of a recording, hiss above all, by spectral gating (noisereduce)."""

import numpy as np
import torch
from torch import Tensor

from processors.audio.clip_checks import step_levels
from utils.errors import UserError

QUIETEST = 0.1  # share of a clip in which its noise is heard alone
FEWEST_STEPS = 10
N_FFT = 1024
SMOOTH_HZ, SMOOTH_MS = 300, 50  # of the gate over bands and time, against warbling


def require_noise_reduction() -> None:
    """Raise UserError where the package noisereduce is not installed."""
    try:
        import noisereduce  # noqa: F401 - only whether it is there
    except ImportError:
        raise UserError(
            "preprocess.reduce_hiss needs noisereduce: pip install -e '.[hiss]', or set it to null"
        ) from None


def reduce_hiss(waveform: Tensor, sample_rate: int, share: float) -> Tensor:
    """Waveform (N,) with ``share`` (0 to 1) of the noise taken out of bands that hold no more.

    What is noise is learned from the quietest tenth of the clip itself. Raises UserError without
    noisereduce.
    """
    require_noise_reduction()
    from noisereduce import reduce_noise

    samples = waveform.numpy()
    levels = step_levels(samples, sample_rate)
    if len(levels) < 2 * FEWEST_STEPS:
        return waveform
    steps = samples[: len(levels) * (len(samples) // len(levels))].reshape(len(levels), -1)
    n_quiet = max(FEWEST_STEPS, int(QUIETEST * len(levels)))
    quiet = np.sort(np.argsort(levels, kind="stable")[:n_quiet])
    noise = steps[quiet].flatten()
    reduced = reduce_noise(
        samples,
        sample_rate,
        stationary=True,
        y_noise=noise,
        prop_decrease=share,
        n_fft=N_FFT,
        freq_mask_smooth_hz=SMOOTH_HZ,
        time_mask_smooth_ms=SMOOTH_MS,
    )
    return torch.from_numpy(np.ascontiguousarray(reduced, dtype=np.float32))
