"""Requests to stop: Ctrl-C, SIGTERM of a scheduler, a closed terminal, a launcher that died."""

import signal
import threading
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
        self._grace: float | None = None  # seconds that it has from then on; None is none
        self._overdue = False  # they are over
        self._timer: threading.Timer | None = None
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

    def iterate(self, items: Iterable[T], grace: float | None = None) -> Iterator[T]:
        """Yield the items; StopRequested if a signal comes while one of them is waited for.

        With ``grace``, the item may still come so many seconds after the signal, and one that is
        there at once comes in any case.
        """
        iterator = iter(items)
        while True:
            if grace is None and self.outcome is not None:
                raise StopRequested
            try:
                self._waits, self._grace = True, grace
                if self.signal is not None:
                    self._start_timer()
                item = next(iterator)
            except StopIteration:
                return
            finally:
                self._waits = False
                if self._timer is not None:
                    self._timer.cancel()
            yield item

    def _start_timer(self) -> None:
        """Have the wait that goes on end when its grace is over."""
        self._timer = threading.Timer(self._grace, self._end_wait)
        self._timer.daemon = True
        self._timer.start()

    def _end_wait(self) -> None:
        """In the timer's thread: a signal to the main one, which is all that ends a wait there."""
        if self._waits:
            self._overdue = True
            signal.pthread_kill(threading.main_thread().ident, self.signal)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._overdue:
            self._overdue = False
            if self._waits:
                self._waits = False
                raise StopRequested
            return
        now = time.monotonic()
        if self.signal == signal.SIGINT == number:
            if now - self._noted > ECHO:
                raise KeyboardInterrupt
            return
        self.signal, self._noted = number, now
        if self._waits and self._grace is not None:
            self._start_timer()
        elif self._waits:
            self._waits = False
            raise StopRequested


def ignore_in_worker(worker: int) -> None:
    """For data loading processes: a signal reaches the whole group, the trainer decides."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
