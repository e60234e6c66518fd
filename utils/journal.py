"""Append-only file of what has been done, readable after a kill at any moment."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from utils.files import atomic_path


class Journal:
    """File of JSON values, one per line; of several about the same thing the last one counts."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def read(self) -> Iterator[Any]:
        """Entries in the order they were written; a line torn by a kill is left out."""
        if not self.path.is_file():
            return
        with self.path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    entry = json.loads(line)
                except ValueError:
                    continue
                yield entry

    def append(self, entries: Iterable[Any]) -> None:
        """Add entries and hand them to the system."""
        # A new line first: the file may end in a torn one.
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write("\n" + "".join(map(_to_line, entries)))

    def rewrite(self, entries: Iterable[Any]) -> None:
        """Replace everything by ``entries``, atomically."""
        with (
            atomic_path(self.path) as temporary,
            temporary.open("w", encoding="utf-8", newline="\n") as file,
        ):
            file.writelines(map(_to_line, entries))


def _to_line(entry: Any) -> str:
    return json.dumps(entry, ensure_ascii=False) + "\n"
