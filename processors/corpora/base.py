"""What every corpus reader gives, and the reading of ``metadata.csv``."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from utils.errors import UserError

# Uids name files: <uid>.phone, and a temporary name some 12 characters longer, must fit 255 bytes.
MAX_UID_BYTES = 200


class CorpusError(UserError):
    """A corpus that is not there or whose metadata cannot be understood."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One recording and what is said in it; whether the file is there is not checked here."""

    uid: str  # safe as a file name, unique in its corpus
    text: str
    path: str
    speaker: str | None = None  # None: the corpus has one speaker


class Fence:
    """Keeps a reader inside its dataset: links in there must not lead out of it.

    The folders that the layout itself has (the dataset, ``wavs/``, a subset) may be links: people
    put those where their disks are.
    """

    def __init__(self, folder: Path, *parts: Path) -> None:
        self._folder = folder
        self._roots = [os.path.realpath(root) for root in (folder, *parts)]

    def check(self, path: str | Path) -> None:
        """Raise CorpusError unless ``path``, all links followed, is inside."""
        real = os.path.realpath(path)
        if not any(real == root or real.startswith(root + os.sep) for root in self._roots):
            raise CorpusError(
                f"{path}: a link out of the dataset folder {self._folder}, to {real}; "
                "copy the recordings, or name their real folder in dataset_path"
            )


class Metadata:
    """Rows of ``id|text`` files, with the errors that users meet in them.

    Fields are separated by ``|`` and nothing else has a meaning: quotes are part of the text.
    """

    def __init__(self, path: Path, columns: tuple[int, ...], form: str) -> None:
        self._path = path
        self._columns = columns
        self._form = form
        self._line_of_uid: dict[str, int] = {}
        self._line = 0

    def rows(self) -> Iterator[list[str]]:
        """Fields of every line that is not blank."""
        with self._path.open("rb") as file:
            for self._line, raw in enumerate(file, start=1):
                line = self._decode(raw).strip("\r\n")
                if not line.strip():
                    continue
                fields = [field.strip() for field in line.split("|")]
                if len(fields) not in self._columns:
                    raise self.error(f"{len(fields)} fields; each line must be {self._form}")
                yield fields
        if not self._line_of_uid:
            raise CorpusError(f"{self._path}: no utterances in it; each line must be {self._form}")

    def uid(self, identifier: str) -> str:
        """File name of an utterance, refused when it is unsafe or was seen on a line before."""
        parts = identifier.replace("\\", "/").split("/")
        if not identifier:
            raise self.error(f"the id is empty; each line must be {self._form}")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            raise self.error(f"id {identifier!r} points outside of the dataset folder")
        uid = "_".join(part for part in parts if part not in ("", "."))
        if not uid.isprintable() or uid.startswith(".") or not uid:
            raise self.error(f"id {identifier!r} cannot be a file name")
        if len(uid.encode()) > MAX_UID_BYTES:
            raise self.error(f"id {identifier!r} is too long for a file name")
        first = self._line_of_uid.setdefault(uid, self._line)
        if first != self._line:
            raise self.error(f"id {identifier!r} is the same utterance as on line {first}")
        return uid

    def error(self, message: str) -> CorpusError:
        """The error for the line being read."""
        return CorpusError(f"{self._path}, line {self._line}: {message}")

    def _decode(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8-sig" if self._line == 1 else "utf-8")
        except UnicodeDecodeError:
            raise self.error("not UTF-8; save the file in that encoding") from None
