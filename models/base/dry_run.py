"""A rehearsal of training: its costliest moments first, and an estimate of the rest."""

import datetime
import math
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from accelerate.utils import gather_object

from config.schema import TrainConfig
from models.base.data.dataloader import Batch
from models.base.optim.freeze import trained_weights
from models.base.process.memory import out_of_memory_explained, peak_memory, reset_peak_memory
from models.base.process.stop_signal import StopRequested
from models.base.reporting.progress import last_step, minutes_left
from models.base.run import Run
from models.base.trainer import Trainer

SAMPLED = 7  # steps, in the order of training
VALIDATED = 3  # batches
MANY_PAUSES = 0.05  # of the time: then longer intervals are worth it


@dataclass(frozen=True)
class DryRunReport:
    """What training will take; ``str`` is for people. Bytes are those of the greediest process."""

    name: str
    settings: TrainConfig
    weights: int
    trained: int
    longest: str  # the costliest batch in words
    longest_seconds: float  # of a step
    median_seconds: float  # of a step, waiting for data included
    data_wait: float  # share of it
    memory_bytes: int
    device_bytes: int | None  # of a GPU
    checkpoint_bytes: int
    checkpoint_seconds: float
    free_bytes: int
    steps_per_epoch: int
    steps_left: float  # until max_steps or max_epoch
    minutes_left: float  # until max_minutes
    validation_seconds: float
    evaluation_seconds: float | None  # None without evaluations

    @property
    def checkpoints_at_once(self) -> int:
        """The last ones, the best one, and the one being written."""
        return self.settings.keep_last + 2

    @property
    def fits_on_disk(self) -> bool:
        """Whether all checkpoints that are kept have room."""
        return self.checkpoints_at_once * self.checkpoint_bytes < self.free_bytes

    @property
    def pauses_a_step(self) -> float:
        """Each step's share, in seconds, of validations, evaluations and checkpoints."""
        seconds = (
            self.validation_seconds / self.settings.valid_interval
            + self.checkpoint_seconds / self.settings.save_interval
        )
        if self.evaluation_seconds is None:
            return seconds
        return seconds + self.evaluation_seconds / self.settings.eval_interval

    @property
    def seconds_a_step(self) -> float:
        """With its share of the pauses."""
        return self.median_seconds + self.pauses_a_step

    def __str__(self) -> str:
        trained = f", {self.trained / 1e6:.1f} M of them trained"
        room = "" if self.fits_on_disk else ": NOT ENOUGH, lower train.keep_last or make room"
        at_most = f" of {_bytes(self.device_bytes)}" if self.device_bytes else ", this process"
        lines = {
            "model": f"{self.weights / 1e6:.1f} M weights"
            + (trained if self.trained != self.weights else ""),
            "longest batch": f"{self.longest}: {self.longest_seconds:.3g} s a step",
            "median step": f"{self.median_seconds:.3g} s, {self.data_wait:.0%} waiting for data",
            "memory": f"{_bytes(self.memory_bytes)} at most{at_most}",
            "checkpoints": f"{_bytes(self.checkpoint_bytes)} each, up to "
            f"{self.checkpoints_at_once} at once; {_bytes(self.free_bytes)} free{room}",
            "an epoch": f"{self.steps_per_epoch} steps, {_duration(self._epoch_seconds())}",
            "validation": f"about {_duration(self.validation_seconds)}, every "
            f"{self.settings.valid_interval} steps",
            "evaluation": self._evaluation(),
            "pauses": self._pauses(),
            "the end": self._end(),
        }
        return "\n".join(
            [f"dry run of {self.name}; nothing of it is kept"]
            + [f"  {title:<14} {text}" for title, text in lines.items() if text]
        )

    def _epoch_seconds(self) -> float:
        return self.steps_per_epoch * self.seconds_a_step

    def _evaluation(self) -> str:
        if self.evaluation_seconds is None:
            return ""
        often = f"every {self.settings.eval_interval} steps"
        return f"about {_duration(self.evaluation_seconds)}, {often}"

    def _pauses(self) -> str:
        share = self.pauses_a_step / self.seconds_a_step
        text = f"these and checkpoints are {share:.0%} of the time"
        if share <= MANY_PAUSES:
            return text
        longer = math.ceil(self.pauses_a_step / self.median_seconds / MANY_PAUSES)
        intervals = ("valid_interval", "save_interval", "eval_interval")
        settings = ", ".join(
            f"train.{name} {longer * steps}"
            for name in intervals
            if (steps := getattr(self.settings, name)) is not None
        )
        return f"{text}; at most {MANY_PAUSES:.0%} with {settings}"

    def _end(self) -> str:
        seconds = self.steps_left * self.seconds_a_step
        steps, limit = self.steps_left, "train.max_steps or train.max_epoch"
        if self.minutes_left * 60 < seconds:
            seconds, limit = self.minutes_left * 60, "train.max_minutes"
            steps = seconds / self.seconds_a_step
        if steps <= 0:
            return f"already reached: {limit}"
        try:
            date = datetime.datetime.now() + datetime.timedelta(seconds=seconds)
        except OverflowError:
            return f"{limit}: out of sight"
        earlier = "; train.patience may end it earlier" if self.settings.patience else ""
        return (
            f"after {steps:.0f} steps ({limit}), in about {_duration(seconds)}, "
            f"{date:%Y-%m-%d %H:%M}{earlier}"
        )


