"""Processed data on disk: where each file is, how it is read, and what it was made with.

``<processed_dir>/<Dataset>/`` holds ``train.json``, ``valid.json`` and ``test.json`` (arrays of
rows), ``mels/<Uid>.npy``, ``phones/<Uid>.phone``, ``utt2spk``, ``failed.json`` and
``meta_info.json``. The last is written last: without it, stage 1 has not finished.
"""

import hashlib
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from config.glowtts import ExperimentConfig
from config.schema import MelConfig, RecipeConfig, TextConfig, TrimConfig, resolve_path
from processors.text.symbols import SymbolTable
from utils.errors import UserError
from utils.files import read_json, read_json_rows

SPLITS = ("train", "valid", "test")
# Raised when the code makes something else of the same recording or text.
AUDIO_VERSION = 1
TEXT_VERSION = 1
AGAIN = "run stage 1 (bins/tts/preprocess.py) with this config"


def mel_path(processed_dir: str | Path, dataset: str, uid: str) -> Path:
    """File of a clip's mel, float32 (n_mels, T)."""
    return Path(processed_dir, _plain(dataset), "mels", f"{_plain(uid)}.npy")


def phone_path(processed_dir: str | Path, dataset: str, uid: str) -> Path:
    """File of a clip's phoneme string, UTF-8."""
    return Path(processed_dir, _plain(dataset), "phones", f"{_plain(uid)}.phone")


def split_path(processed_dir: str | Path, dataset: str, split: str) -> Path:
    """File of the rows of a split."""
    return Path(processed_dir) / dataset / f"{split}.json"


def meta_path(processed_dir: str | Path, dataset: str) -> Path:
    """File with counts, settings and fingerprints of a dataset."""
    return Path(processed_dir) / dataset / "meta_info.json"


def utt2spk_path(processed_dir: str | Path, dataset: str) -> Path:
    """File of uid<tab>speaker lines, one for each clip of the splits."""
    return Path(processed_dir) / dataset / "utt2spk"


def speakers_path(processed_dir: str | Path) -> Path:
    """File that numbers the speakers of all datasets."""
    return Path(processed_dir) / "spk2id.json"


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
            _plain(row["Uid"])
            if _plain(row.get("Dataset", dataset)) != dataset:
                raise ValueError(f"a row of dataset {row['Dataset']!r} in it")
            kept = {sys.intern(name): row[name] for name in row if not columns or name in columns}
            for name in ("Dataset", "Singer"):  # the same strings in many rows: kept once
                if name in kept:
                    kept[name] = sys.intern(kept[name])
            rows.append(kept)
    return rows


def load_split(
    config: RecipeConfig, split: str, columns: Collection[str] | None = None
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


def load_mel(processed_dir: str | Path, row: dict[str, Any]) -> Tensor:
    """Mel of a row, checked against the length the row gives.

    Shapes: result (n_mels, T) float32.
    """
    path = mel_path(processed_dir, row["Dataset"], row["Uid"])
    try:
        mel = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise UserError(f"{path}: cannot be read ({error}); {AGAIN}") from None
    if mel.ndim != 2 or mel.shape[1] != row["Frames"] or mel.dtype != np.float32:
        raise UserError(
            f"{path}: holds {mel.dtype} {mel.shape}, expected {row['Frames']} frames of float32; "
            f"the features have changed since the split was written: {AGAIN}"
        )
    return torch.from_numpy(mel)


def load_phones(processed_dir: str | Path, row: dict[str, Any]) -> str:
    """Phoneme string of a row, for ``TextProcessor.encode``."""
    path = phone_path(processed_dir, row["Dataset"], row["Uid"])
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read ({error}); {AGAIN}") from None


def check_features(config: ExperimentConfig) -> None:
    """Raise UserError unless every dataset's features were made with the settings of ``config``."""
    wanted = feature_settings(config.preprocess.mel, config.preprocess.trim, config.preprocess.text)
    for dataset in config.dataset:
        meta = load_meta(config.processed_dir, dataset)
        changes = settings_changes(meta["settings"], wanted)
        if meta["n_sqz"] != config.model.n_sqz:
            changes.append(f"model.n_sqz is {config.model.n_sqz}, was {meta['n_sqz']}")
        if changes:
            raise UserError(
                f"{Path(config.processed_dir) / dataset}: features were made with other settings "
                f"({'; '.join(changes)}); {AGAIN}, or give it its own preprocess.processed_dir"
            )


def feature_settings(mel: MelConfig, trim: TrimConfig, text: TextConfig) -> dict[str, Any]:
    """Everything that shapes a mel (``audio``) and a phone file (``text``)."""
    cuts = trim.enabled or trim.max_pause is not None
    # What is off leaves no trace: older features stay valid.
    trimming = trim.model_dump(exclude_none=True) if cuts else {"enabled": False}
    spelling = text.model_dump(exclude={"lexicon"})
    if text.lexicon is not None:
        spelling["lexicon"] = _digest(resolve_path(text.lexicon))
    symbols = "".join(SymbolTable.default().symbols)
    return {
        "audio": {
            "mel": {**mel.scale(), **mel.framing()},
            "trim": trimming,
            "version": AUDIO_VERSION,
        },
        "text": {
            "text": spelling,
            "symbols": hashlib.sha256(symbols.encode()).hexdigest()[:12],
            "version": TEXT_VERSION,
        },
    }


def settings_changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What differs, one phrase a setting, such as ``mel.hop_length is 300, was 256``."""
    before, after = _flatten(old), _flatten(new)
    return [
        f"{name} is {after.get(name)}, was {before.get(name)}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _flatten(settings: dict[str, Any]) -> dict[str, Any]:
    """{"audio": {"mel": {"n_fft": 1}, "version": 1}} as {"mel.n_fft": 1, "audio.version": 1}."""
    flat = {}
    for group, sections in settings.items():
        for section, values in sections.items():
            if isinstance(values, dict):
                flat.update({f"{section}.{name}": value for name, value in values.items()})
            else:
                flat[f"{group}.{section}"] = values
    return flat


def _digest(lexicon: Path) -> str:
    try:
        return hashlib.sha256(lexicon.read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise UserError(f"{lexicon}: the lexicon cannot be read: {error.strerror}") from None


def _plain(name: Any) -> str:
    """``name``, refused unless it stays in its folder as the name of a file."""
    if not isinstance(name, str) or not name or name.startswith(".") or set(name) & set("/\\\0"):
        raise UserError(f"{name!r} in processed data would be a file outside of it; {AGAIN}")
    return name


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
