"""Processed clips for a vocoder: segments to train on, whole clips to measure with."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from config.schema import MelConfig
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.base.data.utterance_dataset import UtteranceDataset
from processors.processed.features import load_mel
from processors.processed.waveforms import load_waveform, whole_frames
from utils.errors import UserError


class ClipDataset(UtteranceDataset):
    """Whole clips of ``rows``: mels from ``mel_dir``, waveforms from ``processed_dir``."""

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        processed_dir: str | Path,
        mel_dir: str | Path,
        mel: MelConfig,
    ) -> None:
        if not rows:
            raise UserError(f"{processed_dir}: there are no clips to read")
        super().__init__(rows, processed_dir)
        self.mel_dir = Path(mel_dir)
        self.mel = mel

    def __getitem__(self, index: int) -> dict[str, Any]:
        return self.cut(index, 0, whole_frames(int(self.frames[index]), self.mel))

    def cut(self, index: int, first: int, frames: int) -> dict[str, Any]:
        """A stretch of a clip: mel (n_mels, frames) and waveform (frames * hop_length,)."""
        row = self.row(index)
        return {
            "uid": row["Uid"],
            "mel": load_mel(self.mel_dir, row)[:, first : first + frames],
            "waveform": load_waveform(self.processed_dir, row, self.mel, first, frames),
        }


class SegmentDataset(ClipDataset):
    """One segment of each clip an epoch, asked for as (epoch, index); of the first by index alone.

    Where it begins depends on these two and on ``seed``, and on no state that an interruption or
    another number of processes would change. Clips shorter than a segment are to be left out.
    """

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        processed_dir: str | Path,
        mel_dir: str | Path,
        mel: MelConfig,
        segment_frames: int,
        seed: int,
    ) -> None:
        super().__init__(rows, processed_dir, mel_dir, mel)
        self.segment_frames = segment_frames
        self.seed = seed

    def __getitem__(self, key: int | tuple[int, int]) -> dict[str, Any]:
        epoch, index = key if isinstance(key, tuple) else (0, key)
        last = whole_frames(int(self.frames[index]), self.mel) - self.segment_frames
        first = int(np.random.default_rng([self.seed, epoch, index]).integers(last + 1))
        return self.cut(index, first, self.segment_frames)


class SegmentSampler(LengthBucketSampler):
    """Batches of (epoch, index) of a dataset: its segments have one length, so any go together."""

    def __init__(
        self,
        dataset: SegmentDataset,
        batch_size: int,
        *,
        rank: int = 0,
        n_ranks: int = 1,
        max_frames: int | None = None,
    ) -> None:
        super().__init__(
            np.full(len(dataset), dataset.segment_frames),
            batch_size,
            shuffle=True,
            seed=dataset.seed,
            rank=rank,
            n_ranks=n_ranks,
            max_frames=max_frames,
        )

    def __iter__(self) -> Iterator[list[tuple[int, int]]]:
        for batch in super().__iter__():
            yield [(self.epoch, index) for index in batch]


def collate(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Stack items of one length.

    Shapes: mel (B, n_mels, T), waveform (B, T * hop_length); uids is a list.
    """
    return {
        "mel": torch.stack([item["mel"] for item in items]),
        "waveform": torch.stack([item["waveform"] for item in items]),
        "uids": [item["uid"] for item in items],
    }
