"""The training loop that every model shares: its hooks, then ``train`` from top to bottom."""

import logging
import math
import time
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_
from torch.optim import Optimizer
from torch.utils.data import DataLoader

from config.schema import TrainConfig
from models.base.checkpoint.checkpoint import TrainingState
from models.base.data.dataloader import Batch, lost_workers_explained, numbers_to_device, to_device
from models.base.limits import describe_end, describe_result, reached_limit
from models.base.optim.adam import build_adam
from models.base.optim.lr_schedule import Schedule
from models.base.process.accelerator import build_accelerator, losses_explained
from models.base.process.memory import out_of_memory_explained
from models.base.process.numerics import set_numerics
from models.base.process.rng_state import untouched_random_state
from models.base.process.stop_signal import StopRequested, StopSignal
from models.base.reporting.progress import minutes_left
from models.base.reporting.run_log import LogFile
from models.base.reporting.throughput import Throughput
from models.base.run import MODEL, Run, build_run, describe_run, save_run
from models.base.speech_evaluation import SpeechGenerator
from models.base.start import Start
from models.base.step_guard import StepGuard
from models.base.step_report import log_step, open_progress
from models.base.validation import Validation
from modules.module_state import frozen
from utils.errors import UserError

logger = logging.getLogger(__name__)


