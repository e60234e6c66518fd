"""One section in a process of its own, which may fail or hang."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.gpu.sections import MARK, Figures, Section
from benchmarks.turns import ROOT

SHOWN = 12  # last lines of a section's output that are kept of one that failed


def run_section(section: Section, options: argparse.Namespace, seconds: float) -> Figures:
    """Figures that the section told before its end, or before ``seconds`` were over."""
    command = [sys.executable, "-m", "benchmarks.gpu", "--output", str(options.output)]
    command += ["--device", options.device, *(["--small"] if options.small else [])]
    log = options.output / f"{section.name}.log"
    began = time.perf_counter()
    code = run_limited([*command, "--section", section.name], log, seconds)
    figures = read_figures(log)
    if code != 0:
        figures = {**figures, "ok": False, "end": _last_lines(log)}
    return {"seconds": round(time.perf_counter() - began, 1), "code": code, **figures}


def run_limited(command: list[str], log: Path, seconds: float) -> int | str:
    """Exit code of a command whose output goes to ``log``; words if it took too long."""
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # with all that it started
            process.wait()
            return f"ended after {seconds:.0f} s"


def read_figures(log: Path) -> Figures:
    """The last figures that a section has printed; none are a failure."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    told = [line for line in lines if line.startswith(MARK)]
    return json.loads(told[-1][len(MARK) :]) if told else {"ok": False}


def _last_lines(log: Path) -> list[str]:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if not line.startswith(MARK)][-SHOWN:]
