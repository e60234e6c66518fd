import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import NAMES
from benchmarks.turns import ROOT, Contender, compete

TOY = "tests.benchmarks.toy"


def test_ratios_are_those_within_the_rounds():
    contenders = [
        Contender("ours", f"{TOY}:clock", {"seconds": [1.0, 10.0, 100.0]}),
        Contender("theirs", f"{TOY}:clock", {"seconds": [3.0, 20.0, 200.0]}),
    ]
    ours, theirs = compete(contenders, rounds=3, warmups=0)
    assert ours.times_of(ours) == 1
    assert theirs.times_of(ours) == 2
    assert theirs.cpu_times_of(ours) == 2


def test_a_turn_is_timed_and_its_work_counted():
    (result,) = compete([Contender("slow", f"{TOY}:sleeper", {"seconds": 0.05})], rounds=2)
    assert len(result.seconds) == 2
    assert min(result.seconds) >= 0.05 > max(result.cpu_seconds)
    assert result.costs() == [s / 2 for s in result.seconds]
    assert 1 < result.peak_mib < 200


def test_contenders_that_disagree_are_not_compared():
    contenders = [
        Contender(name, f"{TOY}:sleeper", {"seconds": 0, "answer": answer})
        for answer, name in enumerate(("ours", "theirs"))
    ]
    with pytest.raises(SystemExit, match="differ"):
        compete(contenders, rounds=1)


def test_a_contender_that_fails_is_named(capfd):
    with pytest.raises(SystemExit, match="theirs failed"):
        compete([Contender("theirs", f"{TOY}:broken")], rounds=1)
    assert "this one never starts" in capfd.readouterr().err


@pytest.mark.slow
def test_the_benchmark_of_the_search_writes_its_figures(repository, tmp_path):
    output = tmp_path / "figures" / "search.json"
    options = ["--sizes", "2x5x9", "--rounds", "2", "--threads", "1", "--json", str(output)]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.alignment_search", *options],
        cwd=repository,
        check=True,
        timeout=240,
    )
    figures = json.loads(output.read_text())
    assert figures["threads"] == 1
    assert {"python", "torch"} <= figures["versions"].keys()
    assert {row["case"] for row in figures["rows"]} == {"2x5x9", "2x5x9, core"}
    assert all(row["best"] > 0 and row["rounds"] == 2 for row in figures["rows"])


def test_every_benchmark_is_listed(repository):
    files = {path.stem for path in (repository / "benchmarks").glob("*.py")}
    with_main = {
        name
        for name in files
        if "report.options" in (repository / "benchmarks" / f"{name}.py").read_text()
    }
    assert with_main == set(NAMES)


def test_the_reference_is_found_beside_packages_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("import modules\nFlowGenerator = modules.Flow\n")
    (tmp_path / "modules.py").write_text("class Flow: pass\n")
    code = (
        "import models.registry, modules.length_regulator\n"
        "from benchmarks.peers import import_reference\n"
        "print(import_reference().FlowGenerator.__module__)"
    )
    environment = {**os.environ, "GLOW_TTS_DIR": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert result.stdout.strip() == "modules", result.stderr
