"""How good the model is by now: losses on validation data, and metrics of its speech."""

import logging
import math
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import torch
from torch import Tensor

from config.schema import TrainConfig
from models.base.data.dataloader import Batch, to_device
from models.base.process.stop_signal import StopRequested
from models.base.reporting.run_log import format_losses
from models.base.run import Run
from models.base.speech_evaluation import SpeechEvaluation, SpeechGenerator, best_metric_column
from models.base.step_guard import StepGuard
from utils.errors import UserError

logger = logging.getLogger(__name__)


class ValidationHooks(Protocol):
    """What a validation needs of a trainer, which says what each hook is for."""

    measures: Collection[str]

    def validation_step(self, batch: Batch) -> dict[str, Tensor]: ...
    def loss_elements(self, batch: Batch) -> dict[str, int]: ...
    def remarks(self, means: dict[str, float]) -> list[str]: ...


@dataclass
class Validation:
    """Measures the model of a run, logs it, and notes in the run's state which step is the best.

    A trainer is handed to each method and not kept: what refers to itself, and to a loader with
    it, lives until Python ends, which would wait for its data loading processes for ever.
    """

    run: Run
    settings: TrainConfig
    guard: StepGuard
    speech: SpeechEvaluation | None = None  # while training, if train.eval_interval is set
    validated_step: int | None = None  # of the last validation
    evaluated_step: int | None = None  # of the last evaluation

    def validate(self, hooks: ValidationHooks) -> None:
        """Mean losses over the validation data; nothing is noted if a signal came meanwhile."""
        step = self.run.state.step
        means = self.mean_losses(hooks, self.run.valid_loader)
        if not means:
            logger.info("step %d: validation broken off", step)
            return
        if best_metric_column(self.settings) is None:
            self.run.state.record_result(self._best_metric(means))
        self.validated_step = step
        if self.run.log is not None:
            self.run.log.scalars("valid", step, means)
        logger.info("step %d: validation %s", step, format_losses(means, hooks.measures))
        for remark in hooks.remarks(means):
            logger.warning("step %d: %s", step, remark)

    def evaluate(self) -> None:
        """Means of the metrics over a few utterances that the model speaks, as inference would.

        Nothing is noted if a signal came meanwhile.
        """
        began, state = time.perf_counter(), self.run.state
        with self.run.as_in_inference():
            scores = self.speech.measure(self.guard.asked_to_stop)
        if scores is None:
            logger.info("step %d: evaluation broken off", state.step)
            return
        self.evaluated_step = state.step
        state.evaluation = {n: v for n, v in scores.means.items() if math.isfinite(v)}
        column = best_metric_column(self.settings)
        if column is not None:
            state.record_result(scores.to_minimize(column))
        if self.run.log is not None:
            self.run.log.scalars("eval", state.step, scores.means)
        logger.info(
            "step %d: evaluation of %d in %.1f s: %s",
            state.step,
            scores.count,
            time.perf_counter() - began,
            scores,
        )

    def mean_losses(self, hooks: ValidationHooks, batches: Iterable[Batch]) -> dict[str, float]:
        """Mean losses over validation batches of all processes, each weighted by its elements.

        The batches are the first of ``valid_loader``, or all; no utterance is counted twice.
        If an average of the weights is kept, the losses are those of the average. A signal to
        any process ends it, with nothing.
        """
        sums: dict[str, Tensor] = {}
        counts: dict[str, int] = {}
        accelerator = self.run.accelerator
        shares = iter(self.run.valid_loader.batch_sampler.shares())
        batches = iter(self.guard.heed_signals(batches))
        with self.run.as_in_inference():
            while True:
                try:
                    batch, (_, counted) = next(batches), next(shares)
                except StopIteration:
                    break
                except StopRequested:
                    return {}
                if self.guard.asked_to_stop():
                    return {}
                elements = hooks.loss_elements(batch)
                losses = hooks.validation_step(to_device(batch, accelerator.device))
                for name, value in losses.items():
                    count = elements.get(name, 1) * counted
                    sums[name] = sums.get(name, 0.0) + value.detach() * count
                    counts[name] = counts.get(name, 0) + count
        rows = [
            torch.stack([value, value.new_tensor(counts[name])]) for name, value in sums.items()
        ]
        table = accelerator.reduce(torch.stack(rows), "sum")
        averages = table[:, 0] / table[:, 1].clamp_min(1)
        means = dict(zip(sums, averages.tolist(), strict=True))
        losses = [value for name, value in means.items() if name not in hooks.measures]
        return {"loss": sum(losses), **means}

    def check_metric(self, hooks: ValidationHooks) -> None:
        """Find a mistake in train.best_metric now, not hours later."""
        settings, column = self.settings, best_metric_column(self.settings)
        if column is not None and settings.eval_interval % settings.save_interval:
            logger.warning(
                "%s is measured every %d steps, but only multiples of train.save_interval %d are "
                "saved: the best may not be among them",
                settings.best_metric,
                settings.eval_interval,
                settings.save_interval,
            )
        if column is not None or settings.best_metric == "loss":
            return
        means = self.mean_losses(hooks, islice(self.run.valid_loader, 1))
        if means:  # else a signal came already
            self._best_metric(means)

    def open_speech(self, build_generator: Callable[[], SpeechGenerator]) -> None:
        """Get ready for evaluations, if the settings ask for them."""
        if self.settings.eval_interval is not None:
            self.speech = SpeechEvaluation(build_generator(), self.settings, self.run.accelerator)

    def close(self) -> None:
        """Delete what evaluations left on disk."""
        if self.speech is not None:
            self.speech.close()

    def _best_metric(self, means: dict[str, float]) -> float:
        """The one of the validation losses by which the best is told."""
        name = self.settings.best_metric
        if name not in means:
            raise UserError(
                f"train.best_metric: validation has no loss {name!r}; it has {', '.join(means)}"
            )
        return means[name]
