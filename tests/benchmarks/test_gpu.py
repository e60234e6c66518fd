"""The acceptance run on a GPU: its processes, limits and report here, all of it as a slow test."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.gpu.__main__ import chosen, parse_options
from benchmarks.gpu.report import aims, print_table, write_report
from benchmarks.gpu.run_section import read_figures, run_limited
from benchmarks.gpu.sections import MARK, SECTIONS, Case

TELLING = f"""
import time
print("{MARK}" + '{{"ok": false, "found": 1}}')
print("{MARK}" + '{{"ok": false, "found": 2}}', flush=True)
"""


def test_a_section_that_hangs_is_ended_and_what_it_told_is_kept(tmp_path: Path) -> None:
    log, began = tmp_path / "log", time.monotonic()
    command = [sys.executable, "-c", TELLING + "time.sleep(600)"]
    assert run_limited(command, log, 3.0) == "ended after 3 s"
    assert time.monotonic() - began < 60
    assert read_figures(log) == {"ok": False, "found": 2}


def test_a_section_that_fails_without_a_word_has_failed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert run_limited([sys.executable, "-c", "1 / 0"], log, 60.0) == 1
    assert read_figures(log) == {"ok": False}
    assert "ZeroDivisionError" in log.read_text()


def test_figures_add_up_until_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = Case("cpu", True, tmp_path)
    case.tell(one=1)
    case.tell(two=2)
    last = capsys.readouterr().out.splitlines()[-1]
    assert json.loads(last.removeprefix(MARK)) == {"ok": False, "one": 1, "two": 2}


def test_sections_are_chosen_by_part_and_name(tmp_path: Path) -> None:
    def names(*options: str) -> list[str]:
        found = chosen(parse_options(["--output", str(tmp_path), *options]))
        return [section.name for section in found]

    everything = [section.name for section in SECTIONS]
    assert names() == everything
    assert names("--part", "essential") + names("--part", "more") == everything
    assert names("--only", "graphs", "search", "--skip", "graphs") == ["search"]
    with pytest.raises(SystemExit):
        names("--only", "nothing")


def test_a_report_keeps_what_earlier_calls_found(tmp_path: Path, capsys) -> None:
    write_report(tmp_path, {"speed": {"ok": True, "no": 1.0}, "graphs": {"ok": False}})
    report = write_report(tmp_path, {"graphs": {"ok": True, "replay_ms": 3.14159}})
    assert report == json.loads((tmp_path / "gpu.json").read_text())
    assert list(report) == ["speed", "graphs"]
    assert report["graphs"]["ok"]
    print_table(report)
    table = capsys.readouterr().out
    assert "graphs       ok" in table
    assert "3.142" in table


def test_aims_are_judged_where_both_figures_are_there() -> None:
    row = {"frames_per_second": 500e3, "peak_gib": 5.0, "search_share": 0.03}
    report = {
        "search": {"times": [{"size": [16, 128, 512], "ms": 0.1, "aim_ms": 0.14}]},
        "speed": {"no": row, "bf16": row, "epoch_of_ljspeech_seconds": 14.0},
        "reference": {"random": {"frames_per_second": 100e3, "peak_gib": 9.0}},
        "compiled": {"bf16": {"frames_per_second": 700e3}},
    }
    lines = aims(report)
    assert [line.split("  ")[0] for line in lines] == [
        *("met", "met", "NOT MET", "met", "met", "met"),
    ]
    assert "precision bf16: 7, aimed at 6" in lines[1]
    assert aims({"speed": {"ok": False, "end": []}, "reference": {"skipped": ""}}) == []


@pytest.mark.slow
def test_all_of_it_runs_without_a_gpu(repository: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.gpu", "--output", str(tmp_path)]
    done = subprocess.run(
        [*command, "--device", "cpu", "--small"],
        cwd=repository, capture_output=True, text=True, timeout=3000,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "gpu.json").read_text())
    assert list(report) == [section.name for section in SECTIONS]
    assert report["search"]["wrong"] == []
    assert report["parity"]["worst"]["float32"] == 0
    assert report["training"]["resume"]["identical"]
    assert report["training"]["sigterm"]["code"] == 0
    assert report["compiled"]["no"]["error"] == 0
    assert done.stdout.rstrip().endswith("all passed")
