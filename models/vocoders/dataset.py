"""Processed clips for a vocoder: segments to train on, whole clips to measure with."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset

from config.schema import MelConfig
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.base.data.utterance_dataset import UtteranceDataset
from processors.audio.mel import MEL_FLOOR
from processors.processed.features import load_mel
from processors.processed.pitches import load_pitch
from processors.processed.waveforms import load_waveform, whole_frames
from utils.errors import UserError


class ClipDataset(UtteranceDataset):
    """Whole clips of ``rows``: mels from ``mel_dir``, waveforms from ``processed_dir``.

    ``with_pitch`` adds phase and voicing to them, see ``load_pitch``.
    """

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        processed_dir: str | Path,
        mel_dir: str | Path,
        mel: MelConfig,
        *,
        with_pitch: bool = False,
    ) -> None:
        if not rows:
            raise UserError(f"{processed_dir}: there are no clips to read")
        super().__init__(rows, processed_dir)
        self.mel_dir = Path(mel_dir)
        self.mel = mel
        self.with_pitch = with_pitch

    def __getitem__(self, index: int) -> dict[str, Any]:
        return self.cut(index, 0, whole_frames(int(self.frames[index]), self.mel))

    def cut(self, index: int, first: int, frames: int) -> dict[str, Any]:
        """A stretch of a clip: mel (n_mels, frames) and waveform (frames * hop_length,)."""
        row = self.row(index)
        item = {
            "uid": row["Uid"],
            "mel": load_mel(self.mel_dir, row)[:, first : first + frames],
            "waveform": load_waveform(self.processed_dir, row, self.mel, first, frames),
        }
        if self.with_pitch:
            item["pitch"] = load_pitch(self.processed_dir, row, first, frames)
        return item


class SegmentDataset(ClipDataset):
    """One segment of each clip an epoch, asked for as (epoch, index); of the first by index alone.

    With a ``gain_range`` in dB it is as much louder, mel and all, as is drawn from between these.
    Where it begins, and how loud it is, depends on these two and on ``seed``, and on no state that
    an interruption or another number of processes would change. Clips shorter than a segment are
    to be left out.
    """

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        processed_dir: str | Path,
        mel_dir: str | Path,
        mel: MelConfig,
        segment_frames: int,
        seed: int,
        *,
        with_pitch: bool = False,
        gain_range: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        super().__init__(rows, processed_dir, mel_dir, mel, with_pitch=with_pitch)
        self.segment_frames = segment_frames
        self.seed = seed
        self.gain_range = gain_range

    def __getitem__(self, key: int | tuple[int, int]) -> dict[str, Any]:
        epoch, index = key if isinstance(key, tuple) else (0, key)
        last = whole_frames(int(self.frames[index]), self.mel) - self.segment_frames
        random = np.random.default_rng([self.seed, epoch, index])
        item = self.cut(index, int(random.integers(last + 1)), self.segment_frames)
        if self.gain_range != (0.0, 0.0):
            log_gain = math.log(10) / 20 * random.uniform(*self.gain_range)
            item["waveform"] = item["waveform"] * math.exp(log_gain)
            item["mel"] = (item["mel"] + log_gain).clamp(min=math.log(MEL_FLOOR))
        return item


class JoinedSegments(Dataset):
    """Segments of several datasets, one after the other."""

    def __init__(self, parts: Sequence[SegmentDataset]) -> None:
        self.parts = list(parts)
        self.ends = np.cumsum([len(part) for part in self.parts])
        self.segment_frames, self.seed = self.parts[0].segment_frames, self.parts[0].seed

    def __len__(self) -> int:
        return int(self.ends[-1])

    def __getitem__(self, key: int | tuple[int, int]) -> dict[str, Any]:
        epoch, index = key if isinstance(key, tuple) else (0, key)
        part = int(np.searchsorted(self.ends, index, side="right"))
        before = int(self.ends[part - 1]) if part else 0
        return self.parts[part][(epoch, index - before)]


class SegmentSampler(LengthBucketSampler):
    """Batches of (epoch, index) of a dataset: its segments have one length, so any go together."""

    def __init__(
        self,
        dataset: SegmentDataset | JoinedSegments,
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

    Shapes: mel (B, n_mels, T), waveform (B, T * hop_length), pitch (B, 2, 4 T + 1) where items
    have it; uids is a list.
    """
    batch = {
        name: torch.stack([item[name] for item in items]) for name in items[0] if name != "uid"
    }
    return {**batch, "uids": [item["uid"] for item in items]}
