"""Speaker embeddings of a dataset's utterances, for voices with ``model.speaker_encoder``.

``<processed_dir>/<Dataset>/speaker_embeddings/`` holds ``<Uid>.npy`` (256,) float32, a journal of
what each was made from, ``means.npz`` with one row a speaker, and ``meta.json``, written last.
"""

import logging
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

from config.schema import RecipeConfig, fingerprint, resolve_path
from modules.speaker_encoder import EMBEDDING_SIZE
from processors.audio.io import AudioError, load_audio
from processors.audio.speaker_encoding import SAMPLE_RATE, cut_parts, load_speaker_encoder
from processors.processed.paths import AGAIN
from processors.processed.rows import load_rows
from utils.errors import UserError
from utils.files import atomic_path, read_json, write_json
from utils.journal import Journal

VERSION = 1  # raised when the code makes another vector of the same recording
JOURNAL_FILE = ".journal.jsonl"
BATCH = 16  # utterances the network sees at a time

logger = logging.getLogger(__name__)


def embedding_path(processed_dir: str | Path, dataset: str, uid: str) -> Path:
    """File of an utterance's speaker embedding, float32 (256,)."""
    return _folder(processed_dir, dataset) / f"{uid}.npy"


def load_embedding(processed_dir: str | Path, row: dict[str, Any]) -> Tensor:
    """Speaker embedding (256,) of a row of a split."""
    path = embedding_path(processed_dir, row["Dataset"], row["Uid"])
    try:
        value = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise UserError(f"{path}: cannot be read ({error}); {AGAIN}") from None
    if value.shape != (EMBEDDING_SIZE,) or value.dtype != np.float32:
        raise UserError(f"{path}: holds {value.dtype} {value.shape}, not an embedding; {AGAIN}")
    return torch.from_numpy(value)


def load_speaker_means(config: RecipeConfig) -> dict[str, Tensor]:
    """Unit vector (256,) of every speaker of the config's datasets; refused if out of date."""
    means: dict[str, Tensor] = {}
    for dataset in config.dataset:
        folder = _folder(config.processed_dir, dataset)
        if _read_meta(folder).get("settings") != _settings(config):
            raise UserError(
                f"{folder}: no speaker embeddings by {_settings(config)['encoder']!r} here; {AGAIN}"
            )
        with np.load(folder / "means.npz", allow_pickle=False) as file:
            means |= zip(file["names"].tolist(), torch.from_numpy(file["means"]), strict=True)
    return means


def update_embeddings(config: RecipeConfig, dataset: str, num_workers: int) -> int:
    """Make the embeddings that are missing or out of date; return how many were made.

    Recordings are read in ``num_workers`` processes, the network runs in this one, on the GPU if
    there is one. Can be stopped at any time: what is done is not done again.
    """
    folder = _folder(config.processed_dir, dataset)
    folder.mkdir(parents=True, exist_ok=True)
    settings = _settings(config)
    rows = _load_rows(config, dataset)
    keys = {row["Uid"]: f"{fingerprint(settings)}:{_version_of(row['Path'])}" for row in rows}
    done = _read_journal(folder)
    for leftover in folder.glob(".*.np[yz]"):  # of a killed run
        leftover.unlink()
    present = {path.stem for path in folder.glob("*.npy")}
    jobs = [r for r in rows if done.get(r["Uid"]) != keys[r["Uid"]] or r["Uid"] not in present]
    owners = fingerprint([(row["Split"], row["Singer"], keys[row["Uid"]]) for row in rows])
    meta = {"settings": settings, "utterances": len(rows), "owners": owners}
    if not jobs and _read_meta(folder) == meta:
        logger.info("%s: speaker embeddings are up to date", dataset)
        return 0
    logger.info("%s: speaker embeddings to make: %d of %d", dataset, len(jobs), len(rows))
    (folder / "meta.json").unlink(missing_ok=True)
    if jobs:
        _make(folder, jobs, keys, num_workers)
    _write_means(config, rows)
    write_json(folder / "meta.json", meta)
    return len(jobs)


