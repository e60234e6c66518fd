"""What the diagnosis of an experiment must know of its model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


def _never(step: int, settings: Any) -> bool:
    return False


def _no_remarks(measures: Mapping[str, float]) -> list[str]:
    return []


@dataclass(frozen=True)
class ModelChecks:
    """Checks of one kind of model, and the numbers by which its training is judged.

    ``checks``, by name, take a DiagnosedExperiment and return a CheckResult. ``loss`` is the
    training loss that must fall by ``least_fall``, in words ``loss_meaning``. ``remarks`` says what
    is wrong with ``measures``, values of a validation beside its losses. Nothing is judged before
    ``ready_to_judge(step, config.train)``.
    """

    checks: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    loss: str = "loss"
    loss_meaning: str = "loss"
    least_fall: float = 0.0
    measures: tuple[str, ...] = ()
    remarks: Callable[[Mapping[str, float]], list[str]] = _no_remarks
    ready_to_judge: Callable[[int, Any], bool] = _never
