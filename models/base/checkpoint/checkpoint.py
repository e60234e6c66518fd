"""Checkpoints: self-contained folders that are either whole or not there.

A folder holds ``model.safetensors`` (and ``ema.safetensors``, if an average of the weights is kept
for inference), ``state.json``, the JSON files a reader needs (``args.json``,
``symbols.json``, ``spk2id.json``) and, to continue training, ``optimizer.pt``, one
``random_rank<r>.pt`` a process, and ``<name>.safetensors`` of whatever was trained with the model.
``state.json`` lists every file with its size and checksum.
Nothing in it can carry code: tensors are safetensors or ``torch.load(weights_only=True)``.
"""

import io
import json
import logging
import pickle
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from models.base.checkpoint.durable_files import (
    PARTIAL_PREFIX,
    checksum,
    discard,
    flush_folder,
    put_in_place,
    write_file,
)
from models.base.checkpoint.training_state import TrainingState, quality_key
from utils.errors import UserError

FORMAT_VERSION = 1
MODEL_FILE = "model.safetensors"
OPTIMIZER_FILE = "optimizer.pt"
STATE_FILE = "state.json"
AVERAGE = "ema"  # stands for the average of the model's weights
FOLDER_NAMES = ("checkpoint", "checkpoints")

logger = logging.getLogger(__name__)


class CheckpointError(UserError):
    """A checkpoint that is missing, broken or cannot be written."""


