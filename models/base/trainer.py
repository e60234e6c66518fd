"""The training loop that every model shares."""

import logging
import math
import sys
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import nullcontext

import torch
from torch import Tensor

from models.base.guard import Guard
from models.base.interrupt import Interrupt
from models.base.loader import to_device
from models.base.random_state import untouched_random_state
from models.base.run_log import LogFile, Progress, RunLog, can_show_bar
from models.base.session import Batch, Session
from modules.inference import evaluating
from utils.errors import UserError

logger = logging.getLogger(__name__)


class Trainer(Session):
    """Train one model with one optimizer; what there is to supply is abstract here and above."""

    log: RunLog | None = None  # on the main process, while training

    @abstractmethod
    def training_step(self, batch: Batch) -> dict[str, Tensor]:
        """Named losses of a batch on the device, each a scalar; their sum is minimised.

        Each is a sum over its elements divided by ``self.denominators[name]``, or by their
        number where there is no such entry. The model to call is ``self.model``.
        """

    @abstractmethod
    def loss_elements(self, batch: Batch) -> dict[str, int]:
        """How many elements of a batch (on the host) each loss is an average of."""

    @abstractmethod
    def count_frames(self, batch: Batch) -> int:
        """Mel frames in a batch (on the host)."""

    def write_samples(self) -> None:
        """Pictures and audio for ``self.log``; called in eval mode, on the main process."""

    def train(self) -> str:
        """Train until a limit or a signal; return "finished", "interrupted" or "terminated".

        The last step is always saved.
        """
        folder = self.experiment / "log"
        with LogFile(folder / "train.log", self.accelerator.is_main_process) as self._file:
            self.prepare()
            if self._limit_reached() or self._minutes_left() <= 0:
                logger.info(
                    "nothing left to train: %d steps, %d epochs, %.1f minutes; to go on, raise "
                    "train.max_steps, train.max_epoch or train.max_minutes",
                    self.state.step,
                    self.state.epoch,
                    self.state.minutes,
                )
                return "finished"
            logger.info("%s", self.describe())
            main = self.accelerator.is_main_process
            self.log = RunLog(folder, self.state.step) if main else None
            try:
                self._loop()
            finally:
                if self.log is not None:
                    self.log.close()
        return self._stop

    def validate(self) -> dict[str, float]:
        """Mean losses over the validation data, each weighted by its elements."""
        sums: dict[str, Tensor] = {}
        counts: dict[str, int] = {}
        with evaluating(self.model), torch.no_grad(), untouched_random_state():
            for batch in self.valid_loader:
                elements = self.loss_elements(batch)
                losses = self.training_step(to_device(batch, self.accelerator.device))
                for name, value in losses.items():
                    sums[name] = sums.get(name, 0.0) + value.detach() * elements[name]
                    counts[name] = counts.get(name, 0) + elements[name]
        rows = [
            torch.stack([value, value.new_tensor(counts[name])]) for name, value in sums.items()
        ]
        table = self.accelerator.reduce(torch.stack(rows), "sum")
        means = dict(zip(sums, (table[:, 0] / table[:, 1]).tolist(), strict=True))
        means = {"loss": sum(means.values()), **means}
        if math.isfinite(means["loss"]):
            best = self.state.best_loss
            self.state.valid_loss = means["loss"]
            self.state.best_loss = means["loss"] if best is None else min(best, means["loss"])
        if self.log is not None:
            self.log.scalars("valid", self.state.step, means)
        logger.info("step %d: validation %s", self.state.step, _format_losses(means))
        return means

    def _loop(self) -> None:
        self._minutes_before, self._began = self.state.minutes, time.monotonic()
        self.meter.reset()
        live = self.accelerator.is_main_process and can_show_bar(sys.stderr)
        with (
            Interrupt() as interrupt,
            Progress(self.state.step, self._last_step(), self._minutes_left(), live) as progress,
        ):
            self._guard = Guard(self.accelerator, self.settings.max_bad_steps, interrupt)
            self._progress = progress
            self._stop: str | None = None
            while self._stop is None:
                self._train_epoch()
            self._finish()

    def _train_epoch(self) -> None:
        sampler = self.train_loader.batch_sampler
        sampler.set_epoch(self.state.epoch, self.state.batch)
        for batches, waited in self._batches_of_steps(len(sampler) - self.state.batch):
            updated = self._step(batches, waited)
            self.state.minutes = self._minutes_before + (time.monotonic() - self._began) / 60
            self.state.batch += len(batches)
            if self.state.batch == len(sampler):
                self.state.epoch, self.state.batch = self.state.epoch + 1, 0
            self._after_step(updated)
            if self._stop is not None:
                return

    def _batches_of_steps(self, left: int) -> Iterator[tuple[list[Batch], float]]:
        """The batches that each step accumulates, and the seconds spent waiting for them."""
        loader = iter(self.train_loader)
        while left > 0:
            began = time.perf_counter()
            size = min(self.settings.gradient_accumulation_steps, left)
            batches = [next(loader) for _ in range(size)]
            yield batches, time.perf_counter() - began
            left -= size

    def _step(self, batches: list[Batch], waited: float) -> bool:
        """One update from all of ``batches``; False if it was skipped on every process."""
        self.denominators = self._shared_denominators(batches)
        sums: dict[str, Tensor] = {}
        totals = []
        for i, batch in enumerate(batches):
            last = i == len(batches) - 1
            with nullcontext() if last else self.accelerator.no_sync(self.model):
                losses = self.training_step(to_device(batch, self.accelerator.device))
                total = sum(losses.values()) / len(batches)
                self.accelerator.backward(total)
            totals.append(total.detach())
            for name, value in losses.items():
                sums[name] = sums.get(name, 0.0) + value.detach() / len(batches)
        self.denominators = {}
        limit = self.settings.grad_clip or math.inf
        grad_norm = self.accelerator.clip_grad_norm_(self.model.parameters(), limit)

        out_of_time = self._minutes_left() <= 0
        verdict = self._guard.judge(torch.stack(totals), grad_norm, out_of_time)
        self._stop = verdict.stop
        if verdict.bad:
            self._guard.skip(batches, totals, self.state)
        elif verdict.overflow:
            self.optimizer.step()  # the scaler leaves the weights alone and lowers its scale
        else:
            self._update()
            values = {"loss": torch.stack(totals).sum(), **sums, "grad_norm": grad_norm}
            self.meter.add(values, sum(map(self.count_frames, batches)), waited)
        self.optimizer.zero_grad(set_to_none=True)
        return not (verdict.bad or verdict.overflow)

    def _update(self) -> None:
        self.state.step += 1
        self.state.valid_loss = None
        self.state.bad_steps = 0
        for group in self.optimizer.param_groups:
            group["lr"] = self.schedule(self.state.step)
        self.optimizer.step()

    def _shared_denominators(self, batches: list[Batch]) -> dict[str, float]:
        """Mean elements of a loss over the step's batches on all processes."""
        counts = [self.loss_elements(batch) for batch in batches]
        sums = {name: sum(count[name] for count in counts) / len(counts) for name in counts[0]}
        if self.accelerator.num_processes > 1:
            values = torch.tensor(list(sums.values()), device=self.accelerator.device)
            sums = dict(zip(sums, self.accelerator.reduce(values, "mean").tolist(), strict=True))
        return sums

    def _after_step(self, updated: bool) -> None:
        if self._stop is None and self._limit_reached():
            self._stop = "finished"
        if not updated:
            return
        self._progress.advance(self.state.step)
        if self._due(self.settings.log_interval):
            self._report()
        if self._stop is not None:
            return  # _finish does the rest
        began = time.perf_counter()
        if self._due(self.settings.valid_interval):
            self.validate()
        if self._due(self.settings.sample_interval):
            self._sample()
        if self._due(self.settings.save_interval):
            self.save()
        self.meter.pause(time.perf_counter() - began)

    def _finish(self) -> None:
        """Leave a checkpoint; when asked to leave, at once."""
        if self._stop == "finished":
            self.state.finished = True
            if self.state.valid_loss is None:
                self.validate()
            self._sample()
        folder = self.save()
        logger.info(
            "%s at step %d, epoch %d, after %.1f minutes of training; %s",
            self._stop,
            self.state.step,
            self.state.epoch,
            self.state.minutes,
            f"continue from {folder} with --resume" if self._stop != "finished" else folder,
        )

    def _sample(self) -> None:
        if self.log is None:
            return
        with evaluating(self.raw_model), torch.no_grad(), untouched_random_state():
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
        grad_norm = averages.pop("grad_norm")
        line = (
            f"step {step} epoch {self.state.epoch}: {_format_losses(averages)}, "
            f"lr {points['lr']:.2e}, gradient {grad_norm:.3g}, "
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

    def _limit_reached(self) -> bool:
        """Steps and epochs are the same on every process; minutes are voted on at each step."""
        return self.state.step >= (self.settings.max_steps or math.inf) or (
            self.state.epoch >= (self.settings.max_epoch or math.inf)
        )

    def _minutes_left(self) -> float:
        limit = self.settings.max_minutes
        return math.inf if limit is None else limit - self.state.minutes

    def _last_step(self) -> float:
        """The step at which max_steps or max_epoch will end training."""
        epochs = (self.settings.max_epoch or math.inf) - self.state.epoch
        batches = epochs * len(self.train_loader.batch_sampler) - self.state.batch
        steps = self.state.step + batches / self.settings.gradient_accumulation_steps
        return min(self.settings.max_steps or math.inf, steps)


def _format_losses(losses: dict[str, float]) -> str:
    parts = [f"{name} {value:.4f}" for name, value in losses.items() if name != "loss"]
    return f"loss {losses['loss']:.4f} ({', '.join(parts)})"
