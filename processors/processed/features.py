"""Mels and phones of processed data, as the dataset of an acoustic model reads them."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from processors.processed.paths import AGAIN, mel_path, phone_path
from utils.errors import UserError


def load_mel(processed_dir: str | Path, row: dict[str, Any]) -> Tensor:
    """Mel of a row, checked against the length the row gives.

    Shapes: result (n_mels, T) float32.
    """
    path = mel_path(processed_dir, row["Dataset"], row["Uid"])
    try:
        mel = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise UserError(f"{path}: cannot be read ({error}); {AGAIN}") from None
    if mel.ndim != 2 or mel.shape[1] != row["Frames"] or mel.dtype != np.float32:
        raise UserError(
            f"{path}: holds {mel.dtype} {mel.shape}, expected {row['Frames']} frames of float32; "
            f"the features have changed since the split was written: {AGAIN}"
        )
    return torch.from_numpy(mel)


def load_phones(processed_dir: str | Path, row: dict[str, Any]) -> str:
    """Phoneme string of a row, for ``TextProcessor.encode``."""
    path = phone_path(processed_dir, row["Dataset"], row["Uid"])
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read ({error}); {AGAIN}") from None
