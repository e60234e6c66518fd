"""The report: a file that grows with each call, a table, and the aims beside what was reached."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.gpu.sections import SECTIONS, Figures
from utils.files import write_text

FILE = "gpu.json"
WIDTH = 100  # of a cell that holds many figures


def write_report(folder: Path, found: dict[str, Figures]) -> dict[str, Figures]:
    """Write what is known of every section, of earlier calls too, and return it."""
    path = folder / FILE
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    known = {**before, **found}
    report = {section.name: known[section.name] for section in SECTIONS if section.name in known}
    write_text(path, json.dumps(report, indent=1) + "\n")
    return report


def print_table(found: dict[str, Figures]) -> None:
    """A row for each section: how it went, and its figures one under the other."""
    for name, figures in found.items():
        state = "ok" if figures["ok"] else "FAILED"
        print(f"{name:<12} {state:<7} {figures.get('seconds', 0):6.1f} s", flush=True)
        for key, value in figures.items():
            if key in ("ok", "seconds") or (key == "code" and value == 0):
                continue
            print(f"    {key:<28} {_cell(value)}", flush=True)


def aims(report: dict[str, Figures]) -> list[str]:
    """A line for each aim that can be judged: what was reached, what is aimed at."""
    return [
        f"{'met' if met else 'NOT MET':<8} {what}: {reached:.3g}, aimed at {aim:g}"
        for what, reached, aim, met in _judged(report)
    ]


def _judged(report: dict[str, Figures]) -> Iterator[tuple[str, float, float, bool]]:
    """What, figure, aim, and whether the figure is as good."""
    speed, peer = report.get("speed", {}), report.get("reference", {}).get("random", {})
    compiled = report.get("compiled", {})
    rates = {
        precision: [row["frames_per_second"] for rows in (speed, compiled)
                    if "frames_per_second" in (row := rows.get(precision, {}))]
        for precision in ("no", "bf16")
    }  # fmt: skip
    for precision, aim in (("no", 3.0), ("bf16", 6.0)):
        if rates[precision] and "frames_per_second" in peer:
            ratio = max(rates[precision]) / peer["frames_per_second"]
            yield f"times the reference's frames/s, precision {precision}", ratio, aim, ratio >= aim
    if "search_share" in speed.get("no", {}):
        share = speed["no"]["search_share"]
        yield "share of the search in a step", share, 0.02, share < 0.02
    if rates["no"]:
        seconds = speed.get("epoch_of_ljspeech_seconds", float("inf"))
        yield "an epoch of LJSpeech, s", seconds, 60.0, seconds < 60.0
    if "peak_gib" in speed.get("no", {}) and "peak_gib" in peer:
        ours, theirs = speed["no"]["peak_gib"], peer["peak_gib"]
        yield "peak memory, GiB, beside the reference's", ours, theirs, ours < theirs
    for row in report.get("search", {}).get("times", []):
        if "aim_ms" in row:
            size = "x".join(map(str, row["size"]))
            yield f"search {size}, ms", row["ms"], row["aim_ms"], row["ms"] < row["aim_ms"]


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    text = json.dumps(_rounded(value))
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _rounded(value: Any) -> Any:
    """The same structure with four digits a number."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value
