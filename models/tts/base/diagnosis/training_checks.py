"""Where training stands, how its losses went, and whether its weights are finite."""

import json
import math
from collections.abc import Sequence
from typing import Any

from models.registry import find_loader
from models.tts.base.diagnosis.experiment import DiagnosedExperiment
from models.tts.base.diagnosis.report import CheckResult, Grade, NothingToCheck, worst
from utils.lock import is_locked

METRICS_FILE = "metrics.jsonl"
RISEN = 0.1  # of the whole fall of the validation loss
BAD_STEPS = 0.01  # share of steps skipped


def check_state(experiment: DiagnosedExperiment) -> CheckResult:
    """Finished, running or interrupted."""
    running = is_locked(experiment.path)
    if experiment.folder is None:
        if running:
            raise NothingToCheck("training has begun; no checkpoint has been written yet")
        return CheckResult(
            "state",
            "BAD",
            "training ended before its first checkpoint: log/train.log says why; try --dry_run",
        )
    state = experiment.state
    where = f"step {state.step}, epoch {state.epoch}, {state.minutes:.0f} minutes"
    figures = {"step": state.step, "epoch": state.epoch, "minutes": state.minutes}
    if running:
        return CheckResult(
            "state", "OK", f"training goes on; the checkpoint is of {where}", figures
        )
    if state.finished:
        return CheckResult("state", "OK", f"training has finished: {where}", figures)
    if not (experiment.path / "log").is_dir():
        return CheckResult("state", "OK", f"a checkpoint without a log: {where}", figures)
    text = f"training was interrupted at {where}: go on with --resume true"
    return CheckResult("state", "WARN", text, figures)


def check_losses(experiment: DiagnosedExperiment) -> CheckResult:
    """How the losses in log/metrics.jsonl went."""
    train, valid = (_points(experiment, split) for split in ("train", "valid"))
    if not train:
        raise NothingToCheck("no losses in the log yet")
    model = find_loader(experiment.config.model_type).model_checks()
    losses, last = _finite(train, model.loss), train[-1]["step"]
    fall = f"{model.loss} {losses[0]:.2f} to {losses[-1]:.2f}"
    figures = {"steps": last, f"{model.loss}_first": losses[0], f"{model.loss}_last": losses[-1]}
    found: list[tuple[Grade, str]] = [*_skipped(experiment, last), *_nulls(train)]
    if model.ready_to_judge(last, experiment.config.train):
        if losses[0] - losses[-1] < model.least_fall:
            text = (
                f"the {model.loss_meaning} has hardly improved ({fall}): "
                "nothing is being learned; lower train.lr, or look at the alignment"
            )
            found.append(("BAD", text))
        measured = [point for point in valid if set(model.measures) <= point.keys()]
        if measured:
            values = {name: _number(measured[-1][name]) for name in model.measures}
            said = model.remarks(values)
            found += [("BAD", f"at the last validation {remark}") for remark in said]
    found += _risen(valid, figures)
    if not found:
        text = f"{fall} over {last} steps"
        if valid:
            text += f", validation loss {valid[-1]['loss']:.3f}"
        return CheckResult("losses", "OK", text + ": still falling or level, as it should", figures)
    verdict = worst(*(verdict for verdict, _ in found))
    return CheckResult("losses", verdict, "; ".join(text for _, text in found), figures)


def check_weights(experiment: DiagnosedExperiment) -> CheckResult:
    """NaN and infinity."""
    broken = [name for name, value in experiment.weights.items() if not value.isfinite().all()]
    count = sum(value.numel() for value in experiment.weights.values())
    if broken:
        text = f"{len(broken)} weights hold NaN or infinity ({broken[0]}, …): use an earlier one"
        return CheckResult("weights", "BAD", text, {"broken": len(broken)})
    text = f"{count / 1e6:.1f} M values, all finite"
    return CheckResult("weights", "OK", text, {"values": count})


def _points(experiment: DiagnosedExperiment, split: str) -> list[dict[str, Any]]:
    path = experiment.path / "log" / METRICS_FILE
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


def _nulls(train: Sequence[dict[str, Any]]) -> list[tuple[Grade, str]]:
    """Losses that were not finite are null in the log."""
    steps = [point["step"] for point in train if point.get("loss", 0.0) is None]
    if not steps:
        return []
    return [("BAD", f"the loss was not finite at step {steps[0]}: lower train.lr")]


def _skipped(experiment: DiagnosedExperiment, steps: int) -> list[tuple[Grade, str]]:
    """Steps left out because their loss was not finite."""
    path = experiment.path / "log" / "train.log"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    count = text.count("skipped: loss or gradient is not finite")
    if not count:
        return []
    share = count / max(steps, 1)
    what = f"{count} steps were skipped ({share:.1%}), for a loss or gradient that is not finite"
    return [("BAD" if share > BAD_STEPS else "WARN", f"{what}: log/train.log names the utterances")]


def _risen(valid: Sequence[dict[str, Any]], figures: dict[str, float]) -> list[tuple[Grade, str]]:
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