def save_checkpoint(
    parent: str | Path,
    state: TrainingState,
    weights: Mapping[str, Mapping[str, Tensor]],
    documents: Mapping[str, Any],
    optimizer: Mapping[str, Any] | None = None,
    random_states: Sequence[Mapping[str, Any]] = (),
    name: str | None = None,
) -> Path:
    """Write one checkpoint folder into ``parent`` and return its path.

    Its ``name`` says how far training has come, unless one is given. ``weights`` maps "model", and
    the names of what was trained with it, to state dicts; ``documents`` names of JSON files to
    their contents; ``random_states`` has one entry a process.
    Everything is written to a hidden folder, flushed to disk, then renamed.
    """
    parent = Path(parent)
    name = name or state.folder_name
    final = parent / name
    partial = parent / f"{PARTIAL_PREFIX}{name}"
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        listing = {file: _write_json(partial / file, value) for file, value in documents.items()}
        for module, state_dict in weights.items():
            file = weights_file(module)
            listing[file] = write_file(partial / file, _packed(state_dict))
        if optimizer is not None:
            listing[OPTIMIZER_FILE] = write_file(partial / OPTIMIZER_FILE, _pickled(optimizer))
        for rank, values in enumerate(random_states):
            file = random_file(rank)
            listing[file] = write_file(partial / file, _pickled(values))
        _write_json(
            partial / STATE_FILE,
            {"format_version": FORMAT_VERSION, **asdict(state), "files": listing},
        )
        flush_folder(partial)
        put_in_place(partial, final)
    except OSError as error:
        raise CheckpointError(
            f"cannot write checkpoint {final}: {error.strerror or error}; "
            "the checkpoints written before are intact"
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return final


def find_checkpoint(path: str | Path, which: str | Path = "latest") -> Path:
    """Folder of one whole checkpoint.

    ``path`` is an experiment, its ``checkpoint/`` (``checkpoints/``) folder or one checkpoint.
    ``which`` is "latest" (by step), "best" (by validation loss, of the metric that the newest was
    judged by), or a path of its own. A broken checkpoint is passed over with a warning, unless it
    was named itself.
    """
    path = Path(path)
    if str(which) not in ("latest", "best"):
        return _find_named(path, Path(which))
    if _is_checkpoint(path):
        verify_checkpoint(path)
        return path
    candidates = list_checkpoints(path)  # oldest first
    if which == "best":
        if candidates and all(state.valid_loss is None for _, state in candidates):
            logger.warning("%s: no checkpoint has a validation loss; taking the latest", path)
        candidates.sort(key=quality_key([state for _, state in candidates]))
    for folder, _ in reversed(candidates):
        try:
            verify_checkpoint(folder)
        except CheckpointError as error:
            logger.warning("%s; trying the one before", error)
        else:
            return folder
    raise CheckpointError(
        f"{path}: no usable checkpoint here; expected an experiment folder with "
        "checkpoint/epoch-*_step-*/ in it, or one such folder"
    )


def has_checkpoints(path: str | Path) -> bool:
    """Whether an experiment holds anything that looks like a checkpoint, whole or not."""
    return any(True for parent in _parents(Path(path)) for _ in _folders(parent))


def list_checkpoints(path: str | Path) -> list[tuple[Path, TrainingState]]:
    """Checkpoints below an experiment (or in a checkpoint folder), oldest first.

    Ones whose ``state.json`` or file sizes are wrong are left out with a warning; checksums are
    left to ``verify_checkpoint``.
    """
    found = []
    for parent in _parents(Path(path)):
        for folder in _folders(parent):
            try:
                state = read_state(folder)
                verify_checkpoint(folder, checksums=False)
            except CheckpointError as error:
                logger.warning("%s; passed over", error)
                continue
            written = (folder / STATE_FILE).stat().st_mtime_ns
            found.append((state.step, written, folder, state))
    found.sort(key=lambda item: item[:3])
    return [(folder, state) for _, _, folder, state in found]


def verify_checkpoint(folder: str | Path, checksums: bool = True) -> None:
    """Raise CheckpointError unless every file that ``state.json`` lists is there and whole."""
    folder = Path(folder)
    listing = _read_state_file(folder)["files"]
    for name, expected in listing.items():
        path = folder / name
        if Path(name).name != name:
            raise CheckpointError(f"{folder}: {STATE_FILE} names a file outside it: {name!r}")
        if not path.is_file():
            raise CheckpointError(f"{folder}: broken checkpoint: {name} is missing")
        if path.suffix == ".json":  # small, and people correct them by hand
            read_document(folder, name)
        elif path.stat().st_size != expected["bytes"]:
            raise CheckpointError(
                f"{folder}: broken checkpoint: {name} has {path.stat().st_size} bytes, "
                f"{expected['bytes']} were written"
            )
        elif checksums and checksum(path) != expected["crc32"]:
            raise CheckpointError(f"{folder}: broken checkpoint: {name} has changed on disk")


def read_state(folder: str | Path) -> TrainingState:
    """Training state of one checkpoint."""
    values = _read_state_file(Path(folder))
    known = {field.name for field in fields(TrainingState)}
    return TrainingState(**{key: value for key, value in values.items() if key in known})


def read_documents(folder: str | Path) -> dict[str, Any]:
    """All JSON files of a checkpoint but its ``state.json``, by name."""
    names = _read_state_file(Path(folder))["files"]
    return {name: read_document(folder, name) for name in names if name.endswith(".json")}


def title(folder: Path) -> str:
    """A checkpoint's name for people: with the experiment's, where it lies in one."""
    folder = folder.resolve()
    inside = folder.parent.name in FOLDER_NAMES
    return f"{folder.parents[1].name}/{folder.name}" if inside else folder.name


def read_document(folder: str | Path, name: str) -> Any:
    """Contents of one of the JSON files of a checkpoint."""
    path = Path(folder) / name
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{folder}: broken checkpoint: {name}: {error}") from None


def load_weights(folder: str | Path, module: str = "model") -> dict[str, Tensor]:
    """State dict of the model, or of what was trained with it, on the CPU.

    Weights that were packed in half precision come as float32.
    """
    path = Path(folder) / weights_file(module)
    try:
        weights = safetensors.torch.load_file(path)
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{path}: cannot be read: {error}") from None
    return {n: w.float() if w.dtype == torch.float16 else w for n, w in weights.items()}


def load_inference_weights(folder: str | Path) -> dict[str, Tensor]:
    """State dict to use the model with: the average of its weights, if one was kept."""
    averaged = has_average(folder)
    if averaged:
        logger.info("%s: using the average of the weights", Path(folder).name)
    return load_weights(folder, AVERAGE if averaged else "model")


def has_average(folder: str | Path) -> bool:
    """Whether a checkpoint holds an average of the model's weights."""
    return (Path(folder) / weights_file(AVERAGE)).is_file()


def load_optimizer(folder: str | Path) -> dict[str, Any]:
    """What was given to ``save_checkpoint`` as ``optimizer``, on the CPU."""
    return _load_trusted(Path(folder) / OPTIMIZER_FILE)


def load_random_state(folder: str | Path, rank: int = 0) -> dict[str, Any]:
    """Random state of one process."""
    return _load_trusted(Path(folder) / random_file(rank))


def weights_file(module: str) -> str:
    """Name of the file with the weights of a module."""
    return f"{module}.safetensors"


def random_file(rank: int) -> str:
    """Name of the file with the random state of one process."""
    return f"random_rank{rank}.pt"


def prune_checkpoints(
    parent: str | Path, keep_last: int, written: Path | None = None
) -> list[Path]:
    """Delete all but the newest ``keep_last`` checkpoints and the best one; return the deleted.

    The one just ``written`` stays: what counts as newer may be damaged in ways not looked for here.
    Looks into ``parent`` alone and leaves links and anything that is not whole untouched.
    """
    whole = [(f, s) for f, s in list_checkpoints(parent) if f.parent == Path(parent)]
    quality = quality_key([state for _, state in whole])
    best = max(reversed(whole), key=quality, default=None)
    kept = (best and best[0], written)
    doomed = [f for f, _ in whole[:-keep_last] if f not in kept and not f.is_symlink()]
    for folder in doomed:
        try:
            discard(folder)
        except OSError as error:
            logger.warning("cannot delete the old checkpoint %s: %s", folder, error)
    return doomed


def remove_partial(parent: str | Path) -> None:
    """Delete what a killed run left half written or half deleted in its checkpoint folder."""
    for leftover in Path(parent).glob(f"{PARTIAL_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _find_named(path: Path, which: Path) -> Path:
    for candidate in (which, path / which, *(path / name / which for name in FOLDER_NAMES)):
        if candidate.is_dir():
            return find_checkpoint(candidate)
    raise CheckpointError(f"{which}: no such checkpoint, neither here nor in {path}")


def _is_checkpoint(folder: Path) -> bool:
    return (folder / STATE_FILE).is_file() or (folder / MODEL_FILE).is_file()


def _parents(path: Path) -> list[Path]:
    inside = [path / name for name in FOLDER_NAMES if (path / name).is_dir()]
    return inside or [path]


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    visible = (f for f in parent.iterdir() if f.is_dir() and not f.name.startswith("."))
    return sorted(f for f in visible if _is_checkpoint(f) or f.name.startswith("epoch-"))


def _read_state_file(folder: Path) -> dict[str, Any]:
    values = read_document(folder, STATE_FILE)
    if not isinstance(values, dict) or not isinstance(values.get("files"), dict):
        raise CheckpointError(f"{folder}: broken checkpoint: {STATE_FILE} lists no files")
    if values.get("format_version") != FORMAT_VERSION:
        raise CheckpointError(
            f"{folder}: written in checkpoint format {values.get('format_version')}, "
            f"this toolkit reads {FORMAT_VERSION}"
        )
    return values


def _load_trusted(path: Path) -> dict[str, Any]:
    try:
        values = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise CheckpointError(
            f"{path}: refused: it holds something other than tensors and plain values, which may "
            "be code (none of it was run); this toolkit did not write it, or it is damaged"
        ) from None
    except (OSError, RuntimeError, EOFError, LookupError, TypeError, ValueError) as error:
        summary = (str(error) or type(error).__name__).splitlines()[0]
        raise CheckpointError(f"{path}: cannot be read: {summary}") from None
    if not isinstance(values, dict):
        raise CheckpointError(f"{path}: holds {type(values).__name__}, expected a dict")
    return values


def _packed(state_dict: Mapping[str, Tensor]) -> bytes:
    tensors = {name: value.detach().cpu().contiguous() for name, value in state_dict.items()}
    return safetensors.torch.save(tensors)


def _pickled(values: Mapping[str, Any]) -> bytes:
    buffer = io.BytesIO()
    torch.save(dict(values), buffer)
    return buffer.getvalue()


def _write_json(path: Path, value: Any) -> dict[str, int]:
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return write_file(path, text.encode())
