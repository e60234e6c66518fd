"""Pitch of the processed clips, for vocoders that are told it in training."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from config.schema import MelConfig, RecipeConfig
from processors.audio.pitch_phase import pitch_phase
from processors.processed.paths import rows_without_file
from processors.processed.pitches import POINTS, pitch_path
from processors.processed.rows import load_split
from processors.processed.waveforms import load_waveform
from utils.files import atomic_path

SPLITS = ("train", "valid")


def missing_pitches(config: RecipeConfig) -> list[dict[str, Any]]:
    """Rows of the splits that are trained and validated on, as far as they have no pitch yet."""
    rows = [row for split in SPLITS for row in load_split(config, split)]
    missing = set(rows_without_file(rows, config.processed_dir, "pitches"))
    return [row for row in rows if row["Uid"] in missing]


def write_pitches(
    config: RecipeConfig, rows: Sequence[dict[str, Any]], processes: int
) -> Iterator[str]:
    """Write the pitch of ``rows``; yield each Uid when it is done."""
    work = partial(_write, config.processed_dir, config.preprocess.mel)
    if processes == 1:
        yield from map(work, rows)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(work, rows, chunksize=4)


def write_pitch(path: Path, waveform: np.ndarray, mel: MelConfig) -> None:
    """Write the pitch of a waveform (N,) that was made with ``mel``."""
    pitch = pitch_phase(waveform, mel.sample_rate, mel.hop_length // POINTS)
    with atomic_path(path) as temporary:
        np.save(temporary, pitch)


def _write(processed_dir: Path, mel: MelConfig, row: dict[str, Any]) -> str:
    waveform = load_waveform(processed_dir, row, mel).numpy()
    write_pitch(pitch_path(processed_dir, row["Dataset"], row["Uid"]), waveform, mel)
    return row["Uid"]