class _Recordings(Dataset):
    """Parts of each recording, ready for the network; a reason instead where it has none."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._paths = [str(resolve_path(row["Path"])) for row in rows]

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, index: int) -> Tensor | str:
        try:
            return cut_parts(load_audio(self._paths[index], SAMPLE_RATE))
        except AudioError as error:
            return str(error)


def _make(folder: Path, rows: list[dict[str, Any]], keys: dict[str, str], num_workers: int) -> None:
    encoder = load_speaker_encoder("cuda" if torch.cuda.is_available() else "cpu")
    dataloader = DataLoader(
        _Recordings(rows),
        BATCH,
        num_workers=num_workers if num_workers > 1 else 0,
        collate_fn=list,
    )
    pause = 0.2 if sys.stderr.isatty() else 30.0  # in a log file every update of the bar stays
    bar = tqdm(total=len(rows), desc="speakers", unit="clip", mininterval=pause, maxinterval=60)
    journal = Journal(folder / JOURNAL_FILE)
    position = 0
    with bar:
        for parts in dataloader:
            reason = next((value for value in parts if isinstance(value, str)), None)
            if reason is not None:
                raise UserError(f"{reason}; it has changed since its mel was made: {AGAIN}")
            batch = rows[position : position + len(parts)]
            for row, value in zip(batch, encoder.embed(parts).numpy(), strict=True):
                with atomic_path(folder / f"{row['Uid']}.npy") as temporary:
                    np.save(temporary, value)
            journal.append([row["Uid"], keys[row["Uid"]]] for row in batch)
            position += len(batch)
            bar.update(len(batch))


def _write_means(config: RecipeConfig, rows: list[dict[str, Any]]) -> None:
    """Mean direction of each speaker's training utterances, of all for who has none."""
    trained = {row["Singer"] for row in rows if row["Split"] == "train"}
    sums: dict[str, np.ndarray] = {}
    for row in rows:
        if row["Split"] == "train" or row["Singer"] not in trained:
            value = load_embedding(config.processed_dir, row).numpy()
            sums[row["Singer"]] = sums.get(row["Singer"], 0.0) + value.astype(np.float64)
    means = [value / np.linalg.norm(value) for value in sums.values()]
    path = _folder(config.processed_dir, rows[0]["Dataset"]) / "means.npz"
    with atomic_path(path) as temporary:
        np.savez(temporary, names=np.array(list(sums)), means=np.array(means, dtype=np.float32))


def _load_rows(config: RecipeConfig, dataset: str) -> list[dict[str, Any]]:
    """Training and validation rows, with the columns that are needed here."""
    names = ("Dataset", "Uid", "Singer", "Path")
    return [
        {"Split": split, **row}
        for split in ("train", "valid")
        for row in load_rows(config.processed_dir, dataset, split, names)
    ]


def _settings(config: RecipeConfig) -> dict[str, Any]:
    return {"encoder": config.feature_needs().speaker_encoder, "version": VERSION}


def _folder(processed_dir: str | Path, dataset: str) -> Path:
    return Path(processed_dir) / dataset / "speaker_embeddings"


def _read_meta(folder: Path) -> dict[str, Any]:
    try:
        return read_json(folder / "meta.json")
    except (OSError, ValueError):
        return {}


def _read_journal(folder: Path) -> dict[str, str]:
    """Key of each embedding that was made."""
    done = {}
    for entry in Journal(folder / JOURNAL_FILE).read():
        try:
            uid, key = entry
        except (ValueError, TypeError):
            continue  # of another version: its utterance counts as not done
        done[uid] = key
    return done


def _version_of(path: str) -> str:
    """Size and time of a recording: a changed one has another."""
    try:
        status = resolve_path(path).stat()
    except OSError:
        return "missing"
    return f"{status.st_size}-{status.st_mtime_ns}"
