"""Meeting the other processes that accelerate launch or torchrun started, over gloo."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import torch.distributed as dist

from utils.errors import UserError

# Shares of the work may take long; a process that died is noticed at once.
PATIENCE = timedelta(days=7)


@contextmanager
def joined_group() -> Iterator[dist.ProcessGroup]:
    """The group of all processes, which RANK, WORLD_SIZE and MASTER_* describe."""
    dist.init_process_group("gloo")
    # Its own: one that never comes is missed sooner than one that works long.
    group = dist.new_group(backend="gloo", timeout=PATIENCE)
    try:
        yield group
    finally:
        dist.destroy_process_group()


@contextmanager
def contact_lost_as(message: str) -> Iterator[None]:
    """Where a process at the other end is gone gloo fails: raise ``message`` and its reason."""
    try:
        yield
    except RuntimeError as error:
        raise UserError(f"{message} ({str(error).splitlines()[0]})") from error
