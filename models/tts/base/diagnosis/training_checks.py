"""Where training stands, and how its losses went."""

import json
import math
from collections.abc import Sequence
from typing import Any

from models.tts.base.diagnosis.experiment import Subject
from models.tts.base.diagnosis.report import Finding, NothingToCheck, Verdict, worst
from models.tts.glowtts.alignment_metrics import MEASURES, ready_to_judge, remarks
from utils.lock import is_locked

METRICS_FILE = "metrics.jsonl"
LEAST_FALL = 0.2  # nats a value: what the flow gains before any alignment is more
RISEN = 0.1  # of the whole fall of the validation loss
BAD_STEPS = 0.01  # share of steps skipped


def check_state(subject: Subject) -> Finding:
    """Finished, running or interrupted."""
    running = is_locked(subject.experiment)
    if subject.folder is None:
        if running:
            raise NothingToCheck("training has begun; no checkpoint has been written yet")
        return Finding(
            "state",
            "BAD",
            "training ended before its first checkpoint: log/train.log says why; try --dry_run",
        )
    state = subject.state
    where = f"step {state.step}, epoch {state.epoch}, {state.minutes:.0f} minutes"
    figures = {"step": state.step, "epoch": state.epoch, "minutes": state.minutes}
    if running:
        return Finding("state", "OK", f"training goes on; the checkpoint is of {where}", figures)
    if state.finished:
        return Finding("state", "OK", f"training has finished: {where}", figures)
    if not (subject.experiment / "log").is_dir():
        return Finding("state", "OK", f"a checkpoint without a log: {where}", figures)
    text = f"training was interrupted at {where}: go on with --resume true"
    return Finding("state", "WARN", text, figures)


def check_losses(subject: Subject) -> Finding:
    """The course of log/metrics.jsonl."""
    train, valid = (_points(subject, split) for split in ("train", "valid"))
    if not train:
        raise NothingToCheck("no losses in the log yet")
    first, last = _finite(train, "mle"), train[-1]["step"]
    figures = {"steps": last, "mle_first": first[0], "mle_last": first[-1]}
    found: list[tuple[Verdict, str]] = [*_skipped(subject, last), *_nulls(train)]
    if ready_to_judge(last, subject.config.train):
        if first[0] - first[-1] < LEAST_FALL:
            text = (
                f"the likelihood has hardly improved (mle {first[0]:.2f} to {first[-1]:.2f}): "
                "nothing is being learned; lower train.lr, or look at the alignment"
            )
            found.append(("BAD", text))
        measured = [point for point in valid if set(MEASURES) <= point.keys()]
        if measured:
            said = [*remarks({name: _number(measured[-1][name]) for name in MEASURES})]
            found += [("BAD", f"at the last validation {remark}") for remark in said]
    found += _risen(valid, figures)
    if not found:
        text = f"mle {first[0]:.2f} to {first[-1]:.2f} over {last} steps"
        if valid:
            text += f", validation loss {valid[-1]['loss']:.3f}"
        return Finding("losses", "OK", text + ": still falling or level, as it should", figures)
    verdict = worst(*(verdict for verdict, _ in found))
    return Finding("losses", verdict, "; ".join(text for _, text in found), figures)


def _points(subject: Subject, split: str) -> list[dict[str, Any]]:
    path = subject.experiment / "log" / METRICS_FILE
    if not path.is_file():
        raise NothingToCheck(f"no {path.parent.name}/{path.name}")
    points = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            points.append(json.loads(line))
        except ValueError:  # the last line of a run that goes on, or was killed
            continue
    return [point for point in points if point["split"] == split]


def _finite(points: Sequence[dict[str, Any]], name: str) -> list[float]:
    values = [point[name] for point in points if point.get(name) is not None]
    return values or [math.nan]


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _nulls(train: Sequence[dict[str, Any]]) -> list[tuple[Verdict, str]]:
    """Losses that were not finite are null in the log."""
    steps = [point["step"] for point in train if point.get("loss", 0.0) is None]
    if not steps:
        return []
    return [("BAD", f"the loss was not finite at step {steps[0]}: lower train.lr")]


def _skipped(subject: Subject, steps: int) -> list[tuple[Verdict, str]]:
    """Steps left out because their loss was not finite."""
    path = subject.experiment / "log" / "train.log"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    count = text.count("skipped: loss or gradient is not finite")
    if not count:
        return []
    share = count / max(steps, 1)
    what = f"{count} steps were skipped ({share:.1%}), for a loss or gradient that is not finite"
    return [("BAD" if share > BAD_STEPS else "WARN", f"{what}: log/train.log names the utterances")]


def _risen(valid: Sequence[dict[str, Any]], figures: dict[str, float]) -> list[tuple[Verdict, str]]:
    """Whether validation was best long ago."""
    losses = {point["step"]: point["loss"] for point in valid if point["loss"] is not None}
    if len(losses) < 3:
        return []
    best, last = min(losses, key=losses.__getitem__), max(losses)
    figures |= {"valid_best": losses[best], "valid_best_step": best, "valid_last": losses[last]}
    fall = losses[min(losses)] - losses[best]
    if losses[last] - losses[best] <= RISEN * fall or best > 0.8 * last:
        return []
    text = (
        f"the validation loss was lowest at step {best} ({losses[best]:.3f}) and has risen to "
        f"{losses[last]:.3f}: the voice learns its corpus by heart; use --infer_checkpoint best, "
        "or set train.patience"
    )
    return [("WARN", text)]
