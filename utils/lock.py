"""One run a folder."""

import errno
import fcntl
import logging
import os
import socket
from pathlib import Path

from utils.errors import UserError

LOCK_FILE = ".lock"

logger = logging.getLogger(__name__)


def claim(experiment: str | Path) -> None:
    """Keep other processes out of an experiment's folder for as long as this one lives.

    A run that is still there (its launcher was killed, the terminal closed) would write into the
    same files. The lock is this process's alone: data loading processes do not inherit it.
    """
    path = Path(experiment) / LOCK_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)  # closed by the end of the process
    except OSError as error:
        raise UserError(f"cannot write into {experiment}: {error.strerror}") from None
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EAGAIN):
            logger.debug("%s: no locks on this file system: %s", path, error)
            return
        owner = os.read(handle, 200).decode(errors="replace").strip() or "another process"
        raise UserError(
            f"{experiment}: {owner} is training into it; wait until it has left, stop it (SIGTERM "
            "makes it save), or choose another name"
        ) from None
    os.ftruncate(handle, 0)
    os.write(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())


def is_claimed(experiment: str | Path) -> bool:
    """Whether another process is training into an experiment's folder."""
    try:
        handle = os.open(Path(experiment) / LOCK_FILE, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)  # given back with the handle
    except OSError as error:
        return error.errno in (errno.EACCES, errno.EAGAIN)
    else:
        return False
    finally:
        os.close(handle)
