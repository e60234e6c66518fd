"""State of one training run: building it, restoring it from a checkpoint, saving it."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import torch
from accelerate import Accelerator
from accelerate.optimizer import AcceleratedOptimizer
from accelerate.utils import gather_object
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

from config.schema import TrainConfig
from models.base.checkpoint.background import BackgroundWriter, copy_to_host
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
from models.base.data.dataloader import Batch, to_device
from models.base.optim.ema import WeightAverage
from models.base.optim.freeze import arrange_by_name, freeze, trained_weights
from models.base.optim.lr_schedule import Schedule
from models.base.process.accelerator import keep_buffers, on_main_process
from models.base.process.numerics import describe_numerics, varied_shapes
from models.base.process.rng_state import (
    random_state,
    restore_random_state,
    seed_all,
    untouched_random_state,
)
from models.base.process.threads import CoreWatch
from models.base.reporting.run_log import RunLog
from models.base.start import Start
from modules.module_state import evaluating
from utils.files import write_json

MODEL = "model"  # the module that a run is about; the others are auxiliary modules

logger = logging.getLogger(__name__)


@dataclass
class Run:
    """Modules, optimizers, data and position of one run; ``build_run`` fills it.

    ``modules`` and ``optimizers`` hold what accelerate prepared, in the order in which a step
    updates them: the auxiliary modules, then ``MODEL``.
    """

    experiment: Path
    checkpoint_folder: str
    accelerator: Accelerator
    state: TrainingState
    modules: dict[str, nn.Module] = field(default_factory=dict)
    optimizers: dict[str, AcceleratedOptimizer] = field(default_factory=dict)
    train_loader: DataLoader = field(init=False, repr=False)
    valid_loader: DataLoader = field(init=False, repr=False)
    schedule: Schedule = field(init=False, repr=False)
    ema: WeightAverage | None = None  # of the model's weights, if train.ema_decay is set
    log: RunLog | None = None  # on the main process, while training
    watch: CoreWatch = field(default_factory=CoreWatch)
    writer: BackgroundWriter | None = None  # of checkpoints, on a GPU

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

    def load_batch(self, indices: Sequence[int]) -> Batch:
        """Training utterances as a batch, read in this process."""
        return self.train_loader.collate_fn([self.train_loader.dataset[i] for i in indices])

    def first_batch(self) -> Batch:
        """The batch that the epoch begins with."""
        return self.load_batch(next(iter(self.train_loader.batch_sampler)))

    @contextmanager
    def as_in_inference(self) -> Iterator[None]:
        """The model as inference has it: eval mode, no gradients, the averages of its weights."""
        average = nullcontext() if self.ema is None else self.ema.in_place()
        with (
            torch.no_grad(),
            untouched_random_state(),
            average,
            evaluating(self.model),
            varied_shapes(),
        ):
            yield

    @contextmanager
    def open_log(self) -> Iterator[None]:
        """Context in which the main process has a ``log``."""
        if self.accelerator.is_main_process:
            self.log = RunLog(self.experiment / "log", self.state.step)
        try:
            yield
        finally:
            if self.log is not None:
                self.log.close()

    def close(self) -> None:
        """End the data loading processes and leave the group. The run is of no use after that.

        What still refers to the group goes first: its threads end with the last reference, and one
        that outlives Python takes the process down with it.
        """
        if self.writer is not None:
            self.writer.close()
        del self.train_loader, self.valid_loader
        self.modules.clear()
        self.optimizers.clear()
        self.accelerator.free_memory()
        self.accelerator.end_training()


class RunHooks(Protocol):
    """What ``build_run`` needs of a trainer, which says what each hook is for."""

    settings: TrainConfig
    start: Start
    run: Run

    def build_dataloaders(self) -> tuple[DataLoader, DataLoader]: ...
    def build_schedule(self) -> Schedule: ...
    def build_model(self) -> nn.Module: ...
    def initialize(self, model: nn.Module, batch: Batch) -> None: ...
    def finetune_from(self, model: nn.Module, source: Path) -> None: ...
    def compile_model(self) -> None: ...
    def build_auxiliary_modules(self) -> dict[str, nn.Module]: ...
    def build_optimizer(self, module: nn.Module) -> Optimizer: ...
    def run_documents(self) -> dict[str, Any]: ...


def build_run(hooks: RunHooks) -> None:
    """Fill ``hooks.run``; what a resumed run restores comes last, or it would be overwritten."""
    run, settings, start = hooks.run, hooks.settings, hooks.start
    device = run.accelerator.device
    if device.type == "cuda":  # where a step is short beside writing a checkpoint
        run.writer = BackgroundWriter()
    seed_all(settings.seed)
    run.train_loader, run.valid_loader = hooks.build_dataloaders()
    run.state.order = run.train_loader.batch_sampler.fingerprint()
    run.schedule = hooks.build_schedule()
    model = hooks.build_model().to(device).train()
    if start.kind == "new":
        hooks.initialize(model, to_device(run.first_batch(), device))
    elif start.kind == "finetune":
        hooks.finetune_from(model, start.source)
    freeze(model, settings.freeze)
    auxiliary = hooks.build_auxiliary_modules()
    modules = {name: module.to(device).train() for name, module in auxiliary.items()}
    for name, module in {**modules, MODEL: model}.items():
        optimizer = hooks.build_optimizer(module)
        prepared, run.optimizers[name] = run.accelerator.prepare(module, optimizer)
        run.modules[name] = keep_buffers(prepared)
    seed_all(settings.seed + run.accelerator.process_index)
    if start.kind == "resume":
        restore_run(run, settings, start.source)
    if settings.ema_decay is not None:
        run.ema = WeightAverage(run.raw_model, settings.ema_decay)
        if start.kind == "resume" and has_average(start.source):
            run.ema.load_state_dict(load_weights(start.source, AVERAGE))
    hooks.compile_model()
    run.state.metric, run.state.tolerance = settings.best_metric, settings.best_tolerance
    if run.accelerator.is_main_process:
        remove_partial(run.checkpoints)
        for name, value in hooks.run_documents().items():
            path = run.experiment / name
            # On resume only the settings may have changed.
            if start.kind != "resume" or name == "args.json" or not path.exists():
                write_json(path, value)


def restore_run(run: Run, settings: TrainConfig, source: Path) -> None:
    """Load weights, optimizers, position and this process's random state from a checkpoint."""
    if not (source / OPTIMIZER_FILE).is_file():
        raise CheckpointError(
            f"{source} has weights but no optimizer state to go on with; start a new run from "
            "its weights with --resume_type finetune"
        )
    saved = load_optimizer(source)
    if not run.optimizers.keys() <= saved.keys():
        raise CheckpointError(
            f"{source}: {OPTIMIZER_FILE} is of another trainer, or of an older version of this "
            "one; start a new run from its weights with --resume_type finetune"
        )
    for name, optimizer in run.optimizers.items():
        run.raw_module(name).load_state_dict(load_weights(source, name))
        state, n_new = arrange_by_name(saved[name], optimizer)
        optimizer.load_state_dict(state)
        if n_new:
            logger.info("%d weights of the %s are no longer frozen", n_new, name)
    if run.accelerator.scaler is not None and "scaler" in saved:
        run.accelerator.scaler.load_state_dict(saved["scaler"])
    _restore_position(run, settings, read_state(source))
    rank = run.accelerator.process_index
    if (source / random_file(rank)).is_file():
        restore_random_state(load_random_state(source, rank))
    else:
        seed_all(settings.seed + rank + run.state.step)
    logger.info("resumed from %s", source)


