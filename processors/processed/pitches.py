"""Phase and voicing of the processed clips, which a source-filter vocoder learns from.

``<processed_dir>/<Dataset>/pitches/<Uid>.npy`` holds what ``pitch_phase`` gives, a point each
quarter of a hop: (2, 4 * T + 1), float64.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from processors.processed.paths import plain_name, rows_without_file
from utils.errors import UserError
from utils.messages import list_some

POINTS = 4  # a frame
SCRIPT = "bins/vocoder/extract_pitch.py"
SHOWN = 5  # names in an error


def pitch_path(processed_dir: str | Path, dataset: str, uid: str) -> Path:
    """File of a clip's phase and voicing."""
    return Path(processed_dir, plain_name(dataset), "pitches", f"{plain_name(uid)}.npy")


def load_pitch(
    processed_dir: str | Path, row: Mapping[str, Any], first: int, frames: int
) -> Tensor:
    """Cycles and voicing of a stretch of a clip, (2, POINTS * frames + 1) float64."""
    path = pitch_path(processed_dir, row["Dataset"], row["Uid"])
    try:
        pitch = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise UserError(f"{path}: cannot be read ({error}); run {SCRIPT}") from None
    end = POINTS * (first + frames) + 1
    if pitch.ndim != 2 or len(pitch) != 2 or pitch.shape[1] < end:
        raise UserError(
            f"{path}: {pitch.shape} does not fit {row['Frames']} frames; remove it and run {SCRIPT}"
        )
    return torch.from_numpy(np.array(pitch[:, POINTS * first : end]))


def check_pitches(processed_dir: str | Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise UserError unless every row has its pitch."""
    missing = rows_without_file(rows, processed_dir, "pitches")
    if missing:
        raise UserError(
            f"{processed_dir}: {len(missing)} of {len(rows)} clips have no pitch, the first: "
            f"{list_some(missing, SHOWN, '')}; run {SCRIPT} with this config"
        )
