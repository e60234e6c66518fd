"""Waveforms kept beside the mels, samples for frames: what a vocoder learns to make of them.

``<processed_dir>/<Dataset>/audios/<Uid>.npy`` holds the very samples that the mel was made of: at
its rate, after trimming. They are numpy files because a segment of one can be read on its own.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from config.schema import MelConfig
from processors.processed.paths import AGAIN, audio_path, rows_without_file
from utils.errors import UserError
from utils.files import atomic_path
from utils.messages import list_some

FULL_SCALE = 32768  # as soundfile and this toolkit read 16-bit recordings
SHOWN = 5  # names in an error


def save_waveform(path: Path, waveform: Tensor) -> None:
    """Write a waveform (N,), full scale at 1; 16-bit recordings come back bit by bit."""
    samples = waveform.numpy().astype(np.float32)
    if np.abs(samples).max(initial=0.0) <= 1:
        samples = np.rint(samples * FULL_SCALE).clip(max=FULL_SCALE - 1).astype(np.int16)
    with atomic_path(path) as temporary:
        np.save(temporary, samples)


def load_waveform(
    processed_dir: str | Path,
    row: Mapping[str, Any],
    mel: MelConfig,
    first: int = 0,
    frames: int | None = None,
) -> Tensor:
    """Samples of ``frames`` frames of a row from frame ``first`` on; by default all of them.

    Only these are read from the disk. The file's length is checked against the row's.
    Shapes: result (frames * hop_length,) float32.
    """
    path = audio_path(processed_dir, row["Dataset"], row["Uid"])
    try:
        samples = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise UserError(f"{path}: cannot be read ({error}); {AGAIN}") from None
    whole = whole_frames(row["Frames"], mel)
    if samples.ndim != 1 or len(samples) // mel.hop_length != whole:
        raise UserError(
            f"{path}: holds {samples.shape} samples, the mel has {row['Frames']} frames of "
            f"{mel.hop_length}; the features have changed since the split was written: {AGAIN}"
        )
    end = whole if frames is None else first + frames
    part = torch.from_numpy(samples[first * mel.hop_length : end * mel.hop_length].astype("f4"))
    return part / FULL_SCALE if samples.dtype == np.int16 else part


def whole_frames(frames: int, mel: MelConfig) -> int:
    """Frames of a mel that have a hop of samples each: all, or all but a centered last one."""
    return frames - 1 if mel.center else frames


def check_waveforms(processed_dir: str | Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise UserError unless stage 1 has kept the waveform of every row."""
    missing = rows_without_file(rows, processed_dir, "audios")
    if missing:
        raise UserError(
            f"{processed_dir}: {len(missing)} of {len(rows)} clips have no waveform beside their "
            f"mel, the first: {list_some(missing, SHOWN, '')}; set preprocess.save_audio and "
            f"{AGAIN}: it adds them and leaves the rest as it is"
        )
