"""Checkpoints measured one after the other, with a voice that only mumbles."""

import dataclasses
import json
import shutil
import sys
from pathlib import Path

import pytest

from bins.tts import learning_curve as script
from models.base.checkpoint.checkpoint import find_checkpoint, list_checkpoints
from models.tts.base.learning_curve import (
    Point,
    format_points,
    measure_checkpoints,
    plot_points,
)
from models.tts.base.requests import Request
from models.tts.base.synthesis_settings import SynthesisSettings
from models.vocoders import griffin_lim
from processors.metrics import Options, Summary, choose
from tests.models.tts.glowtts.tiny_voice import write_voice
from utils.errors import UserError

REQUESTS = [Request("one", "Hello there."), Request("two", "?!"), Request("one", "Hello there.")]


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(griffin_lim, "PHASE_STEPS", 4)


@pytest.fixture
def expt(tmp_path: Path) -> Path:
    """Two checkpoints, steps 7 and 9."""
    expt = write_voice(tmp_path / "expt")
    first = find_checkpoint(expt)
    second = first.with_name("epoch-0000_step-0000009_loss-none")
    shutil.copytree(first, second)
    state = json.loads((second / "state.json").read_text())
    (second / "state.json").write_text(json.dumps({**state, "step": 9, "minutes": 1.5}))
    return expt


def measure(expt: Path, folder: Path, **changes: object) -> list[Point]:
    return measure_checkpoints(
        expt, REQUESTS, folder, choose(["duration"]), Options(), SynthesisSettings(**changes)
    )


def test_every_checkpoint_is_measured_and_only_once(
    expt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = measure(expt, tmp_path / "out")
    assert [(point.step, point.minutes) for point in points] == [(7, 0.0), (9, 1.5)]
    (seconds, *_) = points[0].summary
    assert seconds.mean > 0
    assert seconds.count == 1  # the other text has nothing to say
    for checkpoint, _ in list_checkpoints(expt):
        assert (tmp_path / "out" / checkpoint.name / "one.wav").is_file()

    loaded = []
    monkeypatch.setattr(
        "models.tts.base.voice.find_checkpoint", lambda *a: loaded.append(a) or 1 / 0
    )
    assert measure(expt, tmp_path / "out") == points
    assert loaded == []
    with pytest.raises(ZeroDivisionError):
        measure(expt, tmp_path / "out", length_scale=2.0)  # that is another measurement


def test_no_checkpoints_and_a_strange_file_are_clear_errors(expt: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="no checkpoints"):
        measure(tmp_path / "empty", tmp_path / "out")
    measure(expt, tmp_path / "out")
    summary = next((tmp_path / "out").glob("*/metrics/summary.json"))
    summary.write_text("[]")
    with pytest.raises(UserError, match="remove it to measure again"):
        measure(expt, tmp_path / "out")


def test_table_and_picture() -> None:
    number = Summary("wer", "%", "lower", 12.34, 10.0, 15.0, 30)
    other = dataclasses.replace(number, name="speed", better="", low=None)
    curves = {
        "a": [Point(100, 1.0, [number, other]), Point(200, 2.0, [number])],
        "b": [Point(100, 1.5, [number])],
    }
    lines = format_points(curves).splitlines()
    assert lines[0] == "| run | step | minutes | wer | speed |"
    assert lines[2] == "| a | 100 | 1.0 | 12.3 [10.0, 15.0] | 12.3 |"
    assert lines[3] == "| a | 200 | 2.0 | 12.3 [10.0, 15.0] | – |"
    axes, speed = plot_points(curves, "minutes").axes
    assert [len(line.get_xdata()) for line in speed.lines] == [1, 0]
    assert [list(line.get_xdata()) for line in axes.lines] == [[1.0, 2.0], [1.5]]
    assert axes.get_ylabel() == "wer, %"


def run(*arguments: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["learning_curve.py", *map(str, arguments)])
    script.main()


def test_command(
    expt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "texts.txt"
    texts.write_text("one|Hello there.\ntwo|And again.\n")
    run(
        *("--expt_dirs", expt, "--source_file", texts, "--limit", 1, "--metrics", "silence"),
        *("--output_dir", tmp_path / "out"),
        monkeypatch=monkeypatch,
    )
    assert "| expt | 9 | 1.5 |" in capsys.readouterr().out
    assert (tmp_path / "out" / "curves.png").stat().st_size > 1000
    assert "| expt | 7 | 0.0 |" in (tmp_path / "out" / "table.md").read_text()


def test_metrics_that_need_recordings_are_refused(
    expt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="mcd needs recordings"):
        run(
            *("--expt_dirs", expt, "--source_file", "x", "--output_dir", tmp_path),
            *("--metrics", "mcd"),
            monkeypatch=monkeypatch,
        )
