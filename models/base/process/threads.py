"""How many threads a training computes with on the CPU; its results depend on that by rounding."""

import logging
import os
import time

import torch

from utils.cores import CoreUse, count_cores, count_free_cores, leave_free

VARIABLE = "OMP_NUM_THREADS"
PERIOD = 300.0  # seconds of training that an advice is based on
WORTHWHILE = 1.25  # times as many free cores as threads: worth an advice

logger = logging.getLogger(__name__)


def choose_threads(wanted: int | None = None, before: int | None = None) -> int:
    """Set the number of torch's threads for a training of this process, log it and return it.

    A number that the user gave counts first: ``wanted``, of the config, or OMP_NUM_THREADS (which
    launchers set). A resumed run keeps the number that it had ``before``, and so equals an
    uninterrupted one bit for bit. A new one takes the cores that other programs leave free.
    """
    threads, reason = _decide(wanted, before)
    torch.set_num_threads(threads)
    logger.info("%d CPU thread%s: %s", threads, "s" * (threads > 1), reason)
    return threads


def _decide(wanted: int | None, before: int | None) -> tuple[int, str]:
    if wanted is not None:
        return wanted, "train.num_threads"
    if os.environ.get(VARIABLE):
        return torch.get_num_threads(), VARIABLE
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        return torch.get_num_threads(), "in each of several processes"
    cores = count_cores()
    if before is not None and before <= cores:
        return before, f"as before the checkpoint; {VARIABLE} chooses another number"
    free = count_free_cores()
    if free == cores:
        return free, f"all {cores} cores are free"
    return free, (
        f"other programs leave {free} of {cores} cores to this run; it keeps the number when "
        f"resumed, {VARIABLE} chooses another one"
    )


class CoreWatch:
    """Watches, while training, whether other programs still leave as many cores as at its start.

    The number of threads stays, because results depend on it: the user decides.
    """

    def __init__(self) -> None:
        self._before: CoreUse | None = None
        self._advised: int | None = None

    def advice(self, threads: int) -> str | None:
        """What would be quicker after the last minutes, said once; None if nothing is, or it was.

        To be called now and then; it looks at the system every ``PERIOD`` seconds.
        """
        if self._before is not None and time.monotonic() - self._before.clock < PERIOD:
            return None
        before, self._before = self._before, CoreUse.read()
        if before is None:
            return None
        free = leave_free(self._before.others_since(before))
        if free == self._advised or threads <= free < WORTHWHILE * threads:
            return None
        self._advised = free
        return (
            f"other programs left {free} of {count_cores()} cores free in the last minutes, and "
            f"this run has {threads} threads: it would be quicker if stopped (Ctrl-C) and resumed "
            f"with {VARIABLE}={free}"
        )
