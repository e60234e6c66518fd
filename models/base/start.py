"""How a run begins, and what of its settings may change when it goes on."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from models.base.checkpoint.checkpoint import (
    CheckpointError,
    find_checkpoint,
    has_checkpoints,
    list_checkpoints,
    read_state,
)
from models.base.process.accelerator import check_visible, on_main_process
from utils.errors import UserError
from utils.lock import acquire_lock

# A checkpoint made with other values here is another model, or speaks from other features.
FIXED = ("model_type", "model", "dataset", "preprocess.mel", "preprocess.text")

BUSY = (
    "{owner} is training into it; wait until it has left, stop it (SIGTERM makes it save), or "
    "choose another name"
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Start:
    """How a run begins: fresh, where a checkpoint stopped, or with a checkpoint's weights."""

    kind: Literal["new", "resume", "finetune"] = "new"
    source: Path | None = None  # the checkpoint folder


def plan_start(
    experiment: str | Path,
    *,
    resume: bool = False,
    checkpoint_path: str | Path | None = None,
    resume_type: Literal["resume", "finetune"] = "resume",
) -> Start:
    """Decide from the command line and from what is in the experiment's folder.

    Checkpoints already in the folder are only ever continued, and only when asked to: with
    ``resume``. An interrupted finetuning run goes on from its own last checkpoint too.
    """
    experiment = Path(experiment)
    started = has_checkpoints(experiment)
    if started and not resume:
        raise UserError(
            f"{experiment} already holds checkpoints: continue it with --resume "
            "(run.sh: --resume true), or choose another name"
        )
    if resume_type == "finetune" and not started:
        if checkpoint_path is None:
            raise UserError("finetuning needs the checkpoint to start from: --checkpoint_path")
        return Start("finetune", find_checkpoint(checkpoint_path))
    if resume_type == "finetune":
        logger.info("%s has checkpoints of its own: going on from the latest", experiment)
        return Start("resume", find_checkpoint(experiment))
    if checkpoint_path is not None:
        source = find_checkpoint(checkpoint_path)
        _check_newest(experiment, source)
        return Start("resume", source)
    if resume and not started:
        raise CheckpointError(f"nothing to resume: no checkpoint in {experiment}/checkpoint")
    return Start("resume", find_checkpoint(experiment)) if resume else Start()


def begin(experiment: str | Path, *, write: bool = True, **options: Any) -> Start:
    """``plan_start``, decided by the main process for all; to ``write``, the folder is locked."""

    def plan() -> Start:
        start = plan_start(experiment, **options)
        if write:
            acquire_lock(experiment, BUSY)
        return start

    start = on_main_process(plan)
    if start.source is not None:
        check_visible(start.source)
    return start


def check_resumable(saved: Mapping[str, Any], current: Mapping[str, Any], source: Path) -> None:
    """Log how the settings differ; refuse differences that make another model of it."""
    changes = config_changes(saved, current)
    refused = {key: values for key, values in changes.items() if _is_fixed(key)}
    if refused:
        raise UserError(
            f"{source} was trained with other settings than the config has:\n"
            + describe_changes(refused)
            + "\n  set them back, or start a new run from these weights: --resume_type finetune"
        )
    if changes:
        logger.info("settings changed since the checkpoint:\n%s", describe_changes(changes))


def config_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Dotted key to (old, new) wherever two configs differ; a missing key counts as None."""
    changes: dict[str, tuple[Any, Any]] = {}
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            inner = config_changes(before, after)
            changes.update({f"{key}.{name}": values for name, values in inner.items()})
        elif before != after:
            changes[key] = (before, after)
    return changes


def describe_changes(changes: Mapping[str, tuple[Any, Any]]) -> str:
    """One line a change."""
    return "\n".join(f"  {key}: {old!r} -> {new!r}" for key, (old, new) in changes.items())


def _check_newest(experiment: Path, source: Path) -> None:
    step = read_state(source).step
    later = [folder for folder, state in list_checkpoints(experiment) if state.step > step]
    if later:
        raise UserError(
            f"{experiment} has checkpoints of later steps than {source.name}, up to "
            f"{later[-1].name}, which would still count as its latest; go on from the earlier one "
            "under another name, or move the later ones away"
        )


def _is_fixed(key: str) -> bool:
    return any(key == name or key.startswith(f"{name}.") for name in FIXED)
