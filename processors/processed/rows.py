"""Rows of the splits of processed data, and the documents beside them."""

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from processors.processed.paths import (
    AGAIN,
    SPLITS,
    meta_path,
    plain_name,
    speakers_path,
    split_path,
)
from utils.errors import UserError
from utils.files import read_json, read_json_rows

if TYPE_CHECKING:
    from config.schema import RecipeConfig


def load_rows(
    processed_dir: str | Path, dataset: str, split: str, columns: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Rows of a split: Dataset, index, Singer, Uid, Text, Path, Duration, Frames, Phones.

    Singer is a key of ``spk2id.json``, Duration is in seconds, Phones counts ids, blanks included.
    ``columns`` are those to keep: a large corpus has no use for its texts and paths in training.
    """
    if split not in SPLITS:
        raise UserError(f"no split {split!r}; there are {', '.join(SPLITS)}")
    load_meta(processed_dir, dataset)  # the rows of an unfinished run are not to be used
    path, rows = split_path(processed_dir, dataset, split), []
    with _readable(path):
        for row in read_json_rows(path):
            plain_name(row["Uid"])
            if plain_name(row.get("Dataset", dataset)) != dataset:
                raise ValueError(f"a row of dataset {row['Dataset']!r} in it")
            kept = {sys.intern(name): row[name] for name in row if not columns or name in columns}
            for name in ("Dataset", "Singer"):  # the same strings in many rows: kept once
                if name in kept:
                    kept[name] = sys.intern(kept[name])
            rows.append(kept)
    return rows


def load_split(
    config: "RecipeConfig", split: str, columns: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Rows of a split of every dataset of ``config``; see ``load_rows``."""
    folder = config.processed_dir
    return [row for name in config.dataset for row in load_rows(folder, name, split, columns)]


def load_meta(processed_dir: str | Path, dataset: str) -> dict[str, Any]:
    """``meta_info.json`` of a dataset that stage 1 has finished."""
    path = meta_path(processed_dir, dataset)
    if not path.is_file():
        state = "stage 1 was not finished" if path.parent.is_dir() else "no processed data"
        raise UserError(f"{path.parent}: {state} for dataset {dataset!r}; {AGAIN}")
    return _read(path)


def load_speakers(processed_dir: str | Path) -> dict[str, int]:
    """Speaker name to id, over all datasets in ``processed_dir``."""
    return _read(speakers_path(processed_dir))


def _read(path: Path) -> Any:
    with _readable(path):
        return read_json(path)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Whatever is wrong with a file of processed data, stage 1 is the remedy."""
    try:
        yield
    except FileNotFoundError:
        raise UserError(f"{path}: no such file; {AGAIN}") from None
    except KeyError as error:
        raise UserError(f"{path}: a row without {error}; {AGAIN}") from None
    except (OSError, ValueError, TypeError) as error:
        raise UserError(f"{path}: cannot be read ({error}); {AGAIN}") from None
