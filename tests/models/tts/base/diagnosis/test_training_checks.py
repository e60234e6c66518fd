"""Where training stands and how its losses went, from what a run leaves behind."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from models.base.checkpoint.checkpoint import read_state
from models.tts.base.diagnosis import training_checks as course
from models.tts.base.diagnosis.experiment import DiagnosedExperiment
from models.tts.base.diagnosis.report import CheckResult, NothingToCheck, format_results, grade
from models.tts.base.diagnosis.training_checks import check_losses, check_state

GOOD = {"off_diagonal": 0.02, "one_frame_phones": 0.4, "alignment_entropy": 0.2}


def write_points(
    experiment: DiagnosedExperiment,
    mle: Sequence[float | None],
    valid: Sequence[float],
    **measures: float,
) -> None:
    lines: list[dict[str, Any]] = [
        {"step": 100 * i, "split": "train", "mle": value, "loss": value}
        for i, value in enumerate(mle, 1)
    ]
    lines += [
        {"step": 100 * i, "split": "valid", "loss": value, **GOOD, **measures}
        for i, value in enumerate(valid, 1)
    ]
    path = experiment.path / "log" / "metrics.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"step": 5', "utf-8")


@pytest.mark.parametrize(
    ("mle", "valid", "measures", "verdict", "message"),
    [
        ([1.2, 0.2, 0.0], [1.0, 0.4, 0.3], {}, "OK", "mle 1.20 to 0.00 over 300 steps"),
        ([1.2, 0.2, 0.0], [1.0, 0.40, 0.41], {}, "OK", "still falling or level"),
        ([1.2, 0.2, -0.4], [1.0, 0.4, 0.6], {}, "WARN", "lowest at step 200 (0.400)"),
        ([1.2, 1.15, 1.1], [1.0], {}, "BAD", "the likelihood has hardly improved"),
        ([1.2, None, 0.1], [1.0], {}, "BAD", "not finite at step 200"),
        ([1.2, 0.2], [1.0], {"alignment_entropy": 0.9}, "BAD", "alignment_entropy 0.90 is above"),
    ],
)
def test_losses(
    voice: DiagnosedExperiment, mle, valid, measures, verdict: str, message: str
) -> None:
    write_points(voice, mle, valid, **measures)
    found = check_losses(voice)
    assert found.verdict == verdict
    assert message in found.text


def test_early_on_an_alignment_may_be_unformed(voice: DiagnosedExperiment) -> None:
    write_points(voice, [1.2], [1.0], alignment_entropy=0.9)
    path = voice.path / "log" / "metrics.jsonl"
    path.write_text(path.read_text().replace('"step": 100', '"step": 10'))
    assert check_losses(voice).verdict == "OK"


def test_steps_that_were_skipped(voice: DiagnosedExperiment) -> None:
    write_points(voice, [1.2, 0.2], [1.0])
    line = (
        "2026-01-01 00:00:00 WARNING step 3 skipped: loss or gradient is not finite; 1 in a row\n"
    )
    for count, verdict in ((1, "WARN"), (3, "BAD")):
        (voice.path / "log" / "train.log").write_text(line * count)
        found = check_losses(voice)
        assert found.verdict == verdict
        assert f"{count} steps were skipped" in found.text


def test_no_log_is_no_fault(voice: DiagnosedExperiment) -> None:
    (voice.path / "log" / "metrics.jsonl").unlink()
    with pytest.raises(NothingToCheck, match=r"no log/metrics\.jsonl"):
        check_losses(voice)


def test_finished_or_interrupted(voice: DiagnosedExperiment) -> None:
    assert check_state(voice).text.startswith("training has finished: step 8")
    voice.state = read_state(voice.folder)
    voice.state.finished = False
    interrupted = check_state(voice)
    assert interrupted.verdict == "WARN"
    assert "--resume true" in interrupted.text


def test_a_run_that_goes_on(voice: DiagnosedExperiment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "is_locked", lambda folder: folder == voice.path)
    assert check_state(voice).text.startswith("training goes on")


def test_a_run_that_never_saved(home: Path) -> None:
    experiment = home / "runs" / "run"
    for folder in (experiment / "checkpoint").iterdir():
        folder.rename(home / folder.name)
    experiment = DiagnosedExperiment(experiment)
    found = check_state(experiment)
    assert found.verdict == "BAD"
    assert "before its first checkpoint" in found.text


def test_the_table() -> None:
    long = "word " * 40
    text = format_results([CheckResult("a", "OK", "fine"), CheckResult("longer", "BAD", long)])
    lines = text.splitlines()
    assert lines[0] == "OK       a       fine"
    assert max(map(len, lines)) <= 100
    assert lines[2].startswith(" " * 17 + "word")
    assert grade(float("nan"), 1, 2) == "BAD"
    assert CheckResult("a", "OK", "", {"x": float("nan")}).to_json()["figures"] == {"x": None}
