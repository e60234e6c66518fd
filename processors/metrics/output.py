"""A table to print, and the files of a measurement: JSON, CSV and pictures."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from processors.metrics.base import Column
from processors.metrics.evaluate import Report
from processors.metrics.summary import Summary, summarize, worst_first
from utils.files import write_json, write_text

ARROWS = {"lower": "↓", "higher": "↑", "near 1": "→ 1", "": ""}


def format_table(systems: Mapping[str, Sequence[Summary]]) -> str:
    """A line a number and a column a system, 95 % intervals in brackets; plain Markdown."""
    rows = zip(*(_cells(table, systems) for table in systems.values()), strict=True)
    return _table(
        ["", *systems],
        [[label, *cells] for label, cells in zip(_labels(systems), rows, strict=True)],
    )


def format_groups(groups: Mapping[str, Sequence[Summary]]) -> str:
    """A line a group and a column a number."""
    return _table(
        ["", "utterances", *_labels(groups)],
        [
            [name, str(max((one.count for one in table), default=0)), *_cells(table, groups)]
            for name, table in groups.items()
        ],
    )


def format_worst(report: Report, column: Column, count: int, details: Sequence[str] = ()) -> str:
    """The worst utterances of a column, a line each, and below it what ``details`` name."""
    lines = []
    for row in worst_first(column, report.rows)[:count]:
        lines.append(f"{row[column.name]:9.3f} {column.unit:<3} {row['name']}")
        lines += [f"    {key:<5} {row[key]}" for key in details if key in row]
    return "\n".join(lines)


def write_report(
    folder: str | Path, report: Report, facts: Mapping[str, Any], seed: int = 0
) -> list[Summary]:
    """Write summary.json, summary.csv, utterances.csv, histograms.png and scatter.png.

    ``facts`` go into summary.json: what was compared, and how.
    """
    from processors.metrics import pictures
    from utils.plot import save_figure

    folder = Path(folder)
    table = summarize(report, seed)
    document = {
        **facts,
        "utterances": len(report.rows),
        "summary": [summary.to_json() for summary in table],
        "failures": [
            {"name": name, "metric": metric, "reason": reason}
            for name, metric, reason in report.failures
        ],
    }
    write_json(folder / "summary.json", document)
    write_text(folder / "summary.csv", _csv([summary.to_json() for summary in table]))
    write_text(folder / "utterances.csv", _csv(report.rows))
    columns = [column for metric in report.metrics for column in metric.columns]
    present = [column for column in columns if any(column.name in row for row in report.rows)]
    if present:
        save_figure(pictures.plot_histograms(report.rows, present), folder / "histograms.png")
        save_figure(pictures.plot_scatter(report.rows, present), folder / "scatter.png")
    return table


def _numbers(systems: Mapping[str, Sequence[Summary]]) -> dict[str, Summary]:
    """Every number that some system has, by name: an example of it."""
    return {summary.name: summary for table in systems.values() for summary in table}


def _labels(systems: Mapping[str, Sequence[Summary]]) -> list[str]:
    """What each number is called in a table."""
    return [
        " ".join(word for word in (name, example.unit, ARROWS[example.better]) if word)
        for name, example in _numbers(systems).items()
    ]


def _cells(table: Sequence[Summary], systems: Mapping[str, Sequence[Summary]]) -> list[str]:
    """One system's numbers, in the order of ``_labels``."""
    by_name = {summary.name: summary for summary in table}
    return [_cell(by_name.get(name)) for name in _numbers(systems)]


def _table(head: list[str], rows: Sequence[list[str]]) -> str:
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )


def _cell(summary: Summary | None) -> str:
    if summary is None:
        return "–"
    value = f"{summary.mean:.3f}"
    if summary.low is not None:
        value += f" [{summary.low:.3f}, {summary.high:.3f}]"
    return value


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    names = dict.fromkeys(name for row in rows for name in row)
    writer = csv.DictWriter(text, list(names), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