def save_run(
    run: Run, settings: TrainConfig, documents: Mapping[str, Any], must: bool = False
) -> Path | None:
    """Write a checkpoint of this step, then delete old ones of this run; return its path.

    Where it cannot be written, every process raises CheckpointError, or none does and None is
    returned, if the settings say so and it need not be (``must``).
    """
    random_states = gather_object([random_state()])

    def save() -> Path | None:
        write = _prepare_checkpoint(run, settings.keep_last, documents, random_states)
        return write() if run.writer is None else _write_behind(run.writer, settings, write, must)

    try:
        return on_main_process(save)
    except CheckpointError as error:
        if must or settings.on_save_error == "stop":
            raise
        logger.error("%s; training goes on without one of step %d", error, run.state.step)
        return None


def describe_run(run: Run, settings: TrainConfig) -> str:
    """One line about the run for its log."""
    device, n_processes = run.accelerator.device, run.accelerator.num_processes
    weights = sum(p.numel() for p in run.raw_model.parameters())
    trained = sum(p.numel() for _, p in trained_weights(run.raw_model))
    n_threads = run.state.n_threads
    threads = f" ({n_threads} thread{'s' * (n_threads > 1)})" if device.type == "cpu" else ""
    share = "" if trained == weights else f" ({trained / 1e6:.1f} M of them trained)"
    return (
        f"{run.experiment.name}: {weights / 1e6:.1f} M weights{share}, "
        f"{len(run.train_loader.dataset)} training and {len(run.valid_loader.dataset)} "
        f"validation utterances, {n_processes} x {device.type}{threads}, "
        f"{describe_numerics(device, settings)}, from step {run.state.step}"
    )