def dry_run(trainer: Trainer) -> DryRunReport:
    """Rehearse ``trainer``'s run: the longest batch, some others, a validation, a checkpoint,
    and, where there are some, an evaluation.

    Every process of the run has to call it. The experiment's folder is neither written nor made.
    """
    run, settings, name = trainer.run, trainer.settings, trainer.run.experiment.name
    device = run.accelerator.device
    reset_peak_memory(device)
    with _temporary_experiment(run) as disk, trainer.stop_signal:
        with out_of_memory_explained("the model", settings):
            trainer.prepare()
        sampler = run.train_loader.batch_sampler
        last = last_step(settings, run.state, len(sampler))
        return DryRunReport(  # whose arguments are measured in this order
            name=name,
            settings=settings,
            weights=sum(p.numel() for p in run.raw_model.parameters()),
            trained=sum(p.numel() for _, p in trained_weights(run.raw_model)),
            device_bytes=torch.cuda.mem_get_info(device)[1] if device.type == "cuda" else None,
            steps_per_epoch=-(-len(sampler) // settings.gradient_accumulation_steps),
            steps_left=last - run.state.step,
            minutes_left=minutes_left(settings, run.state),
            **_rehearse_longest_batch(trainer),
            **_rehearse_steps(trainer),
            validation_seconds=_time_validation(trainer),
            evaluation_seconds=_time_evaluation(trainer),
            **_rehearse_checkpoint(trainer, disk),
        )


@contextmanager
def _temporary_experiment(run: Run) -> Iterator[Path]:
    """Let a run write into a temporary folder, on the disk of its experiment."""
    experiment = run.experiment
    disk = next(folder for folder in experiment.absolute().parents if folder.is_dir())
    with tempfile.TemporaryDirectory(dir=disk, prefix=".dry-run-") as folder:
        run.experiment = Path(folder) / experiment.name
        try:
            yield disk
        finally:
            run.experiment = experiment


def _rehearse_longest_batch(trainer: Trainer) -> dict[str, Any]:
    """What a step of the costliest batch is, and takes."""
    run, sampler = trainer.run, trainer.run.train_loader.batch_sampler
    sampler.set_epoch(run.state.epoch, run.state.batch)
    indices = sampler.longest_batch()
    batches = [run.load_batch(indices)] * trainer.settings.gradient_accumulation_steps
    _time_step(trainer, batches, 0.0)  # the first is slow: memory is allocated, code is chosen
    times = f", {len(batches)} times" if len(batches) > 1 else ""
    return {
        "longest": f"{len(indices)} utterances of up to {sampler.lengths[indices].max()} frames"
        f"{times}",
        "longest_seconds": _time_step(trainer, batches, 0.0),
    }


def _rehearse_steps(trainer: Trainer) -> dict[str, Any]:
    """Seconds of some steps, waiting for their batches included, and the share of the waiting."""
    times, waits = [], []
    try:
        for batches, waited in islice(trainer.batches_of_steps(), SAMPLED + 1):
            times.append(waited + _time_step(trainer, batches, waited))
            waits.append(waited)
    except StopRequested:  # while it waited for data
        raise KeyboardInterrupt from None
    first = 1 if len(times) > 1 else 0  # which waits for the data loading processes to start
    times, waits = times[first:], waits[first:]
    return {"median_seconds": statistics.median(times), "data_wait": sum(waits) / sum(times)}


def _rehearse_checkpoint(trainer: Trainer, disk: Path) -> dict[str, Any]:
    """Seconds and bytes of a checkpoint, and the most memory that anything so far has taken."""
    began = time.perf_counter()
    folder = trainer.save(must=True)
    seconds = time.perf_counter() - began
    usage = (
        peak_memory(trainer.run.accelerator.device),
        _folder_bytes(folder) if folder.exists() else 0,
    )
    memory, size = map(max, zip(*gather_object([usage]), strict=True))
    return {
        "memory_bytes": memory,
        "checkpoint_bytes": size,
        "checkpoint_seconds": seconds,
        "free_bytes": shutil.disk_usage(disk).free + size,
    }


def _time_step(trainer: Trainer, batches: list[Batch], waited: float) -> float:
    """Seconds of one step."""
    began = time.perf_counter()
    trainer.train_step(batches, waited)
    _wait_for(trainer.run.accelerator.device)
    if trainer.outcome in ("interrupted", "terminated"):
        raise KeyboardInterrupt
    return time.perf_counter() - began


def _time_validation(trainer: Trainer) -> float:
    """Seconds of a whole validation, estimated from a few batches."""
    loader = trainer.run.valid_loader
    batches = list(islice(loader, VALIDATED))
    began = time.perf_counter()
    with out_of_memory_explained("a validation batch", trainer.settings):
        trainer.validation.mean_losses(trainer, batches)
        _wait_for(trainer.run.accelerator.device)
    return (time.perf_counter() - began) / len(batches) * len(loader.batch_sampler)


def _time_evaluation(trainer: Trainer) -> float | None:
    """Seconds of an evaluation, the first of which also makes what the rest compare with."""
    if trainer.settings.eval_interval is None:
        return None
    with closing(trainer.validation) as validation:
        validation.open_speech(trainer.speech_generator)
        began = time.perf_counter()
        validation.evaluate()
        return time.perf_counter() - began


def _wait_for(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _bytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"


def _duration(seconds: float) -> str:
    """Two units are enough for an estimate."""
    if seconds < 60:
        return f"{seconds:.2g} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours = round(minutes / 60) if minutes >= 48 * 60 else minutes // 60
    return f"{hours // 24} d {hours % 24} h" if hours >= 48 else f"{hours} h {minutes % 60} min"
