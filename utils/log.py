"""Logging for the scripts, and how they end."""

import errno
import logging
import os
import sys
import time
from collections.abc import Callable

from utils.errors import LostProcess, UserError

FULL = (errno.ENOSPC, errno.EDQUOT)
FORBIDDEN = (errno.EACCES, errno.EPERM)
WAIT_FOR_MAIN = 2.0  # seconds in which the main process of several, failing alike, ends the others

logger = logging.getLogger(__name__)


def setup_logging(level: str = "info") -> None:
    """Send the toolkit's log records to standard error, one short line each."""
    logging.basicConfig(
        level=level.upper(), format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S"
    )
    for chatty in ("faster_whisper", "matplotlib", "numba", "PIL", "phonemizer"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def run_main(main: Callable[[], int | None]) -> None:
    """Run a script's ``main``: a UserError becomes one line and exit code 1, Ctrl-C code 130.

    So does an OSError that names a file; its traceback is logged at the level "debug". Everything
    else is a bug and keeps its traceback.
    """
    try:
        code = main()
    except UserError as error:
        _report(error)
        code = 1
    except OSError as error:
        if error.filename is None and error.errno not in FULL:
            raise
        logger.debug("what was being done", exc_info=True)
        _report(UserError(describe_os_error(error)))
        code = 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201
        code = 130
    sys.exit(code or 0)


def describe_os_error(error: OSError) -> str:
    """What is wrong with which file or folder, and what to do about it."""
    path = "while writing" if error.filename is None else os.fsdecode(error.filename)
    missing = error.errno in (errno.ENOENT, errno.ENOTDIR)
    if error.filename is not None and not missing and not os.path.lexists(path):
        path = f"cannot write into {os.path.dirname(path) or '.'}"  # the file's name is nobody's
    if error.errno in FULL:
        remedy = "free some"
    elif error.errno in FORBIDDEN:
        remedy = f"give this user{_user()} access to it, or choose another place"
    elif error.errno == errno.EROFS:
        remedy = "choose another place"
    else:
        remedy = "check the path, and that its disk is in order"
    return f"{error.strerror}: {path}; {remedy}"


def _user() -> str:
    return f" (number {os.geteuid()})" if hasattr(os, "geteuid") else ""


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
