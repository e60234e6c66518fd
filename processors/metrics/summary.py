"""One number over all utterances, with the interval in which it lies."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from processors.metrics.base import Column
from processors.metrics.evaluate import Report

RESAMPLES = 2000
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Summary:
    """A column over ``count`` utterances; ``low`` and ``high`` are None where there is but one.

    ``worst`` names an utterance, "" where no direction is better.
    """

    name: str
    unit: str
    better: str
    mean: float
    low: float | None
    high: float | None
    count: int
    worst: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def summarize(report: Report, seed: int = 0) -> list[Summary]:
    """Every column that some utterance has, in the order of the metrics."""
    columns = [column for metric in report.metrics for column in metric.columns]
    found = [(column, [row for row in report.rows if column.name in row]) for column in columns]
    return [_summarize(column, rows, seed) for column, rows in found if rows]


def summarize_groups(report: Report, seed: int = 0) -> dict[str, list[Summary]]:
    """Utterances by what their names begin with, up to the last underscore: ``numbers_07``."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in report.rows:
        groups.setdefault(row["name"].rpartition("_")[0] or row["name"], []).append(row)
    return {name: summarize(replace(report, rows=rows), seed) for name, rows in groups.items()}


def bootstrap(
    values: Sequence[float], weights: Sequence[float], seed: int = 0
) -> tuple[float, float]:
    """The middle 95 % of weighted means of utterances drawn again with replacement."""
    values, weights = np.asarray(values, float), np.asarray(weights, float)
    drawn = np.random.default_rng(seed).integers(len(values), size=(RESAMPLES, len(values)))
    means = (values * weights)[drawn].sum(1) / weights[drawn].sum(1)
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(means, [tail, 100 - tail])
    return float(low), float(high)


def mean_of(column: Column, rows: Sequence[Mapping[str, Any]]) -> float:
    """Of a column over rows that have it, each with the weight that the column names."""
    return float(np.average([row[column.name] for row in rows], weights=_weights(column, rows)))


def worst_first(column: Column, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that have the column, the worst first; as they are where no direction is better."""
    found = [row for row in rows if column.name in row]
    to_minimize = {
        "lower": lambda value: -value,
        "higher": lambda value: value,
        "near 1": lambda value: -abs(math.log(value)),
    }.get(column.better)
    return (
        found
        if to_minimize is None
        else sorted(found, key=lambda row: to_minimize(row[column.name]))
    )


def _summarize(column: Column, rows: list[dict[str, Any]], seed: int) -> Summary:
    values = [row[column.name] for row in rows]
    several = len(rows) > 1
    low, high = bootstrap(values, _weights(column, rows), seed) if several else (None, None)
    return Summary(
        name=column.name,
        unit=column.unit,
        better=column.better,
        mean=mean_of(column, rows),
        low=low,
        high=high,
        count=len(rows),
        worst=worst_first(column, rows)[0]["name"] if column.better else "",
    )


def _weights(column: Column, rows: Sequence[Mapping[str, Any]]) -> list[float]:
    return [row[column.weight] if column.weight else 1.0 for row in rows]
