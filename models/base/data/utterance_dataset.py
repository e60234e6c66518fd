"""Rows of processed data as a dataset: what every model's own dataset begins with."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from torch.utils.data import Dataset

COLUMNS = ("Dataset", "Uid", "Frames")  # of a row, what is kept


def evenly_spaced(total: int, count: int | None) -> list[int]:
    """Indices of ``count`` of ``total`` items, evenly over them; of all where there are no more."""
    if count is None or count >= total:
        return list(range(total))
    return np.linspace(0, total - 1, count).astype(int).tolist()


class UtteranceDataset(Dataset):
    """Rows of processed data; files are opened only when an item is asked for.

    The rows are kept as columns of numpy arrays, which data loading processes share: a list of
    dicts would be copied into each of them, page by page, as reference counts change.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]], processed_dir: str | Path) -> None:
        self.processed_dir = Path(processed_dir)
        self.datasets = sorted({row["Dataset"] for row in rows})
        self.frames = np.array([row["Frames"] for row in rows], dtype=np.int64)
        self.uids = np.array([row["Uid"].encode() for row in rows])
        self.dataset_ids = np.array([self.datasets.index(row["Dataset"]) for row in rows])

    def __len__(self) -> int:
        return len(self.uids)

    def row(self, index: int) -> dict[str, Any]:
        """Dataset, Uid and Frames of an utterance."""
        return {
            "Dataset": self.datasets[self.dataset_ids[index]],
            "Uid": self.uids[index].decode(),
            "Frames": int(self.frames[index]),
        }
