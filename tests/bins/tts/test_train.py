"""bins/tts/train.py as users start it: real processes, signals, exit codes, one-line errors."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import torch

from bins.tts.train import main
from config.load import save_config
from config.schema import REPOSITORY
from models.base.checkpoint.checkpoint import (
    find_checkpoint,
    list_checkpoints,
    load_weights,
    read_state,
)
from models.base.process import threads
from tests.models.tts.glowtts.processed import tiny_config, write_processed
from utils.log import run_main

SLOW = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "a place"
    for name, train in {
        "short": {"max_steps": 6},
        "long": {"max_steps": 60, "save_interval": 10, "valid_interval": 30},
    }.items():
        config = tiny_config(folder, **{"sample_interval": 1000, "log_interval": 1, **train})
        save_config(config, folder / f"{name}.json")
    write_processed(config)
    return folder


def command(*arguments: str, launcher: tuple[str, ...] = ()) -> list[str]:
    script = Path(__file__).resolve().parents[3] / "bins" / "tts" / "train.py"
    return [sys.executable, *launcher, str(script), *arguments]


def start(folder: Path, *arguments: str, **options) -> subprocess.Popen:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    environment.pop("PYTHONUNBUFFERED", None)
    return subprocess.Popen(
        command(*arguments, **options),
        cwd=folder,
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(folder: Path, *arguments: str, **options) -> tuple[int, str]:
    process = start(folder, *arguments, **options)
    output, errors = process.communicate(timeout=120)
    return process.returncode, output + errors


def weights(folder: Path, name: str) -> dict[str, torch.Tensor]:
    return load_weights(find_checkpoint(folder / "runs" / name))


def wait_for_step(folder: Path, name: str, step: int, process: subprocess.Popen) -> None:
    path = folder / "runs" / name / "log" / "metrics.jsonl"
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        lines = path.read_text().splitlines() if path.is_file() else []
        if any(json.loads(line)["step"] >= step for line in lines[:-1]):
            return
        time.sleep(0.02)
    pytest.fail(f"step {step} was never reached")


def test_from_any_folder_and_again(folder: Path, monkeypatch, capsys) -> None:
    code, output = run(folder, "--config", "short.json", "--exp_name", "run")
    assert code == 0, output
    assert "step 6 epoch" in output  # a line a log interval, no bar: this is no terminal
    assert "left" in output
    assert "\r" not in output
    line = error_line(folder, "run", monkeypatch, capsys)
    assert "already holds checkpoints: continue it with --resume" in line


def test_the_number_of_threads_is_chosen_recorded_and_kept(folder: Path, monkeypatch) -> None:
    before = torch.get_num_threads()
    monkeypatch.delenv("OMP_NUM_THREADS")
    free = before + 1  # a number that this process has not by chance
    monkeypatch.setattr(threads, "count_cores", lambda: 8)
    monkeypatch.setattr(threads, "count_free_cores", lambda: free)
    arguments = ["train.py", "--config", str(folder / "short.json"), "--exp_name", "run"]
    try:
        monkeypatch.setattr(sys, "argv", arguments)
        assert main() == 0
        assert torch.get_num_threads() == free
        monkeypatch.setattr(threads, "count_free_cores", lambda: free + 1)
        save_config(tiny_config(folder, max_steps=7), folder / "short.json")
        monkeypatch.setattr(sys, "argv", [*arguments, "--resume"])
        assert main() == 0
        assert torch.get_num_threads() == free
    finally:
        torch.set_num_threads(before)
    states = [state for _, state in list_checkpoints(folder / "runs" / "run")]
    assert [(state.step, state.n_threads) for state in states[-2:]] == [(6, free), (7, free)]
    log = (folder / "runs" / "run" / "log" / "train.log").read_text()
    assert f"1 x cpu ({free} threads)" in log


def test_nothing_to_resume(folder: Path, monkeypatch, capsys) -> None:
    line = error_line(folder, "new", monkeypatch, capsys, "--resume")
    assert line.startswith("error: nothing to resume: no checkpoint in")
    assert str(folder / "runs" / "new") in line


def error_line(folder: Path, name: str, monkeypatch, capsys, *flags: str) -> str:
    arguments = ["train.py", "--config", str(folder / "short.json"), "--exp_name", name, *flags]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as leaving:
        run_main(main)
    assert leaving.value.code == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("error: ")
    return line


LAUNCH = ("-m", "accelerate.commands.launch", "--cpu", "--num_processes")
LAUNCH_SCRIPT = str(REPOSITORY / "bins" / "launch.py")
TORCHRUN = ("-m", "torch.distributed.run", "--standalone", "--nproc_per_node")


def test_a_launcher_that_takes_sigterm_for_itself(folder: Path) -> None:
    """accelerate launch of one process dies of it; its child notices, saves and leaves."""
    arguments = ("--config", "long.json", "--exp_name", "run")
    process = start(folder, *arguments, launcher=(*LAUNCH, "1"))
    wait_for_step(folder, "run", 12, process)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)  # until the child closes the pipe too
    assert process.returncode == -signal.SIGTERM
    assert "terminated at step" in errors
    assert "with --resume" in errors
    state = read_state(find_checkpoint(folder / "runs" / "run"))
    assert 12 <= state.step < 60
    assert not state.finished


def test_a_killed_process_of_torchrun(folder: Path) -> None:
    """Two processes on a CPU, without further ado; one dies and the others are ended."""
    arguments = ("--config", "long.json", "--exp_name", "run")
    process = start(folder, *arguments, launcher=(*TORCHRUN, "2"))
    wait_for_step(folder, "run", 12, process)
    psutil.Process(process.pid).children()[1].kill()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "2 x cpu" in errors
    assert errors.count("error: another process of this run has ended") == 1
    assert f"go on from {find_checkpoint(folder / 'runs' / 'run')} with --resume" in errors


@pytest.mark.parametrize(
    ("launcher", "number", "code"),
    [
        (("torchrun", *TORCHRUN[2:], "2"), signal.SIGTERM, 0),
        pytest.param(("accelerate", "launch", *LAUNCH[2:], "1"), signal.SIGTERM, 0, marks=SLOW),
        pytest.param(("torchrun", *TORCHRUN[2:], "2"), signal.SIGINT, 130, marks=SLOW),
    ],
)
def test_launch_hands_signals_on_and_ends_as_training_does(
    folder: Path, launcher: tuple[str, ...], number: int, code: int
) -> None:
    arguments = ("--config", "long.json", "--exp_name", "run")
    process = start(folder, *arguments, launcher=(LAUNCH_SCRIPT, *launcher))
    wait_for_step(folder, "run", 12, process)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == code, errors
    assert "Traceback" not in errors
    assert "with --resume" in errors
    assert 12 <= read_state(find_checkpoint(folder / "runs" / "run")).step < 60


def test_launch_ends_at_once_where_nothing_trains_yet(tmp_path: Path) -> None:
    for name in ("accelerate", "accelerate/commands"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "accelerate" / "commands" / "accelerate_cli.py").write_text(
        "import time\ndef main():\n    print('launching', flush=True)\n    time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, LAUNCH_SCRIPT, "accelerate", "launch", "train.py"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert process.stdout.readline() == "launching\n"
    process.terminate()
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 143
    assert "Traceback" not in errors


@pytest.mark.slow
def test_a_launcher_that_starts_fewer_than_asked_for(folder: Path) -> None:
    arguments = ("--config", "short.json", "--exp_name", "run")
    code, output = run(folder, *arguments, launcher=(*LAUNCH, "2"))
    assert code == 1
    assert "error: accelerate launch was asked for 2 processes and started one" in output
    assert not (folder / "runs" / "run" / "checkpoint").exists()


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_signals(folder: Path, number: int, code: int) -> None:
    process = start(folder, "--config", "long.json", "--exp_name", "run")
    wait_for_step(folder, "run", 12, process)
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == code, output + errors
    assert "with --resume" in errors
    assert "Traceback" not in errors


@pytest.mark.slow
def test_killed_at_any_moment_equals_never_killed(folder: Path) -> None:
    code, output = run(folder, "--config", "long.json", "--exp_name", "whole")
    assert code == 0, output
    arguments = ["--config", "long.json", "--exp_name", "killed"]
    for step in (13, 24, 41):
        process = start(folder, *arguments)
        wait_for_step(folder, "killed", step, process)
        process.kill()
        process.communicate()
        arguments = [*arguments[:4], "--resume"]
    code, output = run(folder, *arguments)
    assert code == 0, output
    whole, killed = weights(folder, "whole"), weights(folder, "killed")
    assert all(torch.equal(whole[name], killed[name]) for name in whole)
    steps = [state.step for _, state in list_checkpoints(folder / "runs" / "killed")]
    assert steps[-1] == 60