def _write_behind(
    writer: BackgroundWriter, settings: TrainConfig, write: Callable[[], Path], must: bool
) -> Path | None:
    """Begin to write; None, or, where it ``must`` be written, the folder once it is.

    That the checkpoint before this one could not be written is told now.
    """
    _, error = writer.finish()
    if error is not None and settings.on_save_error == "stop" and not must:
        raise error
    if error is not None:
        logger.error("%s", error)
    writer.begin(write)
    if not must:
        return None
    folder, error = writer.finish()
    if error is not None:
        raise error
    return folder


def _prepare_checkpoint(
    run: Run,
    keep_last: int,
    documents: Mapping[str, Any],
    random_states: list[dict[str, Any]],
) -> Callable[[], Path]:
    """What writes the run as it is now; with a ``writer``, from copies, which training leaves."""
    optimizer = {name: each.state_dict() for name, each in run.optimizers.items()}
    if run.accelerator.scaler is not None:
        optimizer["scaler"] = run.accelerator.scaler.state_dict()
    weights = {name: run.raw_module(name).state_dict() for name in run.modules}
    if run.ema is not None:
        weights[AVERAGE] = run.ema.state_dict()
    state, folder = run.state, run.checkpoints
    if run.writer is not None:
        state, optimizer = replace(state), copy_to_host(optimizer)
        weights = {name: copy_to_host(dict(values)) for name, values in weights.items()}
    write = partial(save_checkpoint, folder, state, weights, documents, optimizer, random_states)
    return partial(_write_and_prune, write, keep_last)


def _write_and_prune(write: Callable[[], Path], keep_last: int) -> Path:
    folder = write()
    prune_checkpoints(folder.parent, keep_last, folder)
    logger.info("saved %s", folder)
    return folder


def _restore_position(run: Run, settings: TrainConfig, state: TrainingState) -> None:
    order, n_processes = run.state.order, run.state.n_processes
    if state.order != order and state.batch:
        logger.warning(
            "data, batch size, seed or number of processes differ from the checkpoint's: "
            "epoch %d starts over",
            state.epoch,
        )
        state.batch = 0
    if state.metric != settings.best_metric:
        state.best_loss, state.valid_loss, state.stale = None, None, 0
    n_threads = run.state.n_threads
    if state.n_threads not in (None, n_threads) and run.accelerator.device.type == "cpu":
        logger.info(
            "CPU threads: %d, and %d before the checkpoint: results differ by rounding",
            n_threads,
            state.n_threads,
        )
    state.n_threads = n_threads
    state.order, state.n_processes, state.finished = order, n_processes, False
    run.state = state
