"""Running chunks of clips in worker processes that never outlive their parent."""

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import torch

from config.schema import PreprocessConfig
from processors.preprocess.clips import ClipProcessor
from processors.preprocess.jobs import Job, Result
from processors.preprocess.limits import Limits
from utils.errors import UserError
from utils.log import setup_logging

CHUNK = 16  # clips: enough for one call of espeak to pay, and soon done when interrupted

J = TypeVar("J", contravariant=True)
R = TypeVar("R", covariant=True)


class Worker(Protocol[J, R]):
    """What does the work of a process: built there once, and given a chunk of jobs at a time."""

    def run(self, jobs: list[J]) -> list[R]:
        """Results of the jobs, in order."""
        ...


_worker: Worker | None = None  # of this process


def count_workers(num_workers: int, sharing: int = 1) -> int:
    """Processes to use; 0 means one for each CPU core that we may run on.

    ``sharing`` is how many of us share the machine: each takes its part of the cores.
    """
    if num_workers < 0:
        raise UserError(f"num_workers must be 0 (all cores) or more, got {num_workers}")
    if num_workers:
        return num_workers
    has_affinity = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1
    return max(1, cores // sharing)


def run_jobs(
    jobs: list[Job],
    processed_dir: Path,
    dataset: str,
    config: PreprocessConfig,
    limits: Limits,
    num_workers: int,
) -> Iterator[list[Result]]:
    """Results of the jobs, a chunk at a time, in any order."""
    settings = (processed_dir, dataset, config, limits)
    return run_chunks(jobs, ClipProcessor, settings, num_workers)


def run_chunks(
    jobs: list[J],
    build: Callable[..., Worker[J, R]],
    settings: tuple,
    num_workers: int,
    chunk: int = CHUNK,
) -> Iterator[list[R]]:
    """Results of any jobs, a chunk at a time, in any order, by workers that ``build`` makes.

    ``build(*settings)`` is called once in each process, and both have to be picklable.
    """
    size = max(1, min(chunk, len(jobs) // num_workers))
    chunks = (jobs[start : start + size] for start in range(0, len(jobs), size))
    num_workers = min(num_workers, -(-len(jobs) // size))
    if num_workers > 1:
        yield from _run_in_processes(chunks, (build, settings), num_workers)
        return
    worker = build(*settings)
    for part in chunks:
        with _one_thread():
            results = worker.run(part)
        yield results


def _run_in_processes(
    chunks: Iterator[list[J]], settings: tuple, num_workers: int
) -> Iterator[list[R]]:
    executor = ProcessPoolExecutor(
        num_workers,
        mp_context=_context(),
        initializer=_start_worker,
        initargs=(logging.getLogger().getEffectiveLevel(), settings),
    )
    others = multiprocessing.active_children()
    running = set()
    finished = False
    try:
        # A few chunks ahead and not all of them: memory stays flat, and stopping is quick.
        for chunk in chunks:
            running.add(executor.submit(_run_chunk, chunk))
            if len(running) >= 2 * num_workers:
                break
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                chunk = next(chunks, None)
                if chunk is not None:
                    running.add(executor.submit(_run_chunk, chunk))
                yield future.result()
        finished = True
    except BrokenProcessPool:
        raise UserError(
            "a worker process was killed, perhaps because memory ran out; "
            "run again to continue where it stopped, with a smaller num_workers if so"
        ) from None
    finally:
        executor.shutdown(wait=finished, cancel_futures=True)
        if not finished:  # interrupted: the chunks in work are not waited for
            for process in multiprocessing.active_children():
                if process not in others:
                    process.terminate()


def _context() -> multiprocessing.context.BaseContext:
    """Workers start from a clean process: threads of torch or espeak do not survive a fork."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # Imported once for all workers; the script first, for what it does to the import path.
    context.set_forkserver_preload(["__main__", __name__, "torchaudio"])
    return context


def _start_worker(level: int, settings: tuple) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    torch.set_num_threads(1)
    setup_logging(logging.getLevelName(level))
    build, arguments = settings
    _worker = build(*arguments)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Sums depend on the number of threads: one, as in the workers, gives the same mels."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _leave_with_parent() -> None:
    """End this worker when its parent is gone, killed or not: nobody else would end it."""
    multiprocessing.parent_process().join()
    os._exit(1)


def _run_chunk(jobs: list[J]) -> list[R]:
    return _worker.run(jobs)
