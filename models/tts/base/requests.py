"""What is to be spoken, and under which file name."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.schema import RecipeConfig
from processors.processed.rows import load_rows
from utils.errors import UserError
from utils.files import read_json, write_json
from utils.names import MANIFEST, SPEED, file_name, slug

SUFFIXES = (".wav", ".npy", ".png", ".json")


@dataclass(frozen=True)
class Request:
    """A text, the name its files should have, and who speaks it."""

    name: str
    text: str
    speaker: str | None = None


def text_request(text: str, speaker: str | None = None) -> Request:
    """One text, named by a slug of it."""
    return Request(slug(text), text, speaker)


def file_requests(path: str | Path, speaker: str | None = None) -> list[Request]:
    """One request a line: a sentence, ``id|text``, or ``id|raw|normalized``, the last spoken."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UserError(f"{path}: not UTF-8 text") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    requests = [_parse_line(line.strip(), speaker) for line in lines if line.strip()]
    if not requests:
        raise UserError(f"{path}: no lines in it; expected a sentence or id|text on each")
    return requests


def dataset_requests(
    config: RecipeConfig,
    dataset: str | None,
    split: str,
    speaker: str | None = None,
    own_speakers: bool = False,
) -> list[Request]:
    """The rows of a split of processed data, named by Uid.

    ``dataset`` may be left out where the voice has one. A given ``speaker`` speaks all rows;
    otherwise, with ``own_speakers``, each is spoken by its own.
    """
    if dataset is None:
        if len(config.dataset) > 1:
            raise UserError(f"name one of the voice's datasets: {', '.join(config.dataset)}")
        dataset = config.dataset[0]
    rows = load_rows(config.processed_dir, dataset, split)
    if not rows:
        raise UserError(f"the {split} split of {dataset} has no rows")
    return [
        Request(
            file_name(row["Uid"]), row["Text"], speaker or (row["Singer"] if own_speakers else None)
        )
        for row in rows
    ]


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


def _parse_line(line: str, speaker: str | None) -> Request:
    uid, bar, text = line.partition("|")
    # A bar inside [[…]] is a phone (a minor break), not the end of an id.
    if not bar or "[[" in uid or not uid.strip():
        return text_request(line, speaker)
    if text.count("|") == 1 and "[[" not in text:
        text = text.partition("|")[2]
    return Request(file_name(uid.strip()), text.strip(), speaker)
