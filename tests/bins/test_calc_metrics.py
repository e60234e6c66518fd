"""bins/calc_metrics.py: from folders to a table."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bins import calc_metrics
from utils.errors import UserError

RATE = 22050


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    for folder, names in (("spoken", "abc"), ("recorded", "bcd")):
        (tmp_path / folder).mkdir()
        for name in names:
            samples = rng.normal(size=RATE // 2) * 0.1
            soundfile.write(tmp_path / folder / f"{name}.wav", samples, RATE)
    return tmp_path


def run(monkeypatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["calc_metrics.py", *map(str, arguments)])
    return calc_metrics.main()


def test_against_recordings(folders, monkeypatch, capsys):
    options = ("--ref", folders / "recorded", "--deg", folders / "spoken")
    assert run(monkeypatch, *options, "--metrics", "mcd, duration", "--worst", 1) == 0
    printed = capsys.readouterr()
    assert "| mcd dB ↓" in printed.out
    assert "worst mcd:" in printed.out
    assert "in --ref but not in --deg: 1\n  d" in printed.err
    assert "in --deg but not in --ref: 1\n  a" in printed.err
    document = json.loads((folders / "spoken" / "metrics" / "summary.json").read_text())
    assert (document["missing"], document["extra"], document["utterances"]) == (["d"], ["a"], 2)


def test_against_texts_again_and_elsewhere(folders, monkeypatch, capsys):
    texts = folders / "texts.txt"
    texts.write_text("a|First.\nb|Second one.\n", encoding="utf-8")
    options = (
        "--deg",
        folders / "spoken",
        "--output_dir",
        folders / "out",
        "--metrics",
        "duration",
    )
    for _ in range(2):  # the folder to measure is not changed by measuring
        assert run(monkeypatch, *options, "--ref", texts) == 0
    assert "characters_per_second" in capsys.readouterr().out
    assert (folders / "out" / "utterances.csv").read_text().count("\n") == 3
    assert not (folders / "spoken" / "metrics").exists()


def test_groups_by_name(folders, monkeypatch, capsys):
    for old, new in (("a", "long_1"), ("b", "long_2"), ("c", "short_words_1")):
        (folders / "spoken" / f"{old}.wav").rename(folders / "spoken" / f"{new}.wav")
    soundfile.write(folders / "spoken" / "long_2.wav", np.full(RATE, 0.1), RATE)
    options = ("--deg", folders / "spoken", "--metrics", "duration", "--by_prefix")
    assert run(monkeypatch, *options) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^\| long +\| 2 +\| 0\.750 \[0\.500, 1\.000\]", printed, re.M)
    assert re.search(r"^\| short_words +\| 1 +\| 0\.500 +\|", printed, re.M)
    document = json.loads((folders / "spoken" / "metrics" / "summary.json").read_text())
    assert document["groups"]["long"][0]["mean"] == 0.75


def test_nothing_measured_is_a_failure(folders, monkeypatch, capsys):
    for name in "abc":
        soundfile.write(folders / "spoken" / f"{name}.wav", np.zeros(RATE), RATE)
    assert run(monkeypatch, "--deg", folders / "spoken", "--metrics", "silence") == 1
    assert "not measured: 3\n  a, silence: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "--deg and --metrics are needed"),
        (["--deg", "spoken", "--metrics", "mcd"], "mcd needs recordings to compare with"),
        (["--deg", "spoken", "--metrics", "stoi"], "no metric is called 'stoi'"),
        (["--deg", "nowhere", "--metrics", "mcd"], "nowhere: no such file or folder"),
    ],
)
def test_wrong_commands(folders, monkeypatch, arguments, message):
    monkeypatch.chdir(folders)
    with pytest.raises(UserError, match=message):
        run(monkeypatch, *arguments)


def test_as_a_command_the_list_needs_nothing_installed(repository, tmp_path):
    command = [sys.executable, str(repository / "bins" / "calc_metrics.py"), "--list"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert names[:4] == ["wer", "cer", "mcd", "f0"]
    assert names[4:6] == ["dnsmos", "distillmos"]
    assert names[6:] == ["similarity", "duration", "silence", "rtf"]
