"""The processes that a launcher started for one run: what one decides for all, what they share.

torch is imported where processes meet: one that works alone, with an exported voice, may lack it.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from utils.errors import LostProcess, UserError

if TYPE_CHECKING:
    import torch.distributed as dist

T = TypeVar("T")

LOST = "another process has ended; its message says why"
# Shares of the work may take long; a process that died is noticed at once.
PATIENCE = timedelta(days=7)
# Words in the errors of collective calls whose peer is gone.
LOST_CONTACT = ("gloo", "nccl", "connection closed", "connection reset", "process group")


@dataclass(frozen=True)
class ProcessGroup:
    """This process among the ``size`` processes of a run; by default it is alone.

    Where another process is gone, the collective methods raise LostProcess, saying ``lost``; None
    leaves their RuntimeError to a ``lost_process_explained`` around the whole run.
    """

    rank: int = 0
    size: int = 1
    local_size: int = 1  # on this machine
    lost: str | None = field(default=LOST, compare=False)
    group: "dist.ProcessGroup | None" = field(default=None, compare=False)  # None: torch's default

    @classmethod
    def from_environment(cls) -> "ProcessGroup":
        """Group that a launcher's variables describe, not met yet; UserError if one is missing."""
        size = int(os.environ.get("WORLD_SIZE") or 1)
        if size <= 1:
            return cls()
        names = ("RANK", "MASTER_ADDR", "MASTER_PORT")
        missing = [name for name in names if name not in os.environ]
        if missing:
            raise _cannot_meet(size, f"WORLD_SIZE is {size} but {', '.join(missing)} is not set")
        return cls(int(os.environ["RANK"]), size, int(os.environ.get("LOCAL_WORLD_SIZE") or 1))

    @classmethod
    def current(cls) -> "ProcessGroup":
        """Group that this process has joined, by accelerate or otherwise; alone without one."""
        if "torch" not in sys.modules:
            return cls()
        import torch.distributed as dist

        if not (dist.is_available() and dist.is_initialized()):
            return cls()
        size = dist.get_world_size()
        local_size = int(os.environ.get("LOCAL_WORLD_SIZE") or size)
        return cls(dist.get_rank(), size, local_size, lost=None)

    @property
    def is_main(self) -> bool:
        """Whether this is the process that decides and reports."""
        return self.rank == 0

    def on_main(self, decide: Callable[[], T]) -> T:
        """What ``decide`` returns, or the UserError it raises, on the main process: for all.

        What a process sees of the disk may lag behind, or differ: one looks, and all do the same.
        """
        answer: list[Any] = [_outcome(decide) if self.is_main else None]
        if self.size > 1:
            import torch.distributed as dist

            with self._losses_explained():
                dist.broadcast_object_list(answer, group=self.group)
        return _value(answer[0])

    def gather(self, work: Callable[[], T]) -> list[T]:
        """What ``work`` returns on each process, on all of them; or the first UserError."""
        own = _outcome(work)
        outcomes: list[Any] = [own] * self.size
        if self.size > 1:
            import torch.distributed as dist

            with self._losses_explained():
                dist.all_gather_object(outcomes, own, group=self.group)
        return [_value(outcome) for outcome in outcomes]

    def scatter(self, shares: Sequence[T] | None = None) -> T:
        """This process's item of ``shares``, one per process, which the main process gives."""
        if self.size == 1:
            return shares[0]
        import torch.distributed as dist

        own: list[Any] = [None]
        with self._losses_explained():
            dist.scatter_object_list(own, shares and list(shares), src=0, group=self.group)
        return own[0]

    def barrier(self) -> None:
        """Wait until every process has come here."""
        if self.size > 1:
            import torch.distributed as dist

            with self._losses_explained():
                dist.barrier(self.group)

    def _losses_explained(self) -> AbstractContextManager[None]:
        if self.lost is None:
            return nullcontext()
        return lost_process_explained(lambda: self.lost)


@contextmanager
def joined_processes(lost: str = LOST) -> Iterator[ProcessGroup]:
    """Meet the processes that accelerate launch or torchrun started beside this one, over gloo.

    ``lost`` is the message of LostProcess where one of them ends early.
    """
    processes = ProcessGroup.from_environment()
    if processes.size == 1:
        yield processes
        return
    import torch.distributed as dist

    try:
        dist.init_process_group("gloo")
        # Its own: one that never comes is missed sooner than one that works long.
        group = dist.new_group(backend="gloo", timeout=PATIENCE)
    except (ValueError, RuntimeError) as error:
        raise _cannot_meet(processes.size, str(error).splitlines()[0]) from None
    try:
        yield replace(processes, lost=lost, group=group)
    finally:
        dist.destroy_process_group()


@contextmanager
def lost_process_explained(message: Callable[[], str]) -> Iterator[None]:
    """Raise LostProcess with ``message`` and the reason where a collective call's peer is gone."""
    try:
        yield
    except RuntimeError as error:
        import torch.distributed as dist

        text = str(error)
        known = any(word in text.lower() for word in LOST_CONTACT)
        if not known and not isinstance(error, dist.DistError):
            raise
        raise LostProcess(f"{message()} ({text.splitlines()[0]})") from error


def _cannot_meet(size: int, reason: str) -> UserError:
    return UserError(
        f"WORLD_SIZE says {size} processes, but they cannot be met ({reason}); start them "
        f"with torchrun --nproc_per_node {size} or accelerate launch, or unset WORLD_SIZE"
    )


def _outcome(work: Callable[[], T]) -> T | UserError:
    try:
        return work()
    except UserError as error:
        return error


def _value(outcome: Any) -> Any:
    if isinstance(outcome, UserError):
        raise outcome
    return outcome
