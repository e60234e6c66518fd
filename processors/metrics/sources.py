"""What lies in a folder or a list of recordings, by name, and what belongs together.

A folder is one of: a corpus (``metadata.csv``), a dataset of processed data (``train.json``,
``valid.json``, ``test.json``), what synthesis wrote (wavs and ``requests.json``), or just
recordings. A file is a ``metadata.csv``, or a JSON array of rows with Uid, Text and Path.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.schema import resolve_path
from processors.corpora import custom
from processors.metrics.base import Clip, Pair
from processors.processed.paths import SPLITS
from utils.errors import UserError
from utils.files import read_json
from utils.messages import list_some
from utils.output_names import MANIFEST, SPEED, file_name

METADATA = "metadata.csv"
AUDIO = (".wav", ".flac", ".mp3")
SHOWN = 3  # names in a message


@dataclass(frozen=True)
class Source:
    """A recording, a text, or both."""

    path: Path | None = None
    text: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Matches:
    """Utterances to measure, and names that only one side has."""

    pairs: list[Pair]
    missing: list[str]  # in the reference, not synthesized
    extra: list[str]  # synthesized, not in the reference


def is_source(path: str | Path) -> bool:
    """Whether ``read_sources`` would read it, or complain; anything else is a file of texts."""
    path = Path(path)
    return not path.is_file() or path.name == METADATA or path.suffix == ".json"


def read_sources(path: str | Path, split: str = "test") -> dict[str, Source]:
    """Recordings and texts at ``path`` by name; ``split`` picks one of processed data."""
    path = Path(path)
    if path.is_dir():
        return _read_folder(path, split)
    if not path.is_file():
        raise UserError(f"{path}: no such file or folder")
    if not is_source(path):
        raise UserError(f"{path}: expected a folder, a {METADATA} or a split's .json")
    return _read_corpus(path.parent) if path.name == METADATA else _read_rows(path)


def match(
    degraded: Mapping[str, Source], references: Mapping[str, Source] | None = None
) -> Matches:
    """Recordings of ``degraded`` with the recording and text of the same name in ``references``.

    Without references each has its own text. A text of the reference wins over one of its own.
    """
    spoken = {name: source for name, source in degraded.items() if source.path is not None}
    if references is None:
        return Matches([_pair(name, source, Source()) for name, source in spoken.items()], [], [])
    common = [name for name in references if name in spoken]
    if not common:
        raise UserError(
            "no name is on both sides: the reference has "
            f"{_some(references)}, the folder to measure has {_some(spoken)}"
        )
    return Matches(
        [_pair(name, spoken[name], references[name]) for name in common],
        [name for name in references if name not in spoken],
        [name for name in spoken if name not in references],
    )


def match_texts(degraded: Mapping[str, Source], texts: Mapping[str, str]) -> Matches:
    """As ``match`` with texts alone; a name may also be found by what its request said."""
    by_text = {source.text: name for name, source in degraded.items() if source.text is not None}
    references = {
        name if name in degraded else by_text.get(text, name): Source(text=text)
        for name, text in texts.items()
    }
    return match(degraded, references)


def _pair(name: str, spoken: Source, reference: Source) -> Pair:
    text = spoken.text if reference.text is None else reference.text
    recorded = None if reference.path is None else Clip(reference.path)
    return Pair(name, Clip(spoken.path, spoken.facts), recorded, text)


def _some(names: Mapping[str, Source]) -> str:
    return list_some(sorted(names), SHOWN) or "none"


def _read_folder(folder: Path, split: str) -> dict[str, Source]:
    if (folder / METADATA).is_file():
        return _read_corpus(folder)
    if any((folder / f"{name}.json").is_file() for name in SPLITS):
        return _read_rows(folder / f"{split}.json")
    requests = _read_documents(folder / MANIFEST)
    speeds = _read_documents(folder / SPEED)
    recordings = {file.stem: file for file in sorted(folder.iterdir()) if file.suffix in AUDIO}
    if not recordings:
        raise UserError(f"{folder}: no recordings in it ({', '.join(AUDIO)}) and no {METADATA}")
    names = recordings | dict.fromkeys(name for name in requests if name not in recordings)
    return {
        name: Source(file, requests.get(name, {}).get("text"), speeds.get(name, {}))
        for name, file in names.items()
    }


def _read_corpus(folder: Path) -> dict[str, Source]:
    return {
        file_name(utterance.uid): Source(Path(utterance.path), utterance.text)
        for utterance in custom.read_corpus(folder)
    }


def _read_rows(path: Path) -> dict[str, Source]:
    rows = _load(path)
    try:
        return {
            file_name(row["Uid"]): Source(resolve_path(row["Path"]), row["Text"]) for row in rows
        }
    except (TypeError, KeyError):
        raise UserError(f"{path}: not a list of rows with Uid, Text and Path") from None


def _read_documents(path: Path) -> dict[str, dict[str, Any]]:
    """A manifest, name to document; none where there is no file."""
    documents = _load(path) if path.is_file() else {}
    if not isinstance(documents, dict):
        raise UserError(f"{path}: expected an object, name to description")
    return documents


def _load(path: Path) -> Any:
    try:
        return read_json(path)
    except FileNotFoundError:
        raise UserError(f"{path}: no such file") from None
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: cannot be read ({error})") from None
