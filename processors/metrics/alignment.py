"""Mel-cepstra of two clips, and which frame of one belongs to which of the other."""

from functools import lru_cache

import numpy as np
import torch

from config.schema import MelConfig
from processors.audio.mel import mel_spectrogram, min_samples
from processors.metrics.base import Clip, MetricError

MEL = MelConfig()  # frames of 256 samples at 22,050 Hz, 80 mel bands
ORDER = 24


@lru_cache(maxsize=4)  # of the utterance at hand
def mel_cepstrum(clip: Clip) -> np.ndarray:
    """Mel-cepstral coefficients 1 to ORDER of every frame; the 0th, loudness, is left out.

    Shapes: result (T, ORDER).
    """
    samples = clip.samples(MEL.sample_rate)
    if len(samples) < min_samples(MEL):
        raise MetricError(f"{clip.path}: too short for a spectrum ({len(samples)} samples)")
    return cepstrum(mel_spectrogram(torch.from_numpy(samples), MEL).numpy())


def cepstrum(log_mel: np.ndarray) -> np.ndarray:
    """Coefficients c of log magnitude = c_0 + sum of c_m cos(m w) over the mel axis.

    Shapes: log_mel (n_mels, T), natural log; result (T, ORDER).
    """
    from scipy.fft import dct

    n_mels = log_mel.shape[0]
    return dct(log_mel.astype(np.float64), type=2, axis=0)[1 : ORDER + 1].T / n_mels


@lru_cache(maxsize=2)
def align(degraded: Clip, reference: Clip) -> tuple[np.ndarray, np.ndarray]:
    """Dynamic time warping of the cepstra: frames of both clips that belong together.

    Shapes: both (L,), never falling, from the first frames to the last.
    """
    import librosa

    features = mel_cepstrum(degraded).T, mel_cepstrum(reference).T
    _, path = librosa.sequence.dtw(*features, metric="euclidean")
    return path[::-1, 0], path[::-1, 1]
