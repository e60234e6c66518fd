"""Logging for the scripts, and how they end."""

import errno
import logging
import os
import sys
import time
from collections.abc import Callable

from utils.errors import LostProcess, UserError

WAIT_FOR_MAIN = 2.0  # seconds in which the main process of several, failing alike, ends the others


def setup_logging(level: str = "info") -> None:
    """Send the toolkit's log records to standard error, one short line each."""
    logging.basicConfig(
        level=level.upper(), format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S"
    )
    for chatty in ("faster_whisper", "matplotlib", "numba", "PIL", "phonemizer"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def run_main(main: Callable[[], int | None]) -> None:
    """Run a script's ``main``: a UserError becomes one line and exit code 1, Ctrl-C code 130."""
    try:
        code = main()
    except UserError as error:
        _report(error)
        code = 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        _report(UserError(f"{error.strerror}: {error.filename or 'while writing'}; free some"))
        code = 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201
        code = 130
    sys.exit(code or 0)


def _report(error: UserError) -> None:
    """Print the message, once where several processes have the same one.

    The main process prints at once and ends, whereupon the launcher ends the others; one that
    is still there a little later is the only one that failed.
    """
    rank, where = os.environ.get("RANK", "0"), ""
    if rank != "0":
        where = f" (process {rank})"
        if not isinstance(error, LostProcess):
            time.sleep(WAIT_FOR_MAIN)
    print(f"error{where}: {error}", file=sys.stderr)  # noqa: T201 - the scripts' one way to fail
