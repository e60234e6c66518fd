"""Stage 2 as a user runs it: three precisions, a resumed run beside a whole one, SIGTERM."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.gpu.measure import relative_error
from benchmarks.gpu.sections import Case, Figures
from benchmarks.gpu.steps import SMALL
from benchmarks.turns import ROOT
from models.base.checkpoint.checkpoint import find_checkpoint, load_weights
from models.base.process.gpu import NONE

APART = 0.05  # a resumed run's weights from an uninterrupted one's, relative: sums may round anew
PATIENCE = 120.0  # seconds until a run has begun, or has ended after SIGTERM


def training(case: Case) -> Figures:
    """Runs of ``run.sh --stage 2`` on a corpus that espeak speaks."""
    steps = 6 if case.small else 200
    _make_corpus(case, steps)
    for precision in ("no", "bf16", "fp16"):
        if case.device == "cpu" and precision == "fp16":
            continue
        began = time.perf_counter()
        config = _write_config(case, steps, precision, precision=precision)
        code, log = _train(case, config, precision)
        row = _describe(case, precision, code, log)
        case.tell(**{precision: {**row, "seconds": time.perf_counter() - began}})
    case.tell(resume=_resumed(case, steps))
    case.tell(sigterm=_terminated(case))
    return {**case.known, "ok": all(row["ok"] for row in case.known.values())}


def _make_corpus(case: Case, steps: int) -> None:
    arguments = ["--voice", "espeak", "--limit", str(24 if case.small else 192)]
    corpus = ["--output_dir", str(case.folder / "corpus")]
    _run([sys.executable, "bins/tts/make_demo_corpus.py", *corpus, *arguments], must=True)
    config = _write_config(case, steps, "data")
    _run([sys.executable, "bins/tts/preprocess.py", "--config", str(config)], must=True)


def _write_config(case: Case, steps: int, name: str, **train: Any) -> Path:
    settings = {
        "base_config": "config/glowtts.json",
        "model_type": "GlowTTS",
        "dataset": ["demo"],
        "dataset_path": {"demo": str(case.folder / "corpus")},
        "log_dir": str(case.folder / "runs"),
        "preprocess": {
            "processed_dir": str(case.folder / "processed"),
            "trim": {"enabled": True},
        },
        "model": SMALL if case.small else {},
        "train": {
            **{"batch_size": 4 if case.small else 32, "warmup": 100, "num_workers": 2},
            **{"max_epoch": None, "max_steps": steps, "log_interval": max(1, steps // 10)},
            **{"diagonal_weight": 2000.0, "diagonal_steps": 100, "save_interval": steps // 2},
            **{"valid_interval": steps, "sample_interval": steps},
            **train,
        },
    }
    path = case.folder / f"{name}.json"
    path.write_text(json.dumps(settings), encoding="utf-8")
    return path


def _train(case: Case, config: Path, name: str, *more: str) -> tuple[int, str]:
    """Exit code and output of stage 2."""
    return _run([*_command(case, config, name), *more])


def _command(case: Case, config: Path, name: str) -> list[str]:
    gpu = ["--gpu", "0" if case.device == "cuda" else "-1"]
    script = ["bash", "egs/tts/GlowTTS/run.sh", "--stage", "2"]
    return [*script, "--config", str(config), "--name", name, *gpu]


def _describe(case: Case, name: str, code: int, log: str) -> Figures:
    """A run by its exit code, its device and its losses, which have to fall, given steps enough."""
    points = _read_points(case.folder / "runs" / name)
    losses = [point["loss"] for point in points]
    row = {
        "code": code,
        "losses": losses,
        "frames_per_second": points[-1]["frames_per_second"] if points else None,
        "data_wait": points[-1]["data_wait"] if points else None,
        "skipped": log.count("skipped:"),
    }
    ran = code == 0 and f"x {case.device}" in log and len(losses) > 1
    row["ok"] = ran and all(map(math.isfinite, losses))
    row["ok"] &= case.small or losses[-1] < losses[0]
    return row if row["ok"] else {**row, "log": log[-1500:]}


def _resumed(case: Case, steps: int) -> Figures:
    """Half a run and the other half after it, beside the one in one go."""
    half = _write_config(case, steps, "half", max_steps=steps // 2)
    whole = _write_config(case, steps, "whole")
    codes = [_train(case, half, "halves")[0]]
    codes.append(_train(case, whole, "halves", "--resume", "true")[0])
    if codes != [0, 0]:
        return {"codes": codes, "ok": False}
    one, two = (load_weights(find_checkpoint(case.folder / "runs" / n)) for n in ("no", "halves"))
    floats = [name for name, value in one.items() if value.is_floating_point()]
    apart = max(relative_error(two[name], one[name]) for name in floats)
    identical = all(one[name].equal(two[name]) for name in one)
    right = identical if case.device == "cpu" else apart < APART
    return {"codes": codes, "identical": identical, "apart": apart, "ok": right}


def _terminated(case: Case) -> Figures:
    """SIGTERM in the middle of a run: it saves, and its exit code is 0."""
    config = _write_config(case, 10**6, "term", log_interval=1, diagonal_steps=100)
    metrics = case.folder / "runs" / "term" / "log" / "metrics.jsonl"
    with (case.folder / "term.log").open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            _command(case, config, "term"),
            cwd=ROOT,
            env=_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None and not metrics.is_file():
            time.sleep(0.2)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=PATIENCE)
    saved = list((case.folder / "runs" / "term" / "checkpoint").glob("epoch-*/state.json"))
    seconds = time.monotonic() - began
    return {"code": code, "seconds": seconds, "saved": len(saved), "ok": code == 0 and bool(saved)}


def _read_points(experiment: Path) -> list[Figures]:
    path = experiment / "log" / "metrics.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [point for point in map(json.loads, lines) if point["split"] == "train"]


def _environment() -> dict[str, str]:
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES") in NONE
    kept = {k: v for k, v in os.environ.items() if hidden or k != "CUDA_VISIBLE_DEVICES"}
    return {**kept, "PYTHON": sys.executable, "PYTHONUNBUFFERED": "1"}


def _run(command: list[str], must: bool = False) -> tuple[int, str]:
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False
    )
    output = done.stdout + done.stderr
    if must and done.returncode:
        raise SystemExit(f"error: {' '.join(command)}: {output[-1500:]}")
    return done.returncode, output
