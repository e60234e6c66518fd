"""A DataLoader whose order is the sampler's and whose workers survive epochs and Ctrl-C."""

import atexit
import multiprocessing
import os
import signal
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.process import BaseProcess
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, get_worker_info

from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.base.process.stop_signal import ignore_in_worker
from utils.errors import UserError

Batch = dict[str, Any]  # tensors and lists of one value per utterance, by name

# Seconds until a batch counts as lost: a worker has two in hand, of a slow network disk too.
PATIENCE = 600.0
REMEDY = "set train.num_workers to 0, or start again with --resume true; checkpoints are intact"


class ArrayBatch:
    """A batch on its way from a data loading process, with arrays in the place of tensors.

    Arrays travel through a pipe. Tensors would travel in /dev/shm, which is small in containers,
    and one for which there is no room is lost without a word.
    """

    def __init__(self, batch: Batch) -> None:
        tensors = {name: value for name, value in batch.items() if isinstance(value, Tensor)}
        self._types = {name: value.dtype for name, value in tensors.items()}
        self._values = {**batch, **{name: _to_array(value) for name, value in tensors.items()}}

    def to_batch(self) -> Batch:
        tensors = {
            name: torch.from_numpy(self._values[name]).view(dtype)
            for name, dtype in self._types.items()
        }
        return {**self._values, **tensors}

    def pin_memory(self) -> Batch:
        """What a DataLoader's pinning thread calls."""
        batch = self.to_batch()
        return {**batch, **{name: batch[name].pin_memory() for name in self._types}}


def _to_array(tensor: Tensor) -> np.ndarray:
    """The values of a tensor; bits in place of bfloat16, which numpy does not have."""
    return tensor.view(torch.int16 if tensor.dtype == torch.bfloat16 else tensor.dtype).numpy()


@dataclass(frozen=True)
class _ArrayCollate:
    """A collate function whose batches leave a data loading process as arrays."""

    collate: Callable[[list[Any]], Batch]

    def __call__(self, items: list[Any]) -> Batch | ArrayBatch:
        batch = self.collate(items)
        return batch if get_worker_info() is None else ArrayBatch(batch)


class BoundedDataLoader(DataLoader):
    """DataLoader that waits for no batch longer than ``PATIENCE``; UserError where one is lost."""

    def __iter__(self) -> Iterator[Batch]:
        if self._iterator is not None:  # persistent processes, started before
            return self._heed_losses(super().__iter__())
        # The processes are started here and not with the first batch: that may be broken off, and
        # an iterator that is torn down half built leaves processes for which Python would wait.
        self._check_room()
        others = set(multiprocessing.active_children())
        batches = super().__iter__()
        _end_with_this_process(set(multiprocessing.active_children()) - others)
        return self._heed_losses(batches)

    def _heed_losses(self, batches: Iterator[Batch | ArrayBatch]) -> Iterator[Batch]:
        while True:
            try:
                batch = next(batches)
            except StopIteration:
                return
            except RuntimeError as error:
                if "DataLoader timed out" in str(error):
                    raise UserError(
                        f"no batch has come from the data loading processes (train.num_workers) "
                        f"for {self.timeout:g} s: one was lost, or the disk hangs; {REMEDY}"
                    ) from error
                _explain_lost_worker(error)
                raise
            yield batch.to_batch() if isinstance(batch, ArrayBatch) else batch

    def _check_room(self) -> None:
        """UserError where /dev/shm, or another limit, does not allow for the processes' queues.

        Beside persistent processes, others are started later, for validation: their room is looked
        for now.
        """
        if not self.num_workers:
            return
        loaders = 2 if self.persistent_workers else 1
        try:
            for queue in [multiprocessing.Queue() for _ in range(loaders * (self.num_workers + 3))]:
                queue.close()
        except OSError as error:
            raise UserError(
                f"data loading processes cannot be started ({error.strerror}): there is no room in "
                f"/dev/shm for the locks of {self.num_workers}; make it larger (docker run "
                "--shm-size), or set train.num_workers to 0"
            ) from None


_started: "weakref.WeakSet[BaseProcess]" = weakref.WeakSet()


def _end_with_this_process(processes: set[BaseProcess]) -> None:
    """Have data loading processes that still run when this one ends be killed then.

    They ignore signals to the group, and one that hangs, on a disk that does not answer, does not
    hear that it is to leave: multiprocessing would wait for it.
    """
    _kill_at_exit(os.getpid())
    _started.update(processes)


@cache
def _kill_at_exit(owner: int) -> None:
    atexit.register(_kill_started, owner)


def _kill_started(owner: int) -> None:
    alive = [process for process in _started if os.getpid() == owner and process.is_alive()]
    if alive and hasattr(signal, "SIGCHLD"):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # torch has it report lost processes
    for process in alive:
        process.kill()


@contextmanager
def lost_workers_explained() -> Iterator[None]:
    """Turn the error about a data loading process that has died into a message, wherever it comes.

    torch raises it from a signal handler, in whatever the process is doing.
    """
    try:
        yield
    except RuntimeError as error:
        _explain_lost_worker(error)
        raise


def _explain_lost_worker(error: RuntimeError) -> None:
    text = str(error).splitlines()[0] if str(error) else ""
    if "DataLoader worker" not in text:
        return
    if "Bus error" in str(error):
        raise UserError(
            "a data loading process (train.num_workers) found no room in /dev/shm: make it larger "
            f"(docker run --shm-size 1g, or --ipc host), or {REMEDY} [{text}]"
        ) from error
    if "exited unexpectedly" in text or "is killed by signal" in text:
        raise UserError(
            "a data loading process (train.num_workers) was killed, perhaps because memory or "
            f"/dev/shm ran out; {REMEDY} [{text}]"
        ) from error


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
    return BoundedDataLoader(
        dataset,
        batch_sampler=sampler,
        collate_fn=_ArrayCollate(collate),
        num_workers=num_workers,
        timeout=PATIENCE if num_workers else 0,
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
