"""Being asked to stop: by Ctrl-C, or by a cluster that wants its machine back."""

import signal
from types import FrameType, TracebackType


class Interrupt:
    """While entered, SIGINT and SIGTERM are noted instead of acted on.

    A second Ctrl-C does what Ctrl-C always does.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self._previous: dict[int, object] = {}

    def __enter__(self) -> "Interrupt":
        for number in (signal.SIGINT, signal.SIGTERM):
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
    def signal_name(self) -> str | None:
        """How a run that heeds the signal ends: "interrupted", "terminated" or not at all."""
        return {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}.get(self.signal)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.signal == signal.SIGINT == number:
            raise KeyboardInterrupt
        self.signal = number


def ignore_in_worker(worker: int) -> None:
    """For data loading processes: a Ctrl-C reaches the whole group, the trainer decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
