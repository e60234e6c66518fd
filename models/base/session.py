"""What surrounds the training loop: building, restoring and saving everything it needs."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from accelerate.optimizer import AcceleratedOptimizer
from accelerate.utils import gather_object
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

from config.schema import TrainConfig
from models.base.checkpoint.checkpoint import (
    AVERAGE,
    OPTIMIZER_FILE,
    CheckpointError,
    TrainingState,
    has_average,
    load_optimizer,
    load_random_state,
    load_weights,
    prune_checkpoints,
    random_file,
    read_state,
    remove_partial,
    save_checkpoint,
)
from models.base.data.dataloader import to_device
from models.base.optim.ema import WeightAverage
from models.base.optim.freeze import arrange_by_name, freeze
from models.base.optim.lr_schedule import Schedule
from models.base.process.accelerator import build_accelerator, on_main_process
from models.base.process.rng_state import random_state, restore_random_state, seed_all
from models.base.reporting.throughput import Meter
from models.base.start import Start
from utils.errors import UserError
from utils.files import write_json

Batch = dict[str, Any]

MODEL = "model"  # the module that a run is about, among those it trains

logger = logging.getLogger(__name__)


class Session(ABC):
    """Modules, optimizers, data and position of one run, in the folder ``experiment``.

    ``modules`` and ``optimizers`` hold, as accelerate prepared them, first the companions, then
    ``MODEL``: the order in which a step updates them.
    A subclass's ``__init__`` may get ready what the methods it supplies need, then calls this.
    """

    checkpoint_folder = "checkpoint"
    average: WeightAverage | None = None  # of the model's weights, if settings.ema_decay is set

    def __init__(self, settings: TrainConfig, experiment: str | Path, start: Start) -> None:
        self.settings = settings
        self.experiment = Path(experiment)
        self.start = start
        self.accelerator = build_accelerator(settings.precision)
        self.state = TrainingState(n_processes=self.accelerator.num_processes)
        self.meter = Meter()
        self.modules: dict[str, nn.Module] = {}
        self.optimizers: dict[str, AcceleratedOptimizer] = {}

    @abstractmethod
    def build_model(self) -> nn.Module:
        """The model with its starting weights."""

    @abstractmethod
    def build_dataloaders(self) -> tuple[DataLoader, DataLoader]:
        """Loaders of training and validation batches, by LengthBucketedBatchSampler.

        A batch is a dict with ``uids`` and whatever the subclass's other methods need.
        """

    @abstractmethod
    def build_schedule(self) -> Schedule:
        """Learning rate by step; the first update is step 1."""

    @abstractmethod
    def documents(self) -> dict[str, Any]:
        """JSON files by name that make a checkpoint readable on its own."""

    def build_companions(self) -> dict[str, nn.Module]:
        """Modules that are trained beside the model and not needed to use it (discriminators).

        Each has an optimizer of its own and its weights in every checkpoint.
        """
        return {}

    def build_optimizer(self, module: nn.Module) -> Optimizer:
        """Adam with the settings' decay rates; the schedule sets the learning rate.

        Given the weights that are not frozen, with their names: resuming goes by these.
        """
        return torch.optim.Adam(
            trained_weights(module),
            lr=self.schedule(1),
            betas=self.settings.betas,
            eps=self.settings.eps,
            fused=self.accelerator.device.type in ("cpu", "cuda"),
        )

    def initialize(self, model: nn.Module, batch: Batch) -> None:  # noqa: B027 - few need it
        """Set weights from a first real batch, in train mode; only ever called in a new run."""

    def finetune_from(self, model: nn.Module, source: Path) -> None:
        """Take over what fits of the weights of a checkpoint folder."""
        raise UserError(f"{type(self).__name__} cannot be finetuned from {source}")

    def describe(self) -> str:
        """One line about the run for its log."""
        device, n_processes = self.accelerator.device, self.accelerator.num_processes
        weights = sum(p.numel() for p in self.raw_model.parameters())
        trained = sum(p.numel() for _, p in trained_weights(self.raw_model))
        share = "" if trained == weights else f" ({trained / 1e6:.1f} M of them trained)"
        return (
            f"{self.experiment.name}: {weights / 1e6:.1f} M weights{share}, "
            f"{len(self.train_loader.dataset)} training and {len(self.valid_loader.dataset)} "
            f"validation utterances, {n_processes} x {device.type}, "
            f"precision {self.settings.precision}, from step {self.state.step}"
        )

    @property
    def checkpoints(self) -> Path:
        """Folder of this run's checkpoints; nothing is ever deleted elsewhere."""
        return self.experiment / self.checkpoint_folder

    @property
    def model(self) -> nn.Module:
        """The model as accelerate prepared it."""
        return self.modules[MODEL]

    @property
    def raw_model(self) -> nn.Module:
        """The model without the wrappers of accelerate."""
        return self.raw_module(MODEL)

    def raw_module(self, name: str) -> nn.Module:
        """One of ``modules`` without the wrappers of accelerate."""
        return self.accelerator.unwrap_model(self.modules[name])

    def prepare(self) -> None:
        """Build everything, then restore: what is loaded earlier would be overwritten."""
        seed_all(self.settings.seed)
        self.train_loader, self.valid_loader = self.build_dataloaders()
        self.state.order = self.train_loader.batch_sampler.fingerprint()
        self.schedule = self.build_schedule()
        model = self.build_model().to(self.accelerator.device).train()
        if self.start.kind == "new":
            self.initialize(model, to_device(self._first_batch(), self.accelerator.device))
        elif self.start.kind == "finetune":
            self.finetune_from(model, self.start.source)
        freeze(model, self.settings.freeze)
        companions = {
            name: module.to(self.accelerator.device).train()
            for name, module in self.build_companions().items()
        }
        for name, module in {**companions, MODEL: model}.items():
            optimizer = self.build_optimizer(module)
            self.modules[name], self.optimizers[name] = self.accelerator.prepare(module, optimizer)
        seed_all(self.settings.seed + self.accelerator.process_index)
        if self.start.kind == "resume":
            self._restore(self.start.source)
        if self.settings.ema_decay is not None:
            self._begin_average()
        self.state.metric = self.settings.best_metric
        if self.accelerator.is_main_process:
            remove_partial(self.checkpoints)
            self._write_documents()

    def save(self, must: bool = False) -> Path | None:
        """Write a checkpoint of this step, then delete old ones of this run; return its path.

        Where it cannot be written, every process raises CheckpointError, or none does and None is
        returned, if the settings say so and it need not be (``must``).
        """
        if self.state.loss is None:
            self.state.loss = self.meter.averages().get("loss")
        random_states = gather_object([random_state()])
        try:
            return on_main_process(partial(self._write_checkpoint, random_states))
        except CheckpointError as error:
            if must or self.settings.on_save_error == "stop":
                raise
            logger.error("%s; training goes on without one of step %d", error, self.state.step)
            return None

    def _write_checkpoint(self, random_states: list[dict[str, Any]]) -> Path:
        optimizer = {name: each.state_dict() for name, each in self.optimizers.items()}
        if self.accelerator.scaler is not None:
            optimizer["scaler"] = self.accelerator.scaler.state_dict()
        weights = {name: self.raw_module(name).state_dict() for name in self.modules}
        if self.average is not None:
            weights[AVERAGE] = self.average.state_dict()
        folder = save_checkpoint(
            self.checkpoints, self.state, weights, self.documents(), optimizer, random_states
        )
        prune_checkpoints(self.checkpoints, self.settings.keep_last, folder)
        logger.info("saved %s", folder)
        return folder

    def close(self) -> None:
        """Leave the group of processes. The session is of no use after that.

        What still refers to the group goes first: its threads end with the last reference, and one
        that outlives Python takes the process down with it.
        """
        self.modules.clear()
        self.optimizers.clear()
        self.accelerator.free_memory()
        self.accelerator.end_training()

    def load_batch(self, indices: Sequence[int]) -> Batch:
        """Training utterances as a batch, read in this process."""
        loader = self.train_loader
        return loader.collate_fn([loader.dataset[index] for index in indices])

    def _first_batch(self) -> Batch:
        return self.load_batch(next(iter(self.train_loader.batch_sampler)))

    def _begin_average(self) -> None:
        """Go on with the checkpoint's average, or begin one at the weights as they are."""
        self.average = WeightAverage(self.raw_model, self.settings.ema_decay)
        if self.start.kind == "resume" and has_average(self.start.source):
            self.average.load_state_dict(load_weights(self.start.source, AVERAGE))

    def _restore(self, source: Path) -> None:
        if not (source / OPTIMIZER_FILE).is_file():
            raise CheckpointError(
                f"{source} has weights but no optimizer state to go on with; start a new run from "
                "its weights with --resume_type finetune"
            )
        saved = load_optimizer(source)
        if not self.optimizers.keys() <= saved.keys():
            raise CheckpointError(
                f"{source}: {OPTIMIZER_FILE} is of another trainer, or of an older version of this "
                "one; start a new run from its weights with --resume_type finetune"
            )
        for name, optimizer in self.optimizers.items():
            self.raw_module(name).load_state_dict(load_weights(source, name))
            state, n_new = arrange_by_name(saved[name], optimizer)
            optimizer.load_state_dict(state)
            if n_new:
                logger.info("%d weights of the %s are no longer frozen", n_new, name)
        if self.accelerator.scaler is not None and "scaler" in saved:
            self.accelerator.scaler.load_state_dict(saved["scaler"])
        self._restore_position(read_state(source))
        rank = self.accelerator.process_index
        if (source / random_file(rank)).is_file():
            restore_random_state(load_random_state(source, rank))
        else:
            seed_all(self.settings.seed + rank + self.state.step)
        logger.info("resumed from %s", source)

    def _restore_position(self, state: TrainingState) -> None:
        order, n_processes = self.state.order, self.state.n_processes
        if state.order != order and state.batch:
            logger.warning(
                "data, batch size, seed or number of processes differ from the checkpoint's: "
                "epoch %d starts over",
                state.epoch,
            )
            state.batch = 0
        if state.metric != self.settings.best_metric:
            state.best_loss, state.valid_loss, state.stale = None, None, 0
        state.order, state.n_processes, state.finished = order, n_processes, False
        self.state = state

    def _write_documents(self) -> None:
        """Put the run's papers into its folder; on resume only the settings may have changed."""
        for name, value in self.documents().items():
            path = self.experiment / name
            if self.start.kind != "resume" or name == "args.json" or not path.exists():
                write_json(path, value)


def trained_weights(module: nn.Module) -> list[tuple[str, nn.Parameter]]:
    """Names and weights of a module but the frozen ones."""
    return [(name, p) for name, p in module.named_parameters() if p.requires_grad]
