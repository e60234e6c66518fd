"""Files that are written whole or not at all, and JSON in them."""

import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; rename it on success, remove it on failure.

    The file is the caller's to create. Were it made here and truncated by the caller, ext4 would
    write it to the disk when it is closed, at several times the cost of the writing.
    """
    path = Path(path)
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
    # The suffix is kept: numpy and soundfile choose the format by it.
    temporary = path.with_name(f".{path.stem}.{secrets.token_hex(4)}{path.suffix}")
    replaced = False
    try:
        yield temporary
        temporary.replace(path)
        replaced = True
    finally:
        if not replaced:
            temporary.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text atomically."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(text.encode())


def write_json(path: str | Path, value: Any) -> None:
    """Write readable strict JSON atomically."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def write_json_rows(path: str | Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write a JSON array with one row a line: grep and diff work on it, and it can be streamed."""
    with (
        atomic_path(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="\n") as file,
    ):
        file.write("[")
        before = "\n"
        for row in rows:
            file.write(before + json.dumps(row, ensure_ascii=False, allow_nan=False))
            before = ",\n"
        file.write("]\n" if before == "\n" else "\n]\n")


def read_json_rows(path: str | Path) -> Iterator[dict[str, Any]]:
    """Rows of a JSON array of objects, one by one; ValueError where it is something else.

    Only a file that is not laid out as ``write_json_rows`` does it is held in memory as a whole.
    """
    with Path(path).open(encoding="utf-8") as file:
        a_row_a_line = file.readline() == "[\n" and _is_row(file.readline())
        file.seek(0)
        rows = _stream_rows(file) if a_row_a_line else json.load(file)
        if isinstance(rows, dict):
            raise ValueError("an array was expected")
        for row in rows:
            if not isinstance(row, dict):
                raise ValueError(f"expected an array of objects, one of them is {row!r:.50}")
            yield row


def read_json(path: str | Path) -> Any:
    """Read strict JSON."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def _stream_rows(file: TextIO) -> Iterator[Any]:
    file.readline()
    for line in file:
        if line == "]\n":
            return
        yield json.loads(line.rstrip("\n").removesuffix(","))
    raise ValueError("the file ends too early")


def _is_row(line: str) -> bool:
    return line.startswith("{") and line.rstrip("\n").removesuffix(",").endswith("}")
