"""Pictures of a measurement: the distribution of its numbers, and whether long clips are worse."""

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from processors.metrics.base import Column

ACROSS = 3
BINS = 20


def plot_histograms(rows: Sequence[dict[str, Any]], columns: Sequence[Column]) -> Figure:
    """Utterances by value, a panel a column."""
    figure, panels = _panels(len(columns))
    for axes, column in zip(panels, columns, strict=True):
        values = [row[column.name] for row in rows if column.name in row]
        axes.hist(values, BINS, _range(values))
        axes.set(xlabel=_label(column), ylabel="utterances")
    return figure


def plot_scatter(rows: Sequence[dict[str, Any]], columns: Sequence[Column]) -> Figure:
    """Value over length of the utterance in seconds, a panel a column."""
    figure, panels = _panels(len(columns))
    for axes, column in zip(panels, columns, strict=True):
        found = [row for row in rows if column.name in row]
        axes.scatter([row["length"] for row in found], [row[column.name] for row in found], s=8)
        axes.set(xlabel="length, s", ylabel=_label(column))
    return figure


def _range(values: Sequence[float]) -> tuple[float, float] | None:
    """Where bins lie; None for between the extremes, where these differ by more than rounding."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    return (low - 0.5, high + 0.5) if high - low < 1e-6 * max(1.0, abs(low)) else None


def _panels(count: int) -> tuple[Figure, list[Axes]]:
    across = min(count, ACROSS)
    down = math.ceil(count / across)
    figure = Figure(figsize=(4 * across, 3 * down), layout="constrained")
    panels = list(figure.subplots(down, across, squeeze=False).flat)
    for axes in panels[count:]:
        axes.set_axis_off()
    return figure, panels[:count]


def _label(column: Column) -> str:
    return f"{column.name}, {column.unit}" if column.unit else column.name
