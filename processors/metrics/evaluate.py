"""Every metric of every utterance; one that cannot be measured is noted, and the rest goes on."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tqdm import tqdm

from processors.audio.io import AudioError
from processors.metrics.base import Metric, MetricError, Options, Pair
from utils.errors import UserError


@dataclass(frozen=True)
class Report:
    """What was measured.

    ``rows`` has a dict an utterance: ``name``, ``length`` in seconds, ``text`` if it is known, and
    what each metric gave. ``failures`` has (utterance, metric, reason); "all" is no metric's name
    but means that the recording cannot be read.
    """

    metrics: list[Metric]
    rows: list[dict[str, Any]]
    failures: list[tuple[str, str, str]]


def evaluate(
    pairs: Sequence[Pair], metrics: Sequence[Metric], options: Options | None = None
) -> Report:
    """Measure ``pairs``; UserError where a metric is not installed or has nothing to go by."""
    if not pairs:
        raise UserError("there is nothing to measure")
    for metric in metrics:
        _check_needs(metric, pairs)
    ready = [(metric, metric.prepare(options or Options())) for metric in metrics]
    rows, failures = [], []
    hidden = not sys.stderr.isatty()
    for pair in tqdm(pairs, "measuring", unit="clip", disable=hidden):
        row: dict[str, Any] = {"name": pair.name}
        try:
            row["length"] = pair.degraded.seconds
        except AudioError as error:
            failures.append((pair.name, "all", str(error)))
            continue
        if pair.text is not None:
            row["text"] = pair.text
        for metric, extras in ready:
            try:
                row |= _measure(metric, pair, extras)
            except (AudioError, MetricError) as error:
                failures.append((pair.name, metric.name, str(error)))
        rows.append(row)
    return Report(list(metrics), rows, failures)


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
