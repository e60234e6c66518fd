"""Two real processes: a bad utterance on one, frozen parts under DDP, averages, the dry run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.schema import REPOSITORY
from models.base.checkpoint.checkpoint import find_checkpoint, load_weights, read_state


@pytest.mark.slow
def test_two_processes_decide_together(tmp_path: Path) -> None:
    command = [
        *(sys.executable, "-m", "torch.distributed.run", "--standalone"),
        *("--nproc_per_node", "2"),
        *("-m", "tests.models.base.two_processes", str(tmp_path)),
    ]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    environment |= {"ACCELERATE_USE_CPU": "true", "PYTHONPATH": str(REPOSITORY)}
    result = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=300
    )
    assert result.returncode == 0, result.stderr
    one, two = json.loads((tmp_path / "seen.json").read_text())
    assert one["sums"] == two["sums"]  # the same weights and averages, to the bit
    assert one["finite"]
    assert one["best"] == two["best"]
    assert one["evaluation"] == two["evaluation"]  # of three utterances, which they shared
    assert (one["generated"], two["generated"]) == (6, 3)
    evaluated = (tmp_path / "run" / "log" / "metrics.jsonl").read_text().count('"eval"')
    assert evaluated == 3
    assert one["stale"] == two["stale"]
    assert one["batches"] == two["batches"]
    assert one["report"][:2] == two["report"][:2]
    # One of the two met the bad utterance; both left the step out, and it is named.
    n_skipped = one["broken"] + two["broken"]
    assert n_skipped >= 2
    log = (tmp_path / "run" / "log" / "train.log").read_text()
    named = [line for line in log.splitlines() if "skipped" in line]
    assert len(named) == n_skipped
    assert all("item3" in line for line in named)
    state = read_state(find_checkpoint(tmp_path / "run"))
    assert (state.step, state.n_processes, state.bad_steps) == (24, 2, 0)
    weights = load_weights(find_checkpoint(tmp_path / "run"))
    average = load_weights(find_checkpoint(tmp_path / "run"), "ema")
    changed = {name for name in weights if not weights[name].equal(average[name])}
    assert changed == {"layers.3.weight", "layers.3.bias"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "seen.json"]
