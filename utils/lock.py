"""File lock on a folder that one process at a time may write into."""

import errno
import fcntl
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from utils.errors import UserError

LOCK_FILE = ".lock"

_within: set[Path] = set()  # folders that this process has locked for a while

logger = logging.getLogger(__name__)


def acquire_lock(folder: str | Path, busy: str) -> int:
    """Keep other processes out of a folder for as long as this one lives; the file's descriptor.

    A run that is still there (its launcher was killed, the terminal closed) would write into the
    same files. The lock is this process's alone: processes that it starts do not inherit it. Where
    another one holds it UserError says ``busy``, of which ``{owner}`` becomes that process.
    """
    path = Path(folder) / LOCK_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)  # closed by the end of the process
    except OSError as error:
        raise UserError(f"cannot write into {folder}: {error.strerror}") from None
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EAGAIN):
            logger.warning("%s: cannot be locked: %s", folder, error)  # as on some networks
            return handle
        owner = os.read(handle, 200).decode(errors="replace").strip() or "another process"
        os.close(handle)
        raise UserError(f"{folder}: {busy.format(owner=owner)}") from None
    os.ftruncate(handle, 0)
    os.write(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
    return handle


@contextmanager
def locked(folder: str | Path, busy: str) -> Iterator[None]:
    """``acquire_lock`` for a block of code, which is not entered twice in this process either."""
    key = Path(folder).resolve()
    if key in _within:
        raise UserError(f"{folder}: {busy.format(owner=f'process {os.getpid()}')}")
    handle = acquire_lock(folder, busy)
    _within.add(key)
    try:
        yield
    finally:
        _within.remove(key)
        os.close(handle)


def is_locked(folder: str | Path) -> bool:
    """Whether another process holds the lock of a folder."""
    try:
        handle = os.open(Path(folder) / LOCK_FILE, os.O_RDONLY)
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
