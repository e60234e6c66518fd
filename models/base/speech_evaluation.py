"""Speech evaluation during training: metrics of a few utterances that the model speaks."""

import math
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from accelerate import Accelerator
from accelerate.utils import gather_object
from torch import Tensor

from config.schema import TrainConfig
from models.base.data.utterance_dataset import UtteranceDataset, evenly_spaced
from processors.audio.io import write_wav
from processors.metrics import METRICS, Clip, Column, Metric, Options, Pair, choose
from processors.metrics.evaluate import UNREADABLE, Failure, measure, prepare
from processors.metrics.summary import mean_of
from processors.metrics.timing import REAL_TIME_FACTOR
from utils.errors import UserError


@dataclass(frozen=True)
class Example:
    """An utterance of the validation data: where it is there, its name, and what is said."""

    index: int
    name: str
    text: str | None


class SpeechGenerator(ABC):
    """Generates speech with the model in training, as inference would. Waveforms are (N,)."""

    sample_rate: int
    language: str = "en"
    """Of the texts: espeak-ng's code or Whisper's."""

    @abstractmethod
    def examples(self, count: int) -> list[Example]:
        """At most ``count`` utterances, the same ones every time."""

    @abstractmethod
    def generate(self, index: int) -> Tensor:
        """Waveform that the model makes of an utterance; UserError where it makes none."""

    @abstractmethod
    def reference(self, index: int) -> Tensor:
        """Waveform that it is compared with."""


@dataclass(frozen=True)
class SpeechScores:
    """Means by column over ``count`` utterances, and (utterance, metric, reason) of failures."""

    means: dict[str, float]
    failures: list[Failure]
    count: int

    def to_minimize(self, column: Column) -> float:
        """Mean of a column, turned so that lower is better; NaN if an utterance has no speech."""
        value = self.means.get(column.name, math.nan)
        if any(metric == UNREADABLE for _, metric, _ in self.failures):
            return math.nan
        if column.better == "near 1":
            return abs(math.log(value))
        return -value if column.better == "higher" else value

    def __str__(self) -> str:
        parts = [f"{name} {value:.4g}" for name, value in self.means.items()]
        if self.failures:
            name, metric, reason = self.failures[0]
            what = f"{metric} of {name}" if metric != UNREADABLE else name
            parts.append(f"{len(self.failures)} failures, the first: {what}: {reason}")
        return ", ".join(parts)


class SpeechEvaluation:
    """Metrics of a fixed set of utterances, generated anew each time; processes share the set."""

    def __init__(
        self, generator: SpeechGenerator, settings: TrainConfig, accelerator: Accelerator
    ) -> None:
        self.generator = generator
        self.examples = generator.examples(settings.eval_limit)
        self.metrics = chosen_metrics(settings)
        self._rank, self._processes = accelerator.process_index, accelerator.num_processes
        # On the CPU: a recognizer must not take memory from training.
        language = settings.eval_language or generator.language
        options = Options(settings.eval_recognizer, language, "cpu")
        self._ready = prepare(self.metrics, options)
        self._folder = tempfile.TemporaryDirectory(prefix="evaluation-")
        self._references: dict[int, Clip] = {}

    def measure(self, asked_to_stop: Callable[[], bool]) -> SpeechScores | None:
        """Scores of all processes together, the same on each; None if they were asked to stop."""
        rows: list[dict[str, Any]] = []
        failures: list[Failure] = []
        for first in range(0, len(self.examples), self._processes):
            if asked_to_stop():
                return None
            for example in self.examples[first + self._rank : first + self._rank + 1]:
                row, failed = self._measure_one(example)
                rows.append(row)
                failures += failed
        rows, failures = gather_object(rows), gather_object(failures)
        rows.sort(key=lambda row: row["name"])  # whoever measured it: sums round alike
        return SpeechScores(self._means(rows), failures, len(self.examples))

    def close(self) -> None:
        """Delete what was written."""
        self._folder.cleanup()

    def _measure_one(self, example: Example) -> tuple[dict[str, Any], list[Failure]]:
        try:
            made = self._write(self.generator.generate(example.index), f"{example.index}-made")
        except UserError as error:  # an untrained model's output may be absurd
            return {"name": example.name}, [(example.name, UNREADABLE, str(error))]
        pair = Pair(example.name, made, self._reference(example), example.text)
        return measure(pair, self._ready)

    def _reference(self, example: Example) -> Clip:
        if example.index not in self._references:
            waveform = self.generator.reference(example.index)
            self._references[example.index] = self._write(waveform, f"{example.index}-reference")
        return self._references[example.index]

    def _write(self, waveform: Tensor, name: str) -> Clip:
        samples = waveform.float().cpu().numpy()
        if not np.isfinite(samples).all():
            raise UserError("the waveform holds NaN or infinity")
        path = Path(self._folder.name) / f"{name}.wav"
        write_wav(path, samples, self.generator.sample_rate)
        return Clip(path)

    def _means(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
        columns = _columns(self.metrics)
        having = {name: [row for row in rows if name in row] for name in columns}
        return {name: mean_of(columns[name], found) for name, found in having.items() if found}


def chosen_metrics(settings: TrainConfig) -> list[Metric]:
    """Metrics that ``settings`` name; a recognizer adds word and character error rates."""
    recognized = ["wer", "cer"] if settings.eval_recognizer else []
    if REAL_TIME_FACTOR.name in settings.eval_metrics:
        raise UserError("train.eval_metrics: speed is measured by stage 4, not while training")
    return choose([*recognized, *settings.eval_metrics])


def best_metric_column(settings: TrainConfig) -> Column | None:
    """The column that ``train.best_metric`` names; None where it names a loss."""
    name = settings.best_metric
    if name not in _columns(METRICS.values()):
        return None
    measured = {} if settings.eval_interval is None else _columns(chosen_metrics(settings))
    if name not in measured:
        raise UserError(
            f"train.best_metric: {name} is not measured: set train.eval_interval, and name its "
            "metric in train.eval_metrics"
        )
    if not measured[name].better:
        usable = [name for name, column in measured.items() if column.better]
        raise UserError(
            f"train.best_metric: neither more nor less of {name} is better; choose one of "
            f"{', '.join(usable)}"
        )
    return measured[name]


def pick_examples(
    dataset: UtteranceDataset, rows: Iterable[Mapping[str, Any]], count: int
) -> list[Example]:
    """``count`` utterances evenly over a dataset, with their texts from ``rows``."""
    texts = {(row["Dataset"], row["Uid"]): row["Text"] for row in rows}
    described = {index: dataset.row(index) for index in evenly_spaced(len(dataset), count)}
    return [
        Example(index, row["Uid"], texts.get((row["Dataset"], row["Uid"])))
        for index, row in described.items()
    ]


def _columns(metrics: Iterable[Metric]) -> dict[str, Column]:
    return {column.name: column for metric in metrics for column in metric.columns}
