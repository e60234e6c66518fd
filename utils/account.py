"""What libraries expect of a user's account, for processes that run without one.

A container started with a number for its user has no name for it, no home or one that cannot be
written to, and packages that belong to someone else.
"""

import getpass
import os
import tempfile
from pathlib import Path

# Caches that libraries keep below the home, and fail or complain without.
CACHES = {
    "XDG_CACHE_HOME": "cache",
    "MPLCONFIGDIR": "matplotlib",
    "NUMBA_CACHE_DIR": "numba",
    "TORCHINDUCTOR_CACHE_DIR": "inductor",
    "TRITON_CACHE_DIR": "triton",
}


def provide_account() -> None:
    """Set a user's name, a home and places for caches where there are none; else change nothing.

    All are environment variables; those that are set already stay as they are.
    """
    if os.name != "posix":
        return
    try:
        getpass.getuser()
    except (KeyError, OSError):  # which of them depends on the version of Python
        os.environ["LOGNAME"] = f"user{os.geteuid()}"
    home = os.path.expanduser("~")  # stays ~ where nobody knows it
    if os.path.isdir(home) and os.access(home, os.W_OK | os.X_OK):
        return
    folder = _own_folder()
    if not os.path.isdir(home):
        os.environ["HOME"] = str(folder)
    for name, cache in CACHES.items():
        os.environ.setdefault(name, str(folder / cache))


def _own_folder() -> Path:
    """Folder for temporary files that nobody else can write into, the same in each process."""
    folder = Path(tempfile.gettempdir()) / f"flow-tts-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        return Path(tempfile.mkdtemp(prefix="flow-tts-"))
    return folder
