"""Requests to stop: Ctrl-C, SIGTERM of a scheduler, a closed terminal, a launcher that died."""

import signal
import time
from collections.abc import Iterable, Iterator
from types import FrameType, TracebackType
from typing import TypeVar

from models.base.process.launcher import find_launcher

ECHO = 1.0  # seconds within which a second Ctrl-C is the first one, passed on by a launcher


T = TypeVar("T")


class StopRequested(Exception):
    """A signal came while this process waited; its training position is that of the last step."""


class StopSignal:
    """Context in which SIGINT, SIGTERM and SIGHUP are noted instead of acted on.

    So is the death of the launcher that started this process: it is told of a signal first, and
    a launcher of one process dies of it without passing it on. A second Ctrl-C does what Ctrl-C
    always does.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self._noted = 0.0
        self._waits = False  # for something that a signal shall break off
        self._launcher = find_launcher()
        self._previous: dict[int, object] = {}

    def __enter__(self) -> "StopSignal":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue  # nohup: the terminal may go
            try:
                self._previous[number] = signal.signal(number, self._note)
            except ValueError:  # not the main thread: signals are somebody else's business
                break
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    @property
    def outcome(self) -> str | None:
        """How a run that heeds the signal ends: "interrupted", "terminated", or None without."""
        if self.signal is None and self._launcher is not None and self._launcher.is_gone():
            self.signal = signal.SIGTERM
        if self.signal is None:
            return None
        return "interrupted" if self.signal == signal.SIGINT else "terminated"

    def iterate(self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items; StopRequested if a signal comes while one of them is waited for."""
        iterator = iter(items)
        while True:
            if self.outcome is not None:
                raise StopRequested
            try:
                self._waits = True
                item = next(iterator)
            except StopIteration:
                return
            finally:
                self._waits = False
            yield item

    def _note(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if self.signal == signal.SIGINT == number:
            if now - self._noted > ECHO:
                raise KeyboardInterrupt
            return
        self.signal, self._noted = number, now
        if self._waits:
            self._waits = False
            raise StopRequested


def ignore_in_worker(worker: int) -> None:
    """For data loading processes: a signal reaches the whole group, the trainer decides."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