class Trainer(ABC):
    """Trains a model, and the auxiliary modules that it is trained against or with.

    A model's trainer supplies the hooks below, in the order in which they are called. Hooks read
    ``settings``, ``start`` and ``run``; what has been built before is in ``run`` already.
    """

    # ------------------------------------------------------------------------- hooks: building
    checkpoint_folder = "checkpoint"  # inside of the experiment
    measures: Collection[str] = ()  # what validation_step gives beside losses

    def prepare_data(self) -> None:  # noqa: B027 - optional
        """Check settings and features, and read what the hooks below need."""

    @abstractmethod
    def build_dataloaders(self) -> tuple[DataLoader, DataLoader]:
        """Loaders of training and validation batches, by LengthBucketSampler.

        A batch is a dict with ``uids`` and whatever the other hooks need.
        """

    @abstractmethod
    def build_schedule(self) -> Schedule:
        """Learning rate by step; the first update is step 1."""

    @abstractmethod
    def build_model(self) -> nn.Module:
        """The model with its starting weights."""

    def initialize(self, model: nn.Module, batch: Batch) -> None:  # noqa: B027 - optional
        """Set weights from a first real batch, in train mode; only ever called in a new run."""

    def finetune_from(self, model: nn.Module, source: Path) -> None:
        """Take over what fits of the weights of a checkpoint folder."""
        raise UserError(f"{type(self).__name__} cannot be finetuned from {source}")

    def compile_model(self) -> None:  # noqa: B027 - optional
        """Compile what a step calls, now that weights are as training begins."""

    def build_auxiliary_modules(self) -> dict[str, nn.Module]:
        """Modules that are trained with the model and not needed to use it (discriminators).

        Each has an optimizer of its own and its weights in every checkpoint.
        """
        return {}

    def build_optimizer(self, module: nn.Module) -> Optimizer:
        """Optimizer of the weights that are not frozen; the schedule sets the learning rate."""
        return build_adam(module, self.run.schedule(1), self.settings)

    @abstractmethod
    def run_documents(self) -> dict[str, Any]:
        """JSON files by name that make a checkpoint readable on its own."""

    # ------------------------------------------------------------------------- hooks: a step
    @abstractmethod
    def count_frames(self, batch: Batch) -> int:
        """Mel frames in a batch (on the host)."""

    @abstractmethod
    def loss_elements(self, batch: Batch) -> dict[str, int]:
        """How many elements of a batch (on the host) each loss is an average of.

        Losses over batches of one size need no entry.
        """

    def takes_part(self, name: str) -> bool:
        """Whether an auxiliary module takes the step at hand; the same answer on every process."""
        return True

    def auxiliary_step(self, name: str, batch: Batch) -> dict[str, Tensor]:
        """Losses of an auxiliary module; as ``training_step``, which comes after it.

        Both get the same batch: what is costly and needed twice may be left in it. In
        ``training_step`` auxiliary modules take no gradient; call them by ``run.raw_module`` there.
        """
        raise AssertionError(f"{type(self).__name__} builds {name!r} and has no step for it")

    @abstractmethod
    def training_step(self, batch: Batch) -> dict[str, Tensor]:
        """Named losses of the model for a batch on the device; their sum is minimized.

        Each is a scalar: a sum over its elements divided by ``self.loss_normalizers[name]``, or by
        their number where there is no such entry. The model to call is ``self.run.model``.
        """

    # ------------------------------------------------------------------------- hooks: results
    def validation_step(self, batch: Batch) -> dict[str, Tensor]:
        """Named losses of a validation batch, in eval mode; those of training by default."""
        return self.training_step(batch)

    def remarks(self, means: dict[str, float]) -> list[str]:
        """What a user should know of a validation's ``means``: warnings, a sentence each."""
        return []

    def speech_generator(self) -> SpeechGenerator:
        """What generates speech with ``run.raw_model``, for evaluations."""
        raise UserError(
            f"train.eval_interval: {type(self).__name__} makes nothing to listen to; set it to null"
        )

    def write_samples(self) -> None:  # noqa: B027 - optional
        """Pictures and audio for ``run.log``; called in eval mode, on the main process."""

    # ------------------------------------------------------------------------- the loop
    def __init__(self, settings: TrainConfig, experiment: str | Path, start: Start) -> None:
        self.settings = settings
        self.start = start
        accelerator = build_accelerator(settings.precision)
        set_numerics(accelerator.device, settings)
        state = TrainingState(
            n_processes=accelerator.num_processes, n_threads=torch.get_num_threads()
        )
        self.run = Run(Path(experiment), self.checkpoint_folder, accelerator, state)
        self.stop_signal = StopSignal()
        self.guard = StepGuard(accelerator, settings.max_bad_steps, self.stop_signal)
        self.validation = Validation(self.run, settings, self.guard)
        self.throughput = Throughput()
        # What the step at hand divides each loss by, so that neither accumulation nor the split
        # over processes changes the gradient; empty outside of training.
        self.loss_normalizers: Mapping[str, float | Tensor] = {}
        self.outcome: str | None = None  # how training ends: after the step at hand, once it is set

    def prepare(self) -> None:
        """Build everything, then restore the state of a resumed run."""
        self.prepare_data()
        build_run(self)

    def train(self) -> str:
        """Train until a limit or a signal; return "finished", "interrupted" or "terminated".

        The last step is always saved.
        """
        run, settings = self.run, self.settings
        is_main = run.accelerator.is_main_process
        with LogFile(run.experiment / "log" / "train.log", is_main) as self.log_file:
            self.prepare()
            if reached_limit(settings, run.state) or self.out_of_time():
                logger.info("%s", describe_end(settings, run.state))
                return "finished"
            logger.info("%s", describe_run(run, settings))
            with (
                run.open_log(),
                closing(self.validation),
                losses_explained(run.experiment),
                lost_workers_explained(),
                self.stop_signal,
                open_progress(run, settings) as self.progress,
            ):
                self.began = time.monotonic() - run.state.minutes * 60
                self.throughput.reset()
                self.validation.check_metric(self)
                self.validation.open_speech(self.speech_generator)
                self.settle()
                try:
                    while self.outcome is None:
                        for batches, waited in self.batches_of_steps():
                            updated = self.train_step(batches, waited)
                            self.after_step(len(batches), updated)
                            if self.outcome is not None:
                                break
                except StopRequested:  # while it waited for data
                    self.outcome = self.stop_signal.outcome
                self.finish()
        return self.outcome

    def settle(self) -> None:
        """Run one backward pass before the first step, if there are several processes.

        DistributedDataParallel regroups gradients after its first backward pass, which changes the
        order in which more than two processes are summed: a resumed run would round one step
        differently from an uninterrupted one. So every run makes that pass here, drops the
        gradients and restores the buffers (spectral norm counts its passes in them).
        """
        run = self.run
        if run.accelerator.num_processes == 1:
            return
        batch = to_device(run.first_batch(), run.accelerator.device)
        buffers = [b for module in run.modules.values() for b in module.buffers()]
        before = [buffer.clone() for buffer in buffers]
        with untouched_random_state(), out_of_memory_explained("the first batch", self.settings):
            for name in run.modules:
                self._accumulate_gradients(name, [batch])
        for buffer, value in zip(buffers, before, strict=True):
            buffer.copy_(value)
        for optimizer in run.optimizers.values():
            optimizer.zero_grad(set_to_none=True)

    def batches_of_steps(self) -> Iterator[tuple[list[Batch], float]]:
        """For each step left of the epoch, the batches it accumulates, and seconds of waiting."""
        state, sampler = self.run.state, self.run.train_loader.batch_sampler
        sampler.set_epoch(state.epoch, state.batch)
        left = len(sampler) - state.batch
        loader = iter(self.guard.heed_signals(self.run.train_loader))
        while left > 0:
            began = time.perf_counter()
            size = min(self.settings.gradient_accumulation_steps, left)
            batches = [next(loader) for _ in range(size)]
            yield batches, time.perf_counter() - began
            left -= size

    def train_step(self, batches: list[Batch], waited: float) -> bool:
        """One update of every module from all of ``batches``, auxiliary modules first.

        False if it was broken off, on every process, at a module whose loss or gradient is not
        finite.
        """
        run, max_norm = self.run, self.settings.grad_clip or math.inf
        frames = sum(map(self.count_frames, batches))
        what = f"{sum(len(b['uids']) for b in batches)} utterances with {frames} frames"
        values: dict[str, Tensor] = {}
        updated = True
        with out_of_memory_explained(what, self.settings):
            for group in (g for o in run.optimizers.values() for g in o.param_groups):
                group["lr"] = run.schedule(run.state.step + 1)
            self.loss_normalizers = self.shared_normalizers(batches)
            on_device = [to_device(batch, run.accelerator.device) for batch in batches]
            for name, optimizer in run.optimizers.items():
                if name != MODEL and not self.takes_part(name):
                    continue
                totals, losses = self._accumulate_gradients(name, on_device)
                run.accelerator.unscale_gradients(optimizer)
                grad_norm = clip_grad_norm_(run.modules[name].parameters(), max_norm)
                # Here, and in a step nowhere else, the host waits for the device.
                step = self.guard.check(torch.stack(totals), grad_norm, self.out_of_time())
                self.outcome = step.stop or self.outcome
                if step.bad:
                    self.guard.skip(batches, totals, run.state)
                else:
                    optimizer.step()  # on overflow, the loss scaler only lowers its scale
                if step.bad or step.overflow:
                    updated = False
                    break
                values.update(losses)
                if name == MODEL:
                    values.update(loss=torch.stack(totals).sum(), grad_norm=grad_norm)
                    self.count_update()
                else:
                    values[f"grad_norm_{name}"] = grad_norm
            self.loss_normalizers = {}
            for optimizer in run.optimizers.values():
                optimizer.zero_grad(set_to_none=True)
        if updated:
            self.throughput.add(values, frames, waited)
        return updated

    def shared_normalizers(self, batches: list[Batch]) -> dict[str, float | Tensor]:
        """Mean elements of each loss over the step's batches on all processes."""
        accelerator = self.run.accelerator
        counts = [self.loss_elements(batch) for batch in batches]
        sums = {name: sum(count[name] for count in counts) / len(counts) for name in counts[0]}
        if sums and accelerator.num_processes > 1:
            values = numbers_to_device(list(sums.values()), accelerator.device)
            sums = dict(zip(sums, accelerator.reduce(values, "mean").unbind(), strict=True))
        return sums

    def _accumulate_gradients(
        self, name: str, batches: list[Batch]
    ) -> tuple[list[Tensor], dict[str, Tensor]]:
        """Backward passes of a module's losses: each batch's total, and the means by name."""
        run = self.run
        totals: list[Tensor] = []
        means: dict[str, Tensor] = {}
        auxiliary = [module for other, module in run.modules.items() if other != MODEL]
        for i, batch in enumerate(batches):
            with ExitStack() as stack:
                if i < len(batches) - 1:
                    for module in run.modules.values():
                        stack.enter_context(run.accelerator.no_sync(module))
                if name == MODEL:
                    stack.enter_context(frozen(auxiliary))
                    losses = self.training_step(batch)
                else:
                    losses = self.auxiliary_step(name, batch)
                total = sum(losses.values()) / len(batches)
                run.accelerator.backward(total)
            totals.append(total.detach())
            for loss, value in losses.items():
                means[loss] = means.get(loss, 0.0) + value.detach() / len(batches)
        return totals, means

    def count_update(self) -> None:
        """Count an update of the model, and take its new weights into their average."""
        state = self.run.state
        state.step += 1
        state.valid_loss = state.evaluation = None
        state.bad_steps = 0
        if self.run.ema is not None:
            self.run.ema.update(state.step)

    def after_step(self, n_batches: int, updated: bool) -> None:
        """Count the step's batches; then log, validate, evaluate, sample and save, each if due."""
        settings, state = self.settings, self.run.state
        state.minutes = (time.monotonic() - self.began) / 60
        state.batch += n_batches
        if state.batch == len(self.run.train_loader.batch_sampler):
            state.epoch, state.batch = state.epoch + 1, 0
        if self.outcome is None and reached_limit(settings, state):
            self.outcome = "finished"
        if not updated:
            return
        self.progress.advance(state.step)
        if self.is_due(settings.log_interval):
            log_step(self.run, self.throughput, self.progress, self.log_file)
        if self.outcome is not None:
            return  # finish does the rest
        began = time.perf_counter()
        if self.is_due(settings.valid_interval):
            self.validation.validate(self)
        if self.is_due(settings.eval_interval):
            self.validation.evaluate()
        if reached_limit(settings, state):  # of patience
            self.outcome = "finished"
            return
        if self.is_due(settings.sample_interval):
            self.sample()
        if self.is_due(settings.save_interval):
            self.save()
        self.throughput.pause(time.perf_counter() - began)

    def finish(self) -> None:
        """Leave a checkpoint; when asked to stop, at once."""
        state = self.run.state
        if self.outcome == "finished":
            state.finished = True
            if self.validation.validated_step != state.step:
                self.validation.validate(self)
            if self.validation.speech is not None and self.validation.evaluated_step != state.step:
                self.validation.evaluate()
            self.sample()
        folder = self.save(must=True)
        logger.info("%s", describe_result(self.settings, state, self.outcome, folder))

    def sample(self) -> None:
        """Write samples, if the model's output makes sense already."""
        if self.run.log is None:
            return
        with self.run.as_in_inference():
            try:
                self.write_samples()
            except UserError as error:  # an untrained model's output may be absurd
                logger.info("step %d: no sample yet: %s", self.run.state.step, error)

    def save(self, must: bool = False) -> Path | None:
        """Write a checkpoint; None if that failed, training may go on without and not ``must``."""
        state = self.run.state
        if state.loss is None:  # nothing was logged yet
            state.loss = self.throughput.averages().get("loss")
        return save_run(self.run, self.settings, self.run_documents(), must)

    def is_due(self, interval: int | None) -> bool:
        """Whether what happens every ``interval`` steps, or never, happens at this one."""
        return interval is not None and self.run.state.step % interval == 0

    def out_of_time(self) -> bool:
        """Whether train.max_minutes are over, by the clock of this process."""
        return minutes_left(self.settings, self.run.state) <= 0
