"""Names of the files that speech is written to, made of texts and ids."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from utils.errors import UserError
from utils.files import read_json, write_json

MANIFEST = "requests.json"  # name to request
SPEED = "speed.json"  # name to the seconds it took
SUFFIXES = (".wav", ".npy", ".png", ".json")

MAX_SLUG_CHARS = 60
MAX_NAME_BYTES = 200  # file systems take 255, with number, suffix and a temporary name's rest


class OutputNames:
    """Names of files in one folder, such that no request overwrites another one's.

    ``requests.json`` in the folder tells which request each name belongs to. The same request
    (text, speaker, voice, scales, seed, vocoder) gets its old name again; where a name belongs to
    another request, or to a file of unknown origin, a number is added.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._owners: dict[str, Any] = {}
        path = self.folder / MANIFEST
        try:
            self._owners = read_json(path)
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            raise UserError(f"{path}: cannot be read ({error}); move it away") from None
        if not isinstance(self._owners, dict):
            raise UserError(f"{path}: not a list of requests; move it away")

    def assign(self, wanted: Iterable[tuple[str, dict[str, Any]]]) -> list[str]:
        """A name for each (name wanted, description of the request), remembered on disk."""
        names, taken_now = [], set()
        for name, request in wanted:
            number, candidate = 1, name
            while not self._is_free(candidate, request, candidate in taken_now):
                number += 1
                candidate = f"{name}-{number}"
            self._owners[candidate] = request
            taken_now.add(candidate)
            names.append(candidate)
        write_json(self.folder / MANIFEST, self._owners)
        return names

    def _is_free(self, name: str, request: dict[str, Any], taken_now: bool) -> bool:
        if self._owners.get(name) == request:
            return True
        if taken_now or name + ".json" in (MANIFEST, SPEED):
            return False
        return not any((self.folder / (name + suffix)).exists() for suffix in SUFFIXES)


def slug(text: str) -> str:
    """Short file name made of the words of a text: "Über 3 Äpfel!" is "uber-3-apfel"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    words = re.findall(r"\w+", unicodedata.normalize("NFC", plain.replace("'", "")))
    name = ""
    for word in words:
        if len(name) + len(word) + 1 > MAX_SLUG_CHARS:
            break
        name += f"-{word}" if name else word
    return _fit(name or "".join(words)[:MAX_SLUG_CHARS])


def file_name(uid: str) -> str:
    """File name made of an id: no folders, nothing that a file system refuses."""
    name = re.sub(r"[^\w.+@=-]+", "_", unicodedata.normalize("NFC", uid)).lstrip(".-")
    return _fit(name)


def unused_path(path: Path) -> Path:
    """The path itself, or with a number in its name where something is there already."""
    number, candidate = 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate


def _fit(name: str) -> str:
    return name.encode()[:MAX_NAME_BYTES].decode(errors="ignore") or "speech"
