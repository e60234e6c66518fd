"""Recordings to speaker embeddings, by the published weights of Resemblyzer; unseen speakers too.

Only the weights in its wheel are read: importing the package would take webrtcvad, and with it a
``pkg_resources`` that newer installations lack. Its voice detection is not used either: silence is
cut at the ends alone.
"""

import importlib.util
import math
import pickle
from functools import cache
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from modules.speaker_encoder import N_MELS, PARTIAL_FRAMES, SpeakerEncoder
from processors.audio.io import AudioError, load_audio
from processors.audio.mel import filter_bank
from processors.audio.silence import trim_silence
from utils.errors import UserError

SAMPLE_RATE = 16000
N_FFT, HOP = 400, 160
PARTIAL_STEP = 77  # frames from one part of an utterance to the next
MIN_COVERAGE = 0.75  # a last part with less of it filled is left out
LOUDNESS = 10 ** (-30 / 20)  # root mean square to which quieter recordings are raised
SILENCE_DB, SILENCE_MARGIN = 40.0, 0.1  # as for ``trim_silence``
INSTALL = 'pip install "Resemblyzer==0.1.4"'


def cut_parts(waveform: Tensor) -> Tensor:
    """Overlapping parts of an utterance, as mels.

    Shapes: waveform (N,) at SAMPLE_RATE, full scale at 1; result (P, 160, 40).
    """
    waveform = trim_silence(waveform, SAMPLE_RATE, SILENCE_DB, SILENCE_MARGIN)
    level = float(waveform.square().mean().sqrt())
    if level < LOUDNESS:
        waveform = waveform * (LOUDNESS / max(level, 1e-10))
    starts = range(
        0, max(1, math.ceil(len(waveform) / HOP) - PARTIAL_FRAMES + PARTIAL_STEP + 1), PARTIAL_STEP
    )
    covered = (len(waveform) - starts[-1] * HOP) / (PARTIAL_FRAMES * HOP)
    if covered < MIN_COVERAGE and len(starts) > 1:
        starts = starts[:-1]
    end = (starts[-1] + PARTIAL_FRAMES) * HOP
    mel = _power_mel(F.pad(waveform, (0, max(0, end - len(waveform)))))
    return torch.stack([mel[start : start + PARTIAL_FRAMES] for start in starts])


def embed_file(path: str | Path, encoder: SpeakerEncoder) -> Tensor:
    """Unit vector (256,) of a recording; AudioError if it cannot be used."""
    waveform = load_audio(path, SAMPLE_RATE)
    if not waveform.any():
        raise AudioError(path, "silent: there is no voice in it")
    return encoder.embed([cut_parts(waveform)])[0]


def load_speaker_encoder(device: str | torch.device = "cpu") -> SpeakerEncoder:
    """The published encoder in eval mode; a UserError says how to install it."""
    path = find_weights()
    encoder = SpeakerEncoder()
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)["model_state"]
        encoder.load_state_dict({name: state[name] for name in encoder.state_dict()})
    except pickle.UnpicklingError:
        raise UserError(
            f"{path}: refused: it holds more than tensors and numbers, and loading that could "
            f"run code; install it again: {INSTALL}"
        ) from None
    except (OSError, RuntimeError, EOFError, KeyError, TypeError, ValueError) as error:
        raise UserError(f"{path}: cannot be read: {error!r}; install it again: {INSTALL}") from None
    return encoder.eval().to(device)


def find_weights() -> Path:
    """The weights file of the installed package, which is not imported."""
    spec = importlib.util.find_spec("resemblyzer")
    if spec is None or spec.origin is None:
        raise UserError(
            "voices with a speaker encoder need the weights of Resemblyzer: "
            f"{INSTALL} (with --no-deps if you have no C compiler: only its weights are used)"
        )
    return Path(spec.origin).parent / "pretrained.pt"


def _power_mel(waveform: Tensor) -> Tensor:
    """Mel powers (T, 40): frame t is centered at t hops, zeros before and after."""
    window, bands = _window_and_bands()
    spectrum = torch.stft(
        waveform, N_FFT, HOP, N_FFT, window, pad_mode="constant", return_complex=True
    )
    return (bands @ (spectrum.real.square() + spectrum.imag.square())).T


@cache
def _window_and_bands() -> tuple[Tensor, Tensor]:
    """Hann window (400,) and mel basis (40, 201)."""
    with torch.inference_mode(False):
        return torch.hann_window(N_FFT), filter_bank(SAMPLE_RATE, N_FFT, N_MELS, 0, SAMPLE_RATE / 2)
