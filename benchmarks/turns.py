"""Contenders, each in a process of its own, take turns until their figures can be compared.

One machine is never the same twice: in every round each contender gets one turn, and it is the
ratios within the rounds that count. Only the standard library is imported here, so that what a
contender loads, and what memory it takes, is its own.
"""

import importlib
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MEMORY_UNIT = 2**20 if sys.platform == "darwin" else 2**10  # of ru_maxrss, to MiB

# What a contender does when it is its turn; it gets the number of the round, and may return
# ``work``, how much was done, and ``answer``, which must be the same for all contenders.
Turn = Callable[[int], dict[str, Any] | None]


@dataclass(frozen=True)
class Contender:
    """``maker`` is "module:function"; the function gets ``settings`` and returns the Turn."""

    name: str
    maker: str
    settings: dict[str, Any] = field(default_factory=dict)
    threads: int | None = None  # None: as many as its libraries take
    environment: dict[str, str] = field(default_factory=dict)  # variables beside the caller's


@dataclass
class Result:
    """What a contender did; lists have one entry a round."""

    name: str
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    peak_mib: float = 0.0

    def costs(self) -> list[float]:
        """Seconds for a unit of work, round by round."""
        return [s / w for s, w in zip(self.seconds, self.work, strict=True)]

    def times_of(self, base: "Result") -> float:
        """How many times the cost of ``base``: median over the rounds."""
        pairs = zip(self.costs(), base.costs(), strict=True)
        return statistics.median(own / other for own, other in pairs)

    def cpu_times_of(self, base: "Result") -> float:
        """The same by CPU time, which other programs disturb less."""
        return statistics.median(
            (own / work) / (base_own / base_work)
            for own, work, base_own, base_work in zip(
                self.cpu_seconds, self.work, base.cpu_seconds, base.work, strict=True
            )
        )


class Process:
    """A contender's process, ready for its next turn."""

    def __init__(self, contender: Contender) -> None:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        environment |= contender.environment
        if contender.threads is not None:
            environment["OMP_NUM_THREADS"] = str(contender.threads)
        self.contender = contender
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "benchmarks.turns",
                contender.maker,
                json.dumps(contender.settings),
            ],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Process":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType
    ) -> None:
        self._process.stdin.close()
        if error is not None:
            self._process.terminate()
        self._process.wait()
        self._process.stdout.close()

    def take_turn(self, number: int) -> dict[str, Any]:
        """Have it take a turn and return what it tells."""
        try:
            self._process.stdin.write(f"{number}\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise SystemExit(f"error: {self.contender.name} failed; its message is above")
        return json.loads(answer)


def compete(contenders: Sequence[Contender], rounds: int, warmups: int = 1) -> list[Result]:
    """Give each contender one turn a round, in alternating order; the first one is the measure.

    Raises where answers differ: then there is nothing to compare.
    """
    results = [Result(contender.name) for contender in contenders]
    with ExitStack() as stack:
        # One after the other, so that they do not disturb each other's start.
        players = []
        for contender in contenders:
            players.append(stack.enter_context(Process(contender)))
            for number in range(warmups):
                players[-1].take_turn(-1 - number)
        for number in range(rounds):
            turns = list(zip(players, results, strict=True))
            answers = {}
            for player, result in turns if number % 2 == 0 else reversed(turns):
                told = player.take_turn(number)
                result.seconds.append(told["seconds"])
                result.cpu_seconds.append(told["cpu_seconds"])
                result.work.append(told["work"])
                result.peak_mib = told["peak_mib"]
                if told["answer"] is not None:
                    answers[result.name] = told["answer"]
            if len(set(answers.values())) > 1:
                raise SystemExit(f"error: no two of these may differ: {answers}")
    return results


def serve(turn: Turn) -> None:
    """The contender's side: take a turn for each line that comes in."""
    # What the turns print must not get between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        start, cpu_start = time.perf_counter(), _cpu_seconds()
        told = turn(int(line)) or {}
        told = {"work": 1, "answer": None, **told}
        # A turn may have timed itself, where only part of it counts.
        told.setdefault("seconds", time.perf_counter() - start)
        told.setdefault("cpu_seconds", _cpu_seconds() - cpu_start)
        told.setdefault("peak_mib", peak_mib())
        answers.write(json.dumps(told) + "\n")
        answers.flush()


def timed(call: Callable[[], Any], device: str = "cpu") -> tuple[Any, dict[str, float]]:
    """What the call gives, and how long it alone took, the device's work included."""
    if device != "cpu":
        import torch

        torch.cuda.synchronize()
    start, cpu_start = time.perf_counter(), time.process_time()
    result = call()
    if device != "cpu":
        torch.cuda.synchronize()
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    return result, {"seconds": seconds, "cpu_seconds": cpu_seconds}


def installed(module: str) -> bool:
    """Whether a contender's package is here."""
    return importlib.util.find_spec(module) is not None


def peak_mib() -> float:
    """The most memory this process has held so far."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return peak_mib_of(resource.RUSAGE_SELF)
    # Linux has ru_maxrss begin at what the parent held, VmHWM not.
    return int(status.split("VmHWM:")[1].split()[0]) / 2**10


def peak_mib_of(who: int) -> float:
    """The most that resource.RUSAGE_SELF, or any one child in RUSAGE_CHILDREN, has held."""
    return resource.getrusage(who).ru_maxrss / MEMORY_UNIT


def _cpu_seconds() -> float:
    """Of this process and of the children it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    from utils.threads import share_cores

    if "UNPREPARED" not in os.environ:
        share_cores()  # as the scripts do, before torch is loaded
    maker, settings = sys.argv[1:]
    module, function = maker.split(":")
    serve(getattr(importlib.import_module(module), function)(**json.loads(settings)))


if __name__ == "__main__":
    main()
