"""Files and folders that are on the disk when they are said to be, and whole at any moment."""

import os
import shutil
import zlib
from pathlib import Path

PARTIAL_PREFIX = ".partial-"  # of the names of folders that do not count


def write_file(path: Path, data: bytes) -> dict[str, int]:
    """Write and flush to the disk; size and checksum of what was meant to be written."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return {"bytes": len(data), "crc32": zlib.crc32(data)}


def checksum(path: Path) -> int:
    """CRC-32 of a file as it is on the disk."""
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            value = zlib.crc32(chunk, value)
    return value


def put_in_place(partial: Path, final: Path) -> None:
    """Rename; an older folder of the same name goes once the new one is there."""
    if final.exists():
        beside = final.with_name(f"{final.name}_again")  # found like any other, if it stays so
        discard(beside)
        partial.rename(beside)
        flush_folder(final.parent)
        discard(final)
        beside.rename(final)
    else:
        partial.rename(final)
    flush_folder(final.parent)


def discard(folder: Path) -> None:
    """Delete; renamed first, so that a kill in the middle leaves nothing half under its name."""
    if folder.exists():
        hidden = folder.with_name(f"{PARTIAL_PREFIX}old-{folder.name}")
        shutil.rmtree(hidden, ignore_errors=True)
        folder.rename(hidden)
        shutil.rmtree(hidden)


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
