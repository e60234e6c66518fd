"""Processes that speak one list of requests between them, as a launcher started them."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import torch.distributed

from utils.errors import UserError
from utils.gloo import contact_lost_as, joined_group

T = TypeVar("T")

LOST = "another process has ended; its message says why"


@dataclass(frozen=True)
class Team:
    """This process among ``size`` of them; a team of one needs no launcher."""

    rank: int = 0
    size: int = 1
    group: torch.distributed.ProcessGroup | None = None

    @property
    def leads(self) -> bool:
        """Whether this is the process that decides and reports."""
        return self.rank == 0

    def once(self, decide: Callable[[], T]) -> T:
        """What ``decide`` returns, or the UserError it raises, in the first process: for all."""
        answer: list[Any] = [None]
        if self.leads:
            answer = [_outcome(decide)]
        if self.size > 1:
            with contact_lost_as(LOST):
                torch.distributed.broadcast_object_list(answer, group=self.group)
        return _value(answer[0])

    def gather(self, work: Callable[[], T]) -> list[T]:
        """What ``work`` returns in each process, in all of them; or the first UserError."""
        outcomes: list[Any] = [_outcome(work)]
        if self.size > 1:
            own, outcomes = outcomes[0], [None] * self.size
            with contact_lost_as(LOST):
                torch.distributed.all_gather_object(outcomes, own, group=self.group)
        return [_value(outcome) for outcome in outcomes]


@contextmanager
def join_team() -> Iterator[Team]:
    """Meet the processes that accelerate launch or torchrun started beside this one."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size <= 1:
        yield Team()
        return
    with ExitStack() as stack:
        try:
            group = stack.enter_context(joined_group())
        except (ValueError, RuntimeError) as error:
            raise UserError(
                f"WORLD_SIZE says {size} processes, but they cannot be met ({error}); start them "
                f"with torchrun --nproc_per_node {size} or accelerate launch, or unset WORLD_SIZE"
            ) from None
        yield Team(torch.distributed.get_rank(), torch.distributed.get_world_size(), group)


def _outcome(work: Callable[[], T]) -> T | UserError:
    try:
        return work()
    except UserError as error:
        return error


def _value(outcome: Any) -> Any:
    if isinstance(outcome, UserError):
        raise outcome
    return outcome
