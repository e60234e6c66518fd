"""The recording that an id of ``metadata.csv`` means, wherever and however it is written."""

import os
from pathlib import Path, PurePosixPath

from processors.corpora.base import Fence, composed

EXTENSIONS = (".wav", ".flac", ".mp3")  # the first wins where an id has several


class AudioFinder:
    """Find the file that an id means; each folder is listed once, however many files it has.

    Names that differ only in how their accents are coded are the same name: a Mac decomposes them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listings: dict[Path, dict[str, list[str]]] = {}
        self._folders: dict[Path, Path] = {}
        self._links: set[Path] = set()
        self._fence = Fence(folder, folder / "wavs")

    def find(self, identifier: str) -> str:
        """Path of the recording, or where it should have been."""
        relative = PurePosixPath(identifier.replace("\\", "/"))
        for place in (self._folder / "wavs", self._folder):
            folder = self._find_folder(place / relative.parent)
            # The name as written comes first: "take.1" may be take.1.wav, or the file take.1.
            for stem in (relative.name, without_extension(relative.name)):
                names = self._list(folder).get(composed(stem), ())
                if names:
                    path = folder / _as_written(relative.name, names)
                    if path in self._links:
                        self._fence.check(path)
                    return str(path)
        has_extension = relative.suffix.lower() in EXTENSIONS
        return str(self._folder / "wavs" / relative) + ("" if has_extension else EXTENSIONS[0])

    def _find_folder(self, folder: Path) -> Path:
        """The folder, or that whose name is coded in another way."""
        if folder.is_dir() or folder == self._folder:
            return folder
        if folder not in self._folders:
            parent = self._find_folder(folder.parent)
            same = [
                path
                for path in (sorted(parent.iterdir()) if parent.is_dir() else ())
                if composed(path.name) == composed(folder.name)
            ]
            self._folders[folder] = same[0] if same else folder
        return self._folders[folder]

    def _list(self, folder: Path) -> dict[str, list[str]]:
        """Audio files of a folder by their names without extension, the preferred one first."""
        if folder not in self._listings:
            listing: dict[str, list[str]] = {}
            for name in sorted(self._scan(folder), key=lambda name: (_rank(name), name)):
                if _rank(name) < len(EXTENSIONS) and not name.startswith("."):
                    listing.setdefault(composed(without_extension(name)), []).append(name)
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


def without_extension(name: str) -> str:
    """Name of a recording without ``.wav``, ``.flac`` or ``.mp3``."""
    stem, extension = os.path.splitext(name)
    return stem if extension.lower() in EXTENSIONS else name


def _as_written(name: str, names: list[str]) -> str:
    """Of files with one name in several codings or formats that which comes closest to ``name``."""
    matches = (
        lambda file: file == name,
        lambda file: composed(file) == composed(name),
        lambda file: without_extension(file) == name,
    )
    return next((file for match in matches for file in names if match(file)), names[0])


def _rank(name: str) -> int:
    extension = os.path.splitext(name)[1].lower()
    return EXTENSIONS.index(extension) if extension in EXTENSIONS else len(EXTENSIONS)
