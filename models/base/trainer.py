"""The training loop that every model shares."""

import logging
import math
import sys
import time
from collections.abc import Iterator

import torch

from models.base.examiner import Examiner, format_losses
from models.base.process.accelerator import losses_explained
from models.base.process.stop_signal import Interrupt
from models.base.reporting.run_log import LogFile, Progress, RunLog, can_show_bar
from models.base.session import Batch
from models.base.step_guard import Guard
from modules.module_state import evaluating
from utils.errors import UserError

logger = logging.getLogger(__name__)


class Trainer(Examiner):
    """Train a model, and its companions; what there is to supply is abstract here and above."""

    def write_samples(self) -> None:
        """Pictures and audio for ``self.log``; called in eval mode, on the main process."""

    def train(self) -> str:
        """Train until a limit or a signal; return "finished", "interrupted" or "terminated".

        The last step is always saved.
        """
        folder = self.experiment / "log"
        with LogFile(folder / "train.log", self.accelerator.is_main_process) as self._file:
            self.prepare()
            if self._limit_reached() or self.out_of_time():
                logger.info(
                    "nothing left to train: %d steps, %d epochs, %.1f minutes; %s: raise it to "
                    "go on",
                    self.state.step,
                    self.state.epoch,
                    self.state.minutes,
                    self._end_reason(),
                )
                return "finished"
            logger.info("%s", self.describe())
            main = self.accelerator.is_main_process
            self.log = RunLog(folder, self.state.step) if main else None
            try:
                with losses_explained(self.experiment), Interrupt() as interrupt:
                    self._loop(interrupt)
            finally:
                self.close_audition()
                if self.log is not None:
                    self.log.close()
        return self.stop

    def _loop(self, interrupt: Interrupt) -> None:
        self._minutes_before, self._began = self.state.minutes, time.monotonic()
        self.meter.reset()
        live = self.accelerator.is_main_process and can_show_bar(sys.stderr)
        with Progress(self.state.step, self.last_step(), self.minutes_left(), live) as progress:
            self.guard = Guard(self.accelerator, self.settings.max_bad_steps, interrupt)
            self._progress = progress
            self.check_metric()
            self.open_audition()
            self.stop = None
            self.settle()
            while self.stop is None:
                self._train_epoch()
            self._finish()

    def _train_epoch(self) -> None:
        sampler = self.train_loader.batch_sampler
        sampler.set_epoch(self.state.epoch, self.state.batch)
        for batches, waited in self.batches_of_steps(len(sampler) - self.state.batch):
            updated = self.take_step(batches, waited)
            self.state.minutes = self._minutes_before + (time.monotonic() - self._began) / 60
            self.state.batch += len(batches)
            if self.state.batch == len(sampler):
                self.state.epoch, self.state.batch = self.state.epoch + 1, 0
            self._after_step(updated)
            if self.stop is not None:
                return

    def batches_of_steps(self, left: int) -> Iterator[tuple[list[Batch], float]]:
        """The batches that each step accumulates, and the seconds spent waiting for them."""
        loader = iter(self.train_loader)
        while left > 0:
            began = time.perf_counter()
            size = min(self.settings.gradient_accumulation_steps, left)
            batches = [next(loader) for _ in range(size)]
            yield batches, time.perf_counter() - began
            left -= size

    def _after_step(self, updated: bool) -> None:
        if self.stop is None and self._limit_reached():
            self.stop = "finished"
        if not updated:
            return
        self._progress.advance(self.state.step)
        if self._due(self.settings.log_interval):
            self._report()
        if self.stop is not None:
            return  # _finish does the rest
        began = time.perf_counter()
        if self._due(self.settings.valid_interval):
            self.validate()
        if self.audition is not None and self._due(self.settings.eval_interval):
            self.evaluate()
        if self._limit_reached():  # of patience
            self.stop = "finished"
            return
        if self._due(self.settings.sample_interval):
            self._sample()
        if self._due(self.settings.save_interval):
            self.save()
        self.meter.pause(time.perf_counter() - began)

    def _finish(self) -> None:
        """Leave a checkpoint; when asked to leave, at once."""
        if self.stop == "finished":
            self.state.finished = True
            if self.validated_step != self.state.step:
                self.validate()
            if self.audition is not None and self.evaluated_step != self.state.step:
                self.evaluate()
            self._sample()
        folder = self.save(must=True)
        logger.info(
            "%s at step %d, epoch %d, after %.1f minutes of training; %s",
            f"finished ({self._end_reason()})" if self.stop == "finished" else self.stop,
            self.state.step,
            self.state.epoch,
            self.state.minutes,
            f"continue from {folder} with --resume" if self.stop != "finished" else folder,
        )

    def _sample(self) -> None:
        if self.log is None:
            return
        with self.as_used(), evaluating(self.raw_model):
            try:
                self.write_samples()
            except UserError as error:  # an untrained model's output may be absurd
                logger.info("step %d: no sample yet: %s", self.state.step, error)

    def _report(self) -> None:
        """Averages since the last report to the log; the losses are those of all processes."""
        names, values = zip(*self.meter.averages().items(), strict=True)
        values = torch.tensor(values, device=self.accelerator.device)
        averages = dict(zip(names, self.accelerator.reduce(values, "mean").tolist(), strict=True))
        speed = self.meter.speed()
        speed["frames_per_second"] *= self.accelerator.num_processes
        self.meter.reset()
        self.state.loss = averages["loss"]
        if self.log is None:
            return
        step = self.state.step
        points = {**averages, "lr": self.schedule(step), **speed, "epoch": self.state.epoch}
        self.log.scalars("train", step, points)
        norms = {name: averages.pop(name) for name in [*averages] if name.startswith("grad_norm")}
        line = (
            f"step {step} epoch {self.state.epoch}: {format_losses(averages)}, "
            f"lr {points['lr']:.2e}, gradient {norms['grad_norm']:.3g}, "
            f"{speed['frames_per_second']:.0f} frames/s, "
            f"{speed['data_wait']:.0%} waiting for data, {self._progress.eta(step)} left"
        )
        if self._progress.live:
            self._file.write(line)
            shown = {
                "loss": f"{averages['loss']:.4f}",
                "frames/s": f"{points['frames_per_second']:.0f}",
            }
            self._progress.advance(step, shown)
        else:
            logger.info(line)

    def _due(self, interval: int) -> bool:
        return self.state.step % interval == 0

    def _limit_reached(self) -> str | None:
        """Which, of those that are the same on every process; minutes are voted on at each step."""
        settings, state = self.settings, self.state
        if state.step >= (settings.max_steps or math.inf):
            return f"train.max_steps {settings.max_steps} reached"
        if state.epoch >= (settings.max_epoch or math.inf):
            return f"train.max_epoch {settings.max_epoch} reached"
        if state.stale >= (settings.patience or math.inf):
            name, best = settings.best_metric, state.best_loss
            if self.judged_by is not None:
                return (
                    f"train.patience {settings.patience}: {state.stale} evaluations in a row had "
                    f"no better {name}"
                )
            best = "none" if best is None else f"{best:.4f}"
            return (
                f"train.patience {settings.patience}: {state.stale} validations in a row had no "
                f"{name} below {best}"
            )
        return None

    def _end_reason(self) -> str:
        return self._limit_reached() or f"train.max_minutes {self.settings.max_minutes} over"

    def minutes_left(self) -> float:
        limit = self.settings.max_minutes
        return math.inf if limit is None else limit - self.state.minutes

    def out_of_time(self) -> bool:
        """Whether max_minutes are over, by the clock of this process."""
        return self.minutes_left() <= 0

    def last_step(self) -> float:
        """The step at which max_steps or max_epoch will end training."""
        epochs = (self.settings.max_epoch or math.inf) - self.state.epoch
        batches = epochs * len(self.train_loader.batch_sampler) - self.state.batch
        steps = self.state.step + batches / self.settings.gradient_accumulation_steps
        return min(self.settings.max_steps or math.inf, steps)
