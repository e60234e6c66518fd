"""bins/tts/diagnose.py: what it prints, and what its exit code says."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from bins.tts import diagnose
from config.glowtts import ExperimentConfig
from models.base.checkpoint.checkpoint import find_checkpoint
from models.tts.base.diagnosis.report import CheckResult
from tests.models.tts.glowtts.tiny_voice import write_voice
from utils.log import run_main


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """An experiment without a log and without data, such as a voice from elsewhere."""
    folder = tmp_path / "some voice"
    write_voice(folder)
    return folder


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["diagnose.py", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        run_main(diagnose.main)
    return end.value.code


def test_a_voice_alone(voice: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    report = tmp_path / "report.json"
    assert run(monkeypatch, voice, "--json", report) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{voice}, epoch-")
    lines = {line.split()[1]: line.split()[0] for line in out.splitlines()[2:] if line[0] != " "}
    assert {lines[name] for name in ("alignment", "mels", "symbols", "losses")} == {"SKIPPED"}
    assert {lines[name] for name in ("state", "weights", "inversion", "actnorm")} == {"OK"}
    assert "there are no processed data of LJSpeech" in out
    written = json.loads(report.read_text())
    assert [finding["check"] for finding in written["findings"]] == list(lines)
    assert written["findings"][3]["figures"]["max_error"] < 1e-3


def test_other_ways_to_name_it(voice: Path, monkeypatch, capsys) -> None:
    checkpoint = find_checkpoint(voice)
    for path in (checkpoint.parent, checkpoint):
        assert run(monkeypatch, path) == 0
        assert capsys.readouterr().out.startswith(f"{voice}, {checkpoint.name}\n")


def test_something_is_bad(voice: Path, monkeypatch, capsys) -> None:
    for paper in ("args.json", "symbols.json", "spk2id.json"):
        shutil.copy(find_checkpoint(voice) / paper, voice)
    shutil.rmtree(voice / "checkpoint")
    assert run(monkeypatch, voice) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{voice}, no checkpoint yet"
    assert lines[2].startswith("BAD      state")


def test_mistakes(voice: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    assert run(monkeypatch, tmp_path / "nothing") == 1
    assert "no usable checkpoint here" in capsys.readouterr().err
    assert run(monkeypatch, voice, "--utterances", "0") == 1
    assert "--utterances must be 1 or more" in capsys.readouterr().err


def test_a_strange_alignment_points_to_the_texts() -> None:
    config = ExperimentConfig(dataset=["mine"], dataset_path={"mine": "data/mine"})
    fine = CheckResult("alignment", "OK", "")
    strange = CheckResult("alignment", "WARN", "")
    other = CheckResult("silence", "BAD", "")
    assert diagnose.alignment_hint(Path("e"), config, [fine, other]) is None
    hint = diagnose.alignment_hint(Path("e"), config, [strange])
    assert "--acoustics_dir e --corpus data/mine --dataset mine --check" in hint
