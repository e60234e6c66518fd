"""Limits that end training (steps, epochs, minutes, patience), and messages about its end."""

import math
from pathlib import Path

from config.schema import TrainConfig
from models.base.checkpoint.checkpoint import TrainingState
from models.base.speech_evaluation import best_metric_column


def reached_limit(settings: TrainConfig, state: TrainingState) -> str | None:
    """Which limit is reached, in words, of those that are the same on every process.

    Minutes are not: the processes vote on them at each step.
    """
    if state.step >= (settings.max_steps or math.inf):
        return f"train.max_steps {settings.max_steps} reached"
    if state.epoch >= (settings.max_epoch or math.inf):
        return f"train.max_epoch {settings.max_epoch} reached"
    if state.stale >= (settings.patience or math.inf):
        name, best = settings.best_metric, state.best_loss
        if best_metric_column(settings) is not None:
            return (
                f"train.patience {settings.patience}: {state.stale} evaluations in a row had "
                f"no better {name}"
            )
        best = "none" if best is None else f"{state.limit:.4f}"
        return (
            f"train.patience {settings.patience}: {state.stale} validations in a row had no "
            f"{name} below {best}"
        )
    return None


def end_reason(settings: TrainConfig, state: TrainingState) -> str:
    """Why training has finished."""
    return reached_limit(settings, state) or f"train.max_minutes {settings.max_minutes} over"


def describe_end(settings: TrainConfig, state: TrainingState) -> str:
    """Message for a run that has nothing left to train."""
    return (
        f"nothing left to train: {state.step} steps, {state.epoch} epochs, {state.minutes:.1f} "
        f"minutes; {end_reason(settings, state)}: raise it to go on"
    )


def describe_result(
    settings: TrainConfig, state: TrainingState, outcome: str, checkpoint: Path
) -> str:
    """Message for a run that has ended: how, where it stands, and its last checkpoint."""
    if outcome == "finished":
        how, what_next = f"finished ({end_reason(settings, state)})", str(checkpoint)
    else:
        how, what_next = outcome, f"continue from {checkpoint} with --resume"
    return (
        f"{how} at step {state.step}, epoch {state.epoch}, after {state.minutes:.1f} minutes of "
        f"training; {what_next}"
    )
