"""Ways to break processed data."""

from collections.abc import Callable

import numpy as np

from models.tts.base.diagnosis.experiment import Subject
from processors.processed.paths import mel_path


def change_mels(
    subject: Subject,
    split: str,
    change: Callable[[np.ndarray], np.ndarray],
    count: int | None = None,
) -> list[str]:
    """Replace the mels of the first ``count`` utterances of a split; their names."""
    rows = subject.rows(split)[:count]
    for row in rows:
        path = mel_path(subject.config.processed_dir, row["Dataset"], row["Uid"])
        np.save(path, change(np.load(path)).astype(np.float32))
    return [row["Uid"] for row in rows]
