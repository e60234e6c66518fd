"""Whether the compiled core is there and newer than its source. Imports nothing heavy."""

from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def is_stale(folder: Path = FOLDER) -> bool:
    """True when this Python has no compiled core in ``folder``, or one older than core.pyx."""
    built = [folder / f"core{suffix}" for suffix in EXTENSION_SUFFIXES]
    built = [path for path in built if path.is_file()]
    if not built:
        return True
    # The first one is what Python imports.
    return built[0].stat().st_mtime < (folder / "core.pyx").stat().st_mtime
