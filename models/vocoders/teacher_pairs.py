"""Waveforms of a teacher, for a smaller vocoder to learn from."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from config.schema import MelConfig
from models.vocoders.copy_synthesis import find_sources
from models.vocoders.vocoder import Vocoder
from processors.audio.io import load_audio
from processors.audio.mel import mel_spectrogram
from processors.preprocess.pitches import write_pitch
from processors.processed.paths import audio_path
from processors.processed.pitches import pitch_path
from processors.processed.teacher_pairs import PAIRS, finish_pairs, save_pair

# A name, and what makes the mel (n_mels, T) and the waveform (T * hop_length,) if need be.
Pair = tuple[str, Callable[[], tuple[np.ndarray, Tensor]]]


def pairs_of_recordings(
    source: Path, teacher: Vocoder, mel: MelConfig, device: torch.device
) -> list[Pair]:
    """Copies of a file, or of all recordings in a folder, by ``teacher``."""

    def copy(path: Path) -> tuple[np.ndarray, Tensor]:
        values = mel_spectrogram(load_audio(path, mel.sample_rate), mel)
        return values.numpy(), teacher(values.unsqueeze(0).to(device))[0].cpu()

    return [(path.stem, lambda path=path: copy(path)) for path in find_sources(source, "wav")]


def write_pairs(folder: Path, pairs: Sequence[Pair], mel: MelConfig) -> tuple[int, float]:
    """Write pairs with their pitch; return how many there are, and how many seconds.

    Pairs that are there already are kept.
    """
    frames: list[tuple[str, int]] = []
    for uid, make in tqdm(pairs, unit="pair"):
        path = audio_path(folder, PAIRS, uid)
        if not path.is_file() or not pitch_path(folder, PAIRS, uid).is_file():
            values, waveform = make()
            save_pair(folder, uid, values, waveform)
            write_pitch(pitch_path(folder, PAIRS, uid), waveform.numpy(), mel)
        frames.append((uid, len(np.load(path, mmap_mode="r")) // mel.hop_length))
    finish_pairs(folder, frames, mel)
    return len(frames), sum(count for _, count in frames) * mel.hop_length / mel.sample_rate
