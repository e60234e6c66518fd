"""Anybody's recordings: a folder with ``metadata.csv`` and audio in ``wavs/`` or beside it.

Lines are ``id|text`` or ``id|raw|normalized``. An id names a wav, flac or mp3 file, with or without
its extension, and may start with subfolders.
"""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from processors.corpora.base import CorpusError, Fence, Metadata, Utterance

EXTENSIONS = (".wav", ".flac", ".mp3")  # the first wins where an id has several


def read_corpus(folder: Path) -> Iterator[Utterance]:
    """Every line of ``metadata.csv``; the normalized text where there is one."""
    path = folder / "metadata.csv"
    if not path.is_file():
        what = "no metadata.csv in it" if folder.is_dir() else "no such folder"
        raise CorpusError(
            f"{folder}: {what}. A dataset of your own is a folder with metadata.csv (id|text on "
            "each line) and the recordings in wavs/; see egs/datasets/README.md"
        )
    metadata = Metadata(path, (2, 3), "id|text or id|raw text|normalized text")
    finder = AudioFinder(folder)
    for identifier, raw, *normalized in metadata.rows():
        text = normalized[0] if normalized and normalized[0] else raw
        uid = metadata.uid(_without_extension(identifier))
        yield Utterance(uid, text, finder.find(identifier))


class AudioFinder:
    """Find the file that an id means; each folder is listed once, however many files it has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listings: dict[Path, dict[str, list[str]]] = {}
        self._links: set[Path] = set()
        self._fence = Fence(folder, folder / "wavs")

    def find(self, identifier: str) -> str:
        """Path of the recording, or where it should have been."""
        relative = PurePosixPath(identifier.replace("\\", "/"))
        for place in (self._folder / "wavs", self._folder):
            folder = place / relative.parent
            # The name as written comes first: "take.1" may be take.1.wav, or the file take.1.
            for stem in (relative.name, _without_extension(relative.name)):
                names = self._list(folder).get(stem, ())
                if names:
                    path = folder / (relative.name if relative.name in names else names[0])
                    if path in self._links:
                        self._fence.check(path)
                    return str(path)
        has_extension = relative.suffix.lower() in EXTENSIONS
        return str(self._folder / "wavs" / relative) + ("" if has_extension else EXTENSIONS[0])

    def _list(self, folder: Path) -> dict[str, list[str]]:
        """Audio files of a folder by their names without extension, the preferred one first."""
        if folder not in self._listings:
            listing: dict[str, list[str]] = {}
            for name in sorted(self._scan(folder), key=lambda name: (_rank(name), name)):
                if _rank(name) < len(EXTENSIONS):
                    listing.setdefault(_without_extension(name), []).append(name)
            self._listings[folder] = listing
        return self._listings[folder]

    def _scan(self, folder: Path) -> list[str]:
        """Names in a folder; those that are links are noted."""
        if not folder.is_dir():
            return []
        self._fence.check(folder)
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.is_symlink()) for entry in entries]
        self._links.update(folder / name for name, is_link in found if is_link)
        return [name for name, _ in found]


def _rank(name: str) -> int:
    extension = os.path.splitext(name)[1].lower()
    return EXTENSIONS.index(extension) if extension in EXTENSIONS else len(EXTENSIONS)


def _without_extension(name: str) -> str:
    stem, extension = os.path.splitext(name)
    return stem if extension.lower() in EXTENSIONS else name
