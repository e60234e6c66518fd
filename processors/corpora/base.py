"""What every corpus reader gives: utterances, errors, and paths that stay in the corpus."""

import os
import unicodedata
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
    doubt: str | None = None  # what is strange about the text; the clip is used, and listed


def composed(name: str) -> str:
    """The name with its accents composed (NFC), for comparing: a Mac writes them apart (NFD)."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


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
