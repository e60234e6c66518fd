"""How good the model is by now: losses on validation data, and what it sounds like."""

import logging
import math
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cached_property
from itertools import islice

import torch
from torch import Tensor

from models.base.data.dataloader import to_device
from models.base.process.rng_state import untouched_random_state
from models.base.reporting.run_log import RunLog
from models.base.session import Batch
from models.base.speech_evaluation import Audition, Performer, judging_column
from models.base.step import Stepper
from modules.module_state import evaluating
from processors.metrics import Column
from utils.errors import UserError

logger = logging.getLogger(__name__)


class Examiner(Stepper):
    """Validates and evaluates; remembers which step was the best. The Trainer says when."""

    log: RunLog | None = None  # on the main process, while training
    measures: Collection[str] = ()  # what validation_step gives beside losses
    audition: Audition | None = None  # while training, if settings.eval_interval is set
    validated_step: int | None = None  # of the last validation
    evaluated_step: int | None = None  # of the last evaluation

    def validation_step(self, batch: Batch) -> dict[str, Tensor]:
        """Named losses of a validation batch, in eval mode; those of training by default."""
        return self.training_step(batch)

    def remarks(self, means: dict[str, float]) -> list[str]:
        """What a user should know of a validation's ``means``: warnings, a sentence each."""
        return []

    def performer(self) -> Performer:
        """What makes sounds with ``raw_model``, for evaluations."""
        raise UserError(
            f"train.eval_interval: {type(self).__name__} makes nothing to listen to; set it to null"
        )

    def validate(self) -> dict[str, float]:
        """Mean losses over the validation data; remembers whether they are the best.

        Nothing, and nothing is remembered, if a signal came meanwhile.
        """
        means = self.mean_losses(self.valid_loader)
        if not means:
            logger.info("step %d: validation broken off", self.state.step)
            return {}
        if self.judged_by is None:
            self._judge(self._pick_metric(means))
        self.validated_step = self.state.step
        if self.log is not None:
            self.log.scalars("valid", self.state.step, means)
        logger.info("step %d: validation %s", self.state.step, format_losses(means, self.measures))
        for remark in self.remarks(means):
            logger.warning("step %d: %s", self.state.step, remark)
        return means

    def evaluate(self) -> dict[str, float]:
        """Means of the metrics over a few utterances that the model speaks, as inference would.

        If one of them tells the best, it is remembered; nothing is if a signal came meanwhile.
        """
        began = time.perf_counter()
        with self.as_used(), evaluating(self.raw_model):
            heard = self.audition.hear(self.guard.asked_to_leave)
        step = self.state.step
        if heard is None:
            logger.info("step %d: evaluation broken off", step)
            return {}
        self.evaluated_step = step
        self.state.evaluation = {n: v for n, v in heard.means.items() if math.isfinite(v)}
        if self.judged_by is not None:
            self._judge(heard.badness(self.judged_by))
        if self.log is not None:
            self.log.scalars("eval", step, heard.means)
        seconds = time.perf_counter() - began
        logger.info("step %d: evaluation of %d in %.1f s: %s", step, heard.count, seconds, heard)
        return heard.means

    def open_audition(self) -> None:
        """Get ready for evaluations, if the settings ask for them."""
        if self.settings.eval_interval is not None:
            self.audition = Audition(self.performer(), self.settings, self.accelerator)

    def close_audition(self) -> None:
        """Delete what evaluations left on disk."""
        if self.audition is not None:
            self.audition.close()

    def _judge(self, value: float) -> None:
        """Note what tells the best, lower being better, and whether this is it."""
        best = self.state.best_loss
        better = math.isfinite(value) and (best is None or value < best)
        self.state.valid_loss = value if math.isfinite(value) else None
        self.state.best_loss = value if better else best
        self.state.stale = 0 if better else self.state.stale + 1

    def mean_losses(self, batches: Iterable[Batch]) -> dict[str, float]:
        """Mean losses over validation batches of all processes, each weighted by its elements.

        The batches are the first of ``valid_loader``, or all; no utterance is counted twice.
        If an average of the weights is kept, the losses are those of the average. A signal to
        any process ends it, with nothing.
        """
        sums: dict[str, Tensor] = {}
        counts: dict[str, int] = {}
        shares = self.valid_loader.batch_sampler.shares()
        with self.as_used(), evaluating(self.model):
            for batch, (_, counted) in zip(batches, shares, strict=False):
                if self.guard.asked_to_leave():
                    return {}
                elements = self.loss_elements(batch)
                losses = self.validation_step(to_device(batch, self.accelerator.device))
                for name, value in losses.items():
                    count = elements.get(name, 1) * counted
                    sums[name] = sums.get(name, 0.0) + value.detach() * count
                    counts[name] = counts.get(name, 0) + count
        rows = [
            torch.stack([value, value.new_tensor(counts[name])]) for name, value in sums.items()
        ]
        table = self.accelerator.reduce(torch.stack(rows), "sum")
        averages = table[:, 0] / table[:, 1].clamp_min(1)
        means = dict(zip(sums, averages.tolist(), strict=True))
        losses = [value for name, value in means.items() if name not in self.measures]
        return {"loss": sum(losses), **means}

    def _pick_metric(self, means: dict[str, float]) -> float:
        """The one of the validation losses by which the best is told."""
        name = self.settings.best_metric
        if name not in means:
            raise UserError(
                f"train.best_metric: validation has no loss {name!r}; it has {', '.join(means)}"
            )
        return means[name]

    @cached_property
    def judged_by(self) -> Column | None:
        """The column of the metrics by which the best is told; None where it is a loss."""
        return judging_column(self.settings)

    def check_metric(self) -> None:
        """Find a mistake in train.best_metric now, not hours later."""
        every, saved = self.settings.eval_interval, self.settings.save_interval
        if self.judged_by is not None and every % saved:
            logger.warning(
                "%s is measured every %d steps, but only multiples of train.save_interval %d are "
                "saved: the best may not be among them",
                self.settings.best_metric,
                every,
                saved,
            )
        if self.judged_by is not None or self.settings.best_metric == "loss":
            return
        means = self.mean_losses(islice(self.valid_loader, 1))
        if means:  # else a signal came already
            self._pick_metric(means)

    @contextmanager
    def as_used(self) -> Iterator[None]:
        """The model as inference will have it: no gradients, and the averages of its weights."""
        with ExitStack() as stack:
            stack.enter_context(torch.no_grad())
            stack.enter_context(untouched_random_state())
            if self.average is not None:
                stack.enter_context(self.average.in_place())
            yield


def format_losses(means: Mapping[str, float], measures: Collection[str] = ()) -> str:
    """The sum, its parts in brackets, then what is no loss."""
    parts = {name: f"{name} {value:.4f}" for name, value in means.items() if name != "loss"}
    others = [parts.pop(name) for name in measures if name in parts]
    return ", ".join([f"loss {means['loss']:.4f} ({', '.join(parts.values())})", *others])
