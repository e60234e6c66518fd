"""How far training has come, and which of its checkpoints is the best."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass
class TrainingState:
    """How far training has come. A step is one update, a batch is counted on each process."""

    step: int = 0
    epoch: int = 0
    batch: int = 0  # of this epoch, already trained on
    minutes: float = 0.0  # of training, over all resumes
    loss: float | None = None  # mean training loss lately
    valid_loss: float | None = None  # measured at this very step, else None
    best_loss: float | None = None  # lowest validation loss so far
    metric: str = "loss"  # what these two are of: a loss, or a metric turned so that less is better
    tolerance: float = 0.0  # share of the best by which a later checkpoint may be worse
    evaluation: dict[str, float] | None = None  # metrics measured at this very step
    stale: int = 0  # validations (evaluations) in a row that were no better
    bad_steps: int = 0  # non-finite ones in a row
    finished: bool = False  # a limit of the config was reached
    n_processes: int = 1
    n_threads: int | None = None  # of torch on the CPU, a process; None before it was recorded
    order: int = 0  # fingerprint of the order in which batches come

    @property
    def folder_name(self) -> str:
        """For people only: programs read ``state.json``."""
        is_loss = self.metric not in (self.evaluation or {})
        loss = self.valid_loss if self.valid_loss is not None and is_loss else self.loss
        text = "none" if loss is None else f"{loss:.6f}"
        return f"epoch-{self.epoch:04d}_step-{self.step:07d}_loss-{text}"

    def record_result(self, value: float) -> None:
        """Note what tells the best step, lower being better, measured at this very step."""
        limit = self.limit
        finite = math.isfinite(value)
        better = finite and (self.best_loss is None or value < self.best_loss)
        self.valid_loss = value if finite else None
        self.best_loss = value if better else self.best_loss
        taken = better or (finite and self.tolerance > 0 and value <= limit)
        self.stale = 0 if taken else self.stale + 1

    @property
    def limit(self) -> float:
        """What is not above it is as good as the best: of such checkpoints the last is taken."""
        best = -math.inf if self.best_loss is None else self.best_loss
        return best + self.tolerance * abs(best) if math.isfinite(best) else best


def quality_key(
    states: Sequence[TrainingState],
) -> Callable[[tuple[Path, TrainingState]], tuple[int, float]]:
    """Key of checkpoints of which the highest is the best; ``states`` are all, oldest first.

    Those within the tolerance of the newest come first, the last of them before all, then the
    others by their value. What was measured by another metric than the newest cannot be compared.
    """

    def key(found: tuple[Path, TrainingState]) -> tuple[int, float]:
        state, newest = found[1], states[-1]
        if state.valid_loss is None or state.metric != newest.metric:
            return 0, 0.0
        if newest.tolerance > 0 and state.valid_loss <= newest.limit:
            return 2, state.step
        return 1, -state.valid_loss

    return key
