"""Signal handlers of this process, as the system has them."""

import ctypes
import signal
from collections.abc import Iterator
from contextlib import contextmanager

NAMES = (
    *("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGPIPE"),
    *("SIGILL", "SIGTRAP", "SIGABRT", "SIGFPE", "SIGBUS", "SIGSEGV"),
)
_ROOM = 256  # bytes, more than any system's struct sigaction


@contextmanager
def kept_signal_handlers() -> Iterator[None]:
    """Put every handler back that native code replaces inside the block, those of C too.

    LLVM's handlers, which a first compilation installs, pass a signal on once and then are gone,
    or end the process: a request to stop would do something else than what Python was told.
    """
    system = ctypes.CDLL(None).sigaction
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    handlers = {number: ctypes.create_string_buffer(_ROOM) for number in numbers}
    for number, handler in handlers.items():
        system(number, None, handler)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            system(number, handler, None)
