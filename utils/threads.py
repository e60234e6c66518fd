"""Threads of a program that shares its cores with others: how long they wait, how many there are.

OpenMP's threads meet at the end of every loop, thousands of times a second, and the first one there
waits in a loop of its own, which keeps a core busy. That is quickest while every thread has a core;
beside another program it takes the core from the thread that is waited for. What is set here has
no influence on results.
"""

import ctypes
import os
import platform
import struct
import sys
import time

from utils.cores import count_cores

# Loops until a waiting thread sleeps, 50 to 200 microseconds. libgomp's own 300,000 are a third of
# a time slice of the system or more; none at all costs a tenth of the speed of a quiet machine.
SPIN_COUNT = "4000"
BLOCK_MILLISECONDS = "1"  # the same of LLVM's and Intel's OpenMP, whose default is 200
SLICE = 100_000  # nanoseconds; Linux allows down to this
SAMPLES, SAMPLE_SECONDS = 5, 0.004

_ATTRIBUTES = struct.Struct("=IIQiIQQQII")  # struct sched_attr, its first version and clamps
_CALLS = {"x86_64": (315, 314), "aarch64": (275, 274)}  # sched_getattr, sched_setattr


def share_cores() -> None:
    """Prepare this process, before torch is loaded, for running beside others.

    A user's own setting of how threads wait is left alone.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)
        os.environ.setdefault("KMP_BLOCKTIME", BLOCK_MILLISECONDS)
    _shorten_time_slices()


def use_free_cores() -> None:
    """Have torch use no more threads than cores are free now, unless OMP_NUM_THREADS is set.

    For programs whose results do not depend on the number of threads.
    """
    if "OMP_NUM_THREADS" in os.environ:
        return
    import torch

    free = free_threads()
    if free < torch.get_num_threads():
        torch.set_num_threads(free)


def free_threads() -> int:
    """Number of threads for computing, at least 1: OMP_NUM_THREADS, or the cores free now."""
    chosen = os.environ.get("OMP_NUM_THREADS", "")
    if chosen.isdigit() and int(chosen):
        return int(chosen)
    return max(1, min(count_cores(), (os.cpu_count() or 1) - count_busy_cores()))


def prepare_workers(workers: int) -> int:
    """Number of threads that compute side by side, before torch is loaded; 0: the free cores.

    Each computes alone: work on several texts at a time needs no threads within one.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    return workers if workers > 0 else max(1, (os.cpu_count() or 1) - count_busy_cores())


def count_busy_cores() -> int:
    """Threads of other programs that run all the time now; 0 where the system does not say."""
    counts = []
    for sample in range(SAMPLES):
        if sample:
            time.sleep(SAMPLE_SECONDS)
        try:
            with open("/proc/loadavg", encoding="ascii") as file:
                counts.append(int(file.read().split()[3].partition("/")[0]))
        except (OSError, ValueError, IndexError):
            return 0
    return max(0, min(counts) - 1)  # this one runs too


def _shorten_time_slices() -> None:
    """Ask Linux (6.12 or newer) for short turns of this process: they come sooner.

    A thread that wakes to do its part of a loop need not wait for the end of another program's
    turn. The share of the time stays what it is. Threads and processes started later inherit it.
    """
    calls = _CALLS.get(platform.machine())
    if sys.platform != "linux" or calls is None:
        return
    system = ctypes.CDLL(None).syscall
    attributes = ctypes.create_string_buffer(_ATTRIBUTES.size)
    if system(calls[0], 0, attributes, _ATTRIBUTES.size, 0):
        return
    values = list(_ATTRIBUTES.unpack(attributes.raw))
    policy, runtime = 1, 5  # positions
    if values[policy] not in (os.SCHED_OTHER, os.SCHED_BATCH):
        return
    values[runtime] = SLICE
    system(calls[1], 0, _ATTRIBUTES.pack(*values), 0)  # refused by an older system: no harm
