"""Ways to break processed data."""

from collections.abc import Callable

import numpy as np

from models.tts.base.diagnosis.experiment import DiagnosedExperiment
from processors.processed.paths import mel_path


def change_mels(
    experiment: DiagnosedExperiment,
    split: str,
    change: Callable[[np.ndarray], np.ndarray],
    count: int | None = None,
) -> list[str]:
    """Replace the mels of the first ``count`` utterances of a split; their names."""
    rows = experiment.rows(split)[:count]
    for row in rows:
        path = mel_path(experiment.config.processed_dir, row["Dataset"], row["Uid"])
        np.save(path, change(np.load(path)).astype(np.float32))
    return [row["Uid"] for row in rows]
