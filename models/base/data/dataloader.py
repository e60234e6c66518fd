"""A DataLoader whose order is the sampler's and whose workers survive epochs and Ctrl-C."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.base.process.stop_signal import ignore_in_worker

Batch = dict[str, Any]  # tensors and lists of one value per utterance, by name


def build_dataloader(
    dataset: Dataset,
    sampler: LengthBucketSampler,
    collate: Callable[[list[Any]], Batch],
    *,
    num_workers: int,
    device: torch.device,
    persistent: bool,
) -> DataLoader:
    """Loader of the sampler's batches, in ``num_workers`` processes (0: in this one)."""
    return DataLoader(
        dataset,
        batch_sampler=sampler,
        collate_fn=collate,
        num_workers=num_workers,
        persistent_workers=persistent and num_workers > 0,
        pin_memory=device.type == "cuda",
        worker_init_fn=ignore_in_worker,
        # Its own: a loader draws a seed whenever iteration starts, and a resumed run starts once
        # more often than an uninterrupted one.
        generator=torch.Generator(),
    )


def numbers_to_device(values: Sequence[float], device: torch.device) -> Tensor:
    """Numbers of the host as a tensor (n,) float32 on ``device``; the host does not wait."""
    numbers = torch.tensor(values, dtype=torch.float32)
    if device.type == "cuda":
        numbers = numbers.pin_memory()
    return numbers.to(device, non_blocking=True)


def to_device(batch: Batch, device: torch.device) -> Batch:
    """The batch with its tensors on ``device``."""
    return {
        name: value.to(device, non_blocking=True) if isinstance(value, Tensor) else value
        for name, value in batch.items()
    }
