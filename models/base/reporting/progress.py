"""Progress of a run: where it will end, a bar, and an estimate of the time left."""

import math
import os
import time
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TextIO

from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from config.schema import TrainConfig
from models.base.checkpoint.checkpoint import TrainingState


class Progress:
    """A live bar with the time left on a terminal; elsewhere the caller logs lines.

    The end is whichever comes first: ``total_steps``, or ``minutes`` at the speed so far.
    """

    def __init__(self, step: int, total_steps: float, minutes: float, live: bool) -> None:
        self.live = live
        self._first_step = step
        self._total_steps = total_steps
        self._seconds = minutes * 60
        self._began = time.monotonic()
        self._bar = None
        self._stack = ExitStack()

    def __enter__(self) -> "Progress":
        if self.live:
            total = int(self._total_steps) if math.isfinite(self._total_steps) else None
            self._bar = tqdm(total=total, initial=self._first_step, desc="training", unit="step")
            # Log lines appear above the bar instead of through it.
            self._stack.enter_context(logging_redirect_tqdm())
        return self

    def __exit__(self, *exception: object) -> None:
        if self._bar is not None:
            self._bar.close()
        self._stack.close()

    def advance(self, step: int, values: Mapping[str, str] | None = None) -> None:
        """Move to ``step``; ``values`` are shown beside the bar."""
        if self._bar is None:
            return
        if math.isfinite(self._seconds) and step > self._first_step:
            self._bar.total = round(step + self.seconds_left(step) * self._speed(step))
        if values:
            self._bar.set_postfix(values, refresh=False)
        self._bar.update(step - self._bar.n)

    def seconds_left(self, step: int) -> float:
        """Estimate; infinite when no end is in sight."""
        elapsed = time.monotonic() - self._began
        left = self._seconds - elapsed
        speed = self._speed(step)
        if speed > 0:
            left = min(left, (self._total_steps - step) / speed)
        return max(left, 0.0)

    def eta(self, step: int) -> str:
        """Time left as h:mm:ss."""
        seconds = self.seconds_left(step)
        return _clock(seconds) if math.isfinite(seconds) else "?"

    def _speed(self, step: int) -> float:
        return (step - self._first_step) / max(time.monotonic() - self._began, 1e-9)


def minutes_left(settings: TrainConfig, state: TrainingState) -> float:
    """Minutes until train.max_minutes, by the clock of this process; infinite without."""
    return math.inf if settings.max_minutes is None else settings.max_minutes - state.minutes


def last_step(settings: TrainConfig, state: TrainingState, batches_per_epoch: int) -> float:
    """The step at which max_steps or max_epoch will end training."""
    epochs = (settings.max_epoch or math.inf) - state.epoch
    batches = epochs * batches_per_epoch - state.batch
    steps = state.step + batches / settings.gradient_accumulation_steps
    return min(settings.max_steps or math.inf, steps)


def can_show_bar(stream: TextIO) -> bool:
    """Whether ``stream`` is a terminal with a size; tqdm shows nothing on one without."""
    if not stream.isatty():
        return False
    size = os.get_terminal_size(stream.fileno())
    return size.lines > 0 and size.columns > 0


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"
