"""Mels with the waveforms that another vocoder, the teacher, makes of them.

A folder of them is laid out as processed data with the one dataset ``pairs``: ``mels``,
``audios``, ``pitches``, the rows in ``train.json``, and ``meta_info.json``, which is written last.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor

from config.schema import MelConfig
from processors.processed.paths import audio_path, mel_path, meta_path, split_path
from processors.processed.rows import load_meta, load_rows
from processors.processed.waveforms import save_waveform
from utils.errors import UserError
from utils.files import atomic_path, write_json, write_json_rows

PAIRS = "pairs"
SCRIPT = "bins/vocoder/make_teacher_pairs.py"


def save_pair(folder: Path, uid: str, mel: np.ndarray, waveform: Tensor) -> None:
    """Write a pair. Shapes: mel (n_mels, T), waveform (T * hop_length,)."""
    with atomic_path(mel_path(folder, PAIRS, uid)) as temporary:
        np.save(temporary, mel.astype(np.float32))
    save_waveform(audio_path(folder, PAIRS, uid), waveform)


def finish_pairs(folder: Path, frames: Iterable[tuple[str, int]], mel: MelConfig) -> None:
    """Write the rows, (uid, number of frames) each, and say that all pairs are there."""
    rows = [{"Dataset": PAIRS, "Uid": uid, "Frames": count} for uid, count in frames]
    write_json_rows(split_path(folder, PAIRS, "train"), rows)
    write_json(meta_path(folder, PAIRS), {"mel_fingerprint": mel.fingerprint()})


def load_pairs(folder: Path, mel: MelConfig) -> list[dict[str, Any]]:
    """Rows of a folder of pairs; UserError unless it is finished and of these mels."""
    if not meta_path(folder, PAIRS).is_file():
        raise UserError(f"{folder}: no finished pairs of mels and waveforms; run {SCRIPT}")
    if load_meta(folder, PAIRS).get("mel_fingerprint") != mel.fingerprint():
        raise UserError(
            f"{folder}: these pairs were made with other mels than the config's; make them again "
            f"with {SCRIPT}"
        )
    return load_rows(folder, PAIRS, "train")
