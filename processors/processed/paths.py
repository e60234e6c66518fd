"""Processed data on disk: where each file is.

``<processed_dir>/<Dataset>/`` holds ``train.json``, ``valid.json`` and ``test.json`` (arrays of
rows), ``mels/<Uid>.npy``, ``phones/<Uid>.phone``, ``utt2spk``, ``failed.json`` and
``meta_info.json``. The last is written last: without it, stage 1 has not finished.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from utils.errors import UserError

SPLITS = ("train", "valid", "test")
AGAIN = "run stage 1 (bins/tts/preprocess.py) with this config"


def mel_path(processed_dir: str | Path, dataset: str, uid: str) -> Path:
    """File of a clip's mel, float32 (n_mels, T)."""
    return Path(processed_dir, plain_name(dataset), "mels", f"{plain_name(uid)}.npy")


def phone_path(processed_dir: str | Path, dataset: str, uid: str) -> Path:
    """File of a clip's phoneme string, UTF-8."""
    return Path(processed_dir, plain_name(dataset), "phones", f"{plain_name(uid)}.phone")


def audio_path(processed_dir: str | Path, dataset: str, uid: str) -> Path:
    """File of a clip's waveform (N,): int16, or float32 where it is louder than full scale."""
    return Path(processed_dir, dataset, "audios", f"{uid}.npy")


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


def plain_name(name: Any) -> str:
    """``name``, refused unless it stays in its folder as the name of a file."""
    if not isinstance(name, str) or not name or name.startswith(".") or set(name) & set("/\\\0"):
        raise UserError(f"{name!r} in processed data would be a file outside of it; {AGAIN}")
    return name


def rows_without_file(
    rows: Sequence[Mapping[str, Any]], folder: str | Path, kind: str
) -> list[str]:
    """Uids for which ``<folder>/<Dataset>/<kind>/<Uid>.npy`` is missing."""
    datasets = {row["Dataset"] for row in rows}
    present = {
        dataset: {path.name for path in (Path(folder) / dataset / kind).glob("*.npy")}
        for dataset in datasets
    }
    return [row["Uid"] for row in rows if f"{row['Uid']}.npy" not in present[row["Dataset"]]]
