"""Memory: how much a process has taken at most, and what to do when there is no more."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from accelerate.utils.memory import should_reduce_batch_size

from config.schema import TrainConfig
from utils.errors import UserError


@contextmanager
def out_of_memory_explained(what: str, settings: TrainConfig) -> Iterator[None]:
    """Turn running out of memory inside the block, over ``what``, into advice."""
    try:
        yield
    except RuntimeError as error:
        if not should_reduce_batch_size(error):
            raise
        first_line = str(error).splitlines()[0]
        raise UserError(
            f"out of memory on {what}: lower train.batch_size (now {settings.batch_size}) or set "
            f"train.max_frames (now {settings.max_frames or 'null'}) below that; "
            "train.gradient_accumulation_steps makes up for smaller batches; then try --dry_run "
            f"[{first_line}]"
        ) from error


def peak_memory(device: torch.device) -> int:
    """Bytes: allocated on a GPU since ``reset_peak_memory``, else taken by this process ever."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def reset_peak_memory(device: torch.device) -> None:
    """Forget how much was allocated on a GPU before."""
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
