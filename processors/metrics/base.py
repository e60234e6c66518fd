"""What a metric is given, what it gives, and how it describes itself."""

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from processors.audio.io import audio_seconds, load_audio
from utils.errors import UserError

EXTRA = "pip install -e '.[metrics]'"

Measure = Callable[..., dict[str, Any]]


class MetricError(UserError):
    """One utterance that a metric cannot say anything about; the others go on."""


class Clip:
    """A recording, read when a metric first asks for it.

    ``facts`` is what the folder's manifest says of it.
    """

    def __init__(self, path: str | Path, facts: Mapping[str, Any] | None = None) -> None:
        self.path = Path(path)
        self.facts = facts or {}
        self._samples: dict[int, np.ndarray] = {}

    def samples(self, sample_rate: int) -> np.ndarray:
        """Mono float32 (N,) at ``sample_rate``, full scale at 1; AudioError if unusable."""
        if sample_rate not in self._samples:
            self._samples[sample_rate] = load_audio(self.path, sample_rate).numpy()
        return self._samples[sample_rate]

    @property
    def seconds(self) -> float:
        """Length of the recording."""
        return audio_seconds(self.path)


@dataclass(frozen=True)
class Pair:
    """An utterance to judge: the recording, what it is compared with, and what should be said."""

    name: str
    degraded: Clip
    reference: Clip | None = None
    text: str | None = None


@dataclass(frozen=True)
class Column:
    """One number of a metric.

    ``better`` is "lower", "higher", "near 1", or "" for what is neither. With a ``weight``, another
    key of the metric's result, the mean over utterances is weighted by it: a word error rate is
    over all words, not over sentences.
    """

    name: str
    unit: str
    better: str = ""
    weight: str | None = None


@dataclass(frozen=True)
class Options:
    """What the user chooses for the metrics that listen."""

    recognizer: str | None = None
    language: str = "en"
    device: str = "cpu"


def _nothing(options: Options) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Metric:
    """A function (degraded, reference, text) -> numbers by name, and what it needs.

    ``prepare`` checks what has to be installed and gives the function's keyword arguments.
    """

    name: str
    function: Measure
    columns: tuple[Column, ...]
    needs: tuple[str, ...] = ()  # of "reference" and "text"
    prepare: Callable[[Options], dict[str, Any]] = field(default=_nothing)

    @property
    def summary(self) -> str:
        """First line of the function's docstring."""
        return (inspect.getdoc(self.function) or "").splitlines()[0]


def require(metric: str, *modules: str) -> list[Any]:
    """Import optional modules, or say how to install what a metric needs."""
    try:
        return [importlib.import_module(module) for module in modules]
    except ImportError as error:
        raise UserError(
            f"the metric {metric} needs what is not installed: {error}; {EXTRA}"
        ) from None
