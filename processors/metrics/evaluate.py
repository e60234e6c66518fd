"""Every metric of every utterance; one that cannot be measured is noted, and the rest goes on."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tqdm import tqdm

from processors.audio.io import AudioError
from processors.metrics.base import Metric, MetricError, Options, Pair
from utils.errors import UserError

Ready = list[tuple[Metric, dict[str, Any]]]  # metrics with what they need to work
Failure = tuple[str, str, str]  # utterance, metric, reason
UNREADABLE = "all"  # instead of a metric: the recording cannot be used at all


@dataclass(frozen=True)
class Report:
    """What was measured.

    ``rows`` has a dict an utterance: ``name``, ``length`` in seconds, ``text`` if it is known, and
    what each metric gave. A failure of UNREADABLE instead of a metric is of all of them.
    """

    metrics: list[Metric]
    rows: list[dict[str, Any]]
    failures: list[Failure]


def evaluate(
    pairs: Sequence[Pair], metrics: Sequence[Metric], options: Options | None = None
) -> Report:
    """Measure ``pairs``; UserError where a metric is not installed or has nothing to go by."""
    if not pairs:
        raise UserError("there is nothing to measure")
    for metric in metrics:
        _check_needs(metric, pairs)
    ready = prepare(metrics, options or Options())
    rows, failures = [], []
    hidden = not sys.stderr.isatty()
    for pair in tqdm(pairs, "measuring", unit="clip", disable=hidden):
        row, failed = measure(pair, ready)
        failures += failed
        if not any(metric == UNREADABLE for _, metric, _ in failed):
            rows.append(row)
    return Report(list(metrics), rows, failures)


def prepare(metrics: Sequence[Metric], options: Options) -> Ready:
    """Load what the metrics need; UserError where it is not installed."""
    return [(metric, metric.prepare(options)) for metric in metrics]


def measure(pair: Pair, ready: Ready) -> tuple[dict[str, Any], list[Failure]]:
    """A row of a Report, and what could not be measured; UNREADABLE stands for everything."""
    row: dict[str, Any] = {"name": pair.name}
    try:
        row["length"] = pair.degraded.seconds
    except AudioError as error:
        return row, [(pair.name, UNREADABLE, str(error))]
    if pair.text is not None:
        row["text"] = pair.text
    failures = []
    for metric, extras in ready:
        try:
            row |= _measure(metric, pair, extras)
        except (AudioError, MetricError) as error:
            failures.append((pair.name, metric.name, str(error)))
    return row, failures


def _measure(metric: Metric, pair: Pair, extras: dict[str, Any]) -> dict[str, Any]:
    for need in metric.needs:
        if getattr(pair, need) is None:
            raise MetricError(f"no {need} for it")
    return metric.function(pair.degraded, pair.reference, pair.text, **extras)


def _check_needs(metric: Metric, pairs: Sequence[Pair]) -> None:
    for need in metric.needs:
        if all(getattr(pair, need) is None for pair in pairs):
            what = {"reference": "recordings to compare with", "text": "texts"}[need]
            raise UserError(
                f"the metric {metric.name} needs {what}, and no utterance has one; --ref"
            )
