"""Stage 1 in several processes, as ``accelerate launch`` and torchrun start them.

The first process plans and writes the splits; all of them make features. Jobs travel over gloo,
outcomes through journals in ``processed_dir``, which all machines must see.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import torch.distributed as dist

from processors.preprocess.clips import Job
from utils.errors import UserError
from utils.gloo import contact_lost_as, joined_group

LOST = (
    "another process of this run ended early, or never came; its own message says why. "
    "Run again to go on where it stopped"
)


@dataclass
class Team:
    """The processes of this run; alone unless a launcher has set RANK and WORLD_SIZE."""

    rank: int = 0
    size: int = 1
    size_here: int = 1  # on this machine
    _group: dist.ProcessGroup | None = None

    @classmethod
    def from_environment(cls) -> "Team":
        """The team that the launcher describes."""
        size = int(os.environ.get("WORLD_SIZE") or 1)
        if size == 1:
            return cls()
        missing = [
            name for name in ("RANK", "MASTER_ADDR", "MASTER_PORT") if name not in os.environ
        ]
        if missing:
            raise UserError(
                f"WORLD_SIZE is {size} but {', '.join(missing)} is not set: start the processes "
                "with accelerate launch or torchrun, or unset WORLD_SIZE"
            )
        here = int(os.environ.get("LOCAL_WORLD_SIZE") or 1)
        return cls(int(os.environ["RANK"]), size, here)

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Meet the others, and part from them in the end."""
        if self.size == 1:
            yield
            return
        with ExitStack() as stack:
            with contact_lost_as(LOST):
                self._group = stack.enter_context(joined_group())
            yield

    def deal(self, dataset: str, jobs: list[Job]) -> list[Job]:
        """Give every process its share of the jobs; returns that of the first one, who calls it."""
        shares = [(dataset, jobs[rank :: self.size]) for rank in range(self.size)]
        return self._scatter(shares)[1]

    def dismiss(self) -> None:
        """Tell the others that nothing more is to be done."""
        self._scatter([None] * self.size)

    def shares(self) -> Iterator[tuple[str, list[Job]]]:
        """What the first process deals to this one, until it dismisses us."""
        while (share := self._scatter(None)) is not None:
            yield share

    def wait_for_all(self) -> None:
        """Until every process has done its share."""
        if self.size > 1:
            with contact_lost_as(LOST):
                dist.barrier(self._group)

    def _scatter(self, shares: list | None) -> tuple[str, list[Job]] | None:
        if self.size == 1:
            return shares[0]
        mine = [None]
        with contact_lost_as(LOST):
            dist.scatter_object_list(mine, shares, src=0, group=self._group)
        return mine[0]
