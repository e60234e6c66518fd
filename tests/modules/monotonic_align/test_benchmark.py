import json
import os
import subprocess
import sys


def test_the_benchmark_runs_and_writes_its_figures(repository, tmp_path):
    output = tmp_path / "figures.json"
    script = str(repository / "benchmarks" / "alignment_search.py")
    options = ["--sizes", "2x5x9", "1x3x3", "--turns", "2", "--json", str(output)]
    subprocess.run(
        [sys.executable, script, *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(repository)},
        check=True,
        timeout=120,
    )
    figures = json.loads(output.read_text())
    assert {row["size"] for row in figures["rows"]} == {"2x5x9", "1x3x3"}
    assert all(row["min_ms"] > 0 for row in figures["rows"])
