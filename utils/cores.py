"""CPU cores: how many a program may use, and how many of them other programs leave free."""

import itertools
import os
import time
from dataclasses import dataclass

WINDOWS, WINDOW_SECONDS = 3, 0.4  # of a measurement; a core that is busy in each stays busy
# Share of a core's time from which on a thread fewer is quicker than one that waits for its turn.
BUSY = 0.75
IN_USE = ("user", "nice", "system", "irq", "softirq", "steal", "interrupt", "dpc")  # psutil's names


def count_cores() -> int:
    """Cores that this process may use, by its affinity and by the limit of its container."""
    import joblib

    return joblib.cpu_count()


def count_free_cores() -> int:
    """Cores of these that no other program keeps busy, at least 1; measured for 1.2 seconds.

    Programs of a lower priority count too: Linux shares out the cores by session (terminal,
    service) first, and ``nice`` decides within one.
    """
    readings = [CoreUse.read()]
    for _ in range(WINDOWS):
        time.sleep(WINDOW_SECONDS)
        readings.append(CoreUse.read())
    windows = itertools.pairwise(readings)
    return leave_free(min(after.others_since(before) for before, after in windows))


def leave_free(others: float) -> int:
    """Cores, at least 1, that are left where other programs use the time of ``others`` cores."""
    return max(1, min(count_cores(), len(_allowed_cores()) - int(others + 1 - BUSY)))


@dataclass(frozen=True)
class CoreUse:
    """Seconds that all programs, and this one with its children, had of the allowed cores."""

    clock: float
    total: float
    own: float

    @classmethod
    def read(cls) -> "CoreUse":
        """The counters of the system; zeros where it does not tell."""
        import psutil

        try:
            cores = psutil.cpu_times(percpu=True)
            process = psutil.Process()
            times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
        except (OSError, psutil.Error, RuntimeError):
            return cls(time.monotonic(), 0.0, 0.0)
        allowed = [core for number, core in enumerate(cores) if number in _allowed_cores()] or cores
        total = sum(getattr(core, name, 0.0) for core in allowed for name in IN_USE)
        return cls(time.monotonic(), total, sum(one.user + one.system for one in times))

    def others_since(self, before: "CoreUse") -> float:
        """How many cores' time other programs used since then."""
        seconds = (self.total - before.total) - (self.own - before.own)
        return max(0.0, seconds) / (self.clock - before.clock)


def _allowed_cores() -> set[int]:
    """Numbers of the cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))
