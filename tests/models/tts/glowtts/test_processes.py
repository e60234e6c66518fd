"""Real processes: two do as one, a kill costs nothing but time, and nobody is left waiting."""

import errno
import json
import os
import resource
import signal
import time
from pathlib import Path

import pytest
import torch

from config.glowtts import ExperimentConfig
from models.base import start as experiment
from models.base.checkpoint import checkpoint
from models.base.checkpoint.checkpoint import (
    find_checkpoint,
    list_checkpoints,
    load_weights,
    read_state,
)
from models.tts.glowtts.trainer import GlowTTSTrainer
from tests.models.tts.glowtts import ranked
from tests.models.tts.glowtts.processed import tiny_config, write_processed
from utils.errors import UserError


def weights(config: ExperimentConfig, name: str) -> dict[str, torch.Tensor]:
    return load_weights(find_checkpoint(Path(config.log_dir) / name))


def said(config: ExperimentConfig, name: str, rank: int = 0) -> str:
    return (Path(config.log_dir) / f"{name}.{rank}.out").read_text()


def prepared(folder: Path, **train) -> ExperimentConfig:
    often = {"sample_interval": 1000, "valid_interval": 10, "log_interval": 1}
    config = tiny_config(folder, **{**often, **train})
    write_processed(config, counts=(64, 5))  # two processes cannot share the 5 evenly
    return config


def only(config: ExperimentConfig, **train) -> ExperimentConfig:
    return config.model_copy(update={"train": config.train.model_copy(update=train)})


@pytest.mark.parametrize("accumulated", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_two_processes_do_as_one(tmp_path: Path, accumulated: int) -> None:
    """Batches, ActNorm, loss_normalizers, clipping, validation: the split changes only rounding."""
    config = prepared(
        tmp_path,
        **{"max_steps": 20, "save_interval": 1000, "gradient_accumulation_steps": accumulated},
        # Weights that do not matter have gradients that are rounding errors; as large a step for
        # these as for all others would hide that the others agree.
        **{"eps": 1e-4, "lr": 0.05},  # a peak of 3e-3: far above, rounding errors grow
    )
    losses = {}
    for n_ranks in (1, 2):
        name = f"on{n_ranks}"
        # Blocks that are computed twice give DDP the same gradients.
        config = only(config, batch_size=16 // n_ranks, activation_checkpointing=n_ranks == 2)
        assert ranked.run(config, name, n_ranks, dropout=False) == [0] * n_ranks, said(config, name)
        assert f"{n_ranks} x cpu" in said(config, name)
        lines = (Path(config.log_dir) / name / "log" / "metrics.jsonl").read_text().splitlines()
        names = ("step", "mle", "duration", "grad_norm")
        losses[n_ranks] = [[point.get(n, 0.0) for n in names] for point in map(json.loads, lines)]
    assert len(losses[1]) == 22  # two of them validation
    assert losses[1][0][1] > losses[1][-1][1]
    torch.testing.assert_close(
        torch.tensor(losses[2]), torch.tensor(losses[1]), rtol=1e-4, atol=1e-5
    )
    one, two = weights(config, "on1"), weights(config, "on2")
    for name in one:
        torch.testing.assert_close(two[name], one[name], rtol=1e-4, atol=1e-5, msg=name)


@pytest.mark.parametrize(
    "n_ranks", [pytest.param(1, marks=pytest.mark.slow), 2, pytest.param(3, marks=pytest.mark.slow)]
)
def test_killed_at_any_moment_equals_never_killed(tmp_path: Path, n_ranks: int) -> None:
    config = prepared(tmp_path, batch_size=8 // n_ranks, max_steps=14, save_interval=3, keep_last=1)
    assert ranked.run(config, "whole", n_ranks) == [0] * n_ranks, said(config, "whole")
    last = n_ranks - 1
    files = 6 + n_ranks  # of a checkpoint
    for resume, kill, step in [
        (False, (last, "update", 5), 3),  # a process, between checkpoints
        (True, (0, "write", files + 3), 6),  # the second checkpoint from here, half written
        (True, (0, "rename", 1), 6),  # written, and not yet in its place
        (True, (0, "prune", 4), 9),  # in its place, the old one half deleted
    ]:
        codes = ranked.run(config, "killed", n_ranks, resume=resume, kill=kill)
        assert codes[kill[0]] == -signal.SIGKILL, said(config, "killed")
        assert all(code == 1 for rank, code in enumerate(codes) if rank != kill[0])
        assert read_state(find_checkpoint(Path(config.log_dir) / "killed")).step == step
    codes = ranked.run(config, "killed", n_ranks, resume=True)
    assert codes == [0] * n_ranks, said(config, "killed")
    whole, killed = weights(config, "whole"), weights(config, "killed")
    assert [name for name in whole if not torch.equal(whole[name], killed[name])] == []
    left = [path.name for path in (Path(config.log_dir) / "killed" / "checkpoint").iterdir()]
    assert not [name for name in left if name.startswith(".")]


def _see_nothing() -> None:
    def plan_start(*_: object, **__: object) -> None:
        raise UserError("this process looked at the disk by itself")

    experiment.plan_start = plan_start


def test_all_fall_back_to_the_same_checkpoint(tmp_path: Path) -> None:
    """The main process decides which: what another sees may be older."""
    config = prepared(tmp_path, batch_size=4, max_steps=10, save_interval=4)
    assert ranked.run(only(config, max_steps=8), "broken", 2) == [0, 0]
    newest = find_checkpoint(Path(config.log_dir) / "broken")
    path = newest / "optimizer.pt"
    path.write_bytes(path.read_bytes()[:-7])
    codes = ranked.run(config, "broken", 2, resume=True, changes={1: _see_nothing})
    assert codes == [0, 0], said(config, "broken")
    output = said(config, "broken")
    assert f"{newest}: broken checkpoint: optimizer.pt" in output
    assert "passed over" in output
    assert "step-0000004" in output[output.index("resumed from") :].splitlines()[0]


def test_a_process_that_dies_ends_the_others_with_a_message(tmp_path: Path) -> None:
    config = prepared(tmp_path, batch_size=4, max_steps=500, save_interval=4)
    began = time.monotonic()
    codes = ranked.run(config, "run", 2, kill=(1, "update", 7))
    assert codes == [1, -signal.SIGKILL]
    assert time.monotonic() - began < ranked.SECONDS / 2
    (line,) = [line for line in said(config, "run").splitlines() if line.startswith("error")]
    assert "another process of this run has ended" in line
    assert str(find_checkpoint(Path(config.log_dir) / "run")) in line
    assert "Traceback" not in said(config, "run")


def test_a_message_of_all_is_printed_once_and_one_of_one_too(tmp_path: Path) -> None:
    config = prepared(tmp_path, batch_size=4, max_steps=500, save_interval=4)
    processes = ranked.start(config, "run", 2, resume=True)
    processes[0].join(ranked.SECONDS)
    processes[1].terminate()  # as torchrun does when it sees that one has failed
    assert ranked.wait(processes) == [1, -signal.SIGTERM]
    assert said(config, "run").count("error: nothing to resume") == 1
    assert "error" not in said(config, "run", 1)

    assert ranked.run(config, "other", 2, changes={1: _lose_a_file}) == [1, 1]
    assert "error (process 1): no such file" in said(config, "other", 1)
    assert "another process of this run has ended" in said(config, "other", 0)


def _lose_a_file() -> None:
    def training_step(*_: object) -> None:
        raise UserError("no such file")

    GlowTTSTrainer.training_step = training_step


@pytest.mark.parametrize("rank", [pytest.param(0, marks=pytest.mark.slow), 1])
def test_a_signal_to_one_makes_all_save_and_leave(tmp_path: Path, rank: int) -> None:
    config = prepared(tmp_path, batch_size=4, max_steps=5000, save_interval=4)
    processes = ranked.start(config, "run", 2)
    metrics = Path(config.log_dir) / "run" / "log" / "metrics.jsonl"
    deadline = time.monotonic() + ranked.SECONDS
    while not (metrics.is_file() and metrics.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(processes[rank].pid, signal.SIGTERM)
    assert ranked.wait(processes) == [0, 0], said(config, "run")
    assert "terminated at step" in said(config, "run")
    assert not read_state(find_checkpoint(Path(config.log_dir) / "run")).finished


def _fill_the_disk() -> None:
    original = checkpoint.write_file

    def write(path: Path, data: bytes) -> dict[str, int]:
        if "step-0000008" in str(path) and path.name == "optimizer.pt":
            raise OSError(errno.ENOSPC, "No space left on device")
        return original(path, data)

    checkpoint.write_file = write


def test_a_full_disk_ends_training_or_not_on_all(tmp_path: Path) -> None:
    config = prepared(tmp_path, batch_size=4, max_steps=13, save_interval=4)
    changes = {0: _fill_the_disk}
    codes = ranked.run(config, "stop", 2, changes=changes)
    assert codes == [1, 1], said(config, "stop")
    assert "error: cannot write checkpoint" in said(config, "stop")
    assert "No space left on device; the checkpoints written before are intact" in said(
        config, "stop"
    )
    states = [state.step for _, state in list_checkpoints(Path(config.log_dir) / "stop")]
    assert states == [4]

    config = only(config, on_save_error="continue")
    codes = ranked.run(config, "continue", 2, changes=changes)
    assert codes == [0, 0], said(config, "continue")
    assert "training goes on without one of step 8" in said(config, "continue")
    states = [state.step for _, state in list_checkpoints(Path(config.log_dir) / "continue")]
    assert states == [4, 12, 13]


def _limit_files() -> None:
    """From step 6 to 10 no file may grow to the size of the optimizer's."""
    original, unlimited = GlowTTSTrainer.count_update, resource.getrlimit(resource.RLIMIT_FSIZE)

    def update(self: GlowTTSTrainer) -> None:
        original(self)
        limits = {6: (20000, unlimited[1]), 10: unlimited}
        if self.run.state.step in limits:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits[self.run.state.step])

    GlowTTSTrainer.count_update = update


def test_a_quota_costs_a_checkpoint(tmp_path: Path) -> None:
    config = prepared(tmp_path, max_steps=13, save_interval=4, on_save_error="continue")
    assert ranked.run(config, "run", changes={0: _limit_files}) == [0], said(config, "run")
    output = said(config, "run")
    assert "File too large; the checkpoints written before are intact" in output
    assert "Traceback" not in output
    states = [state.step for _, state in list_checkpoints(Path(config.log_dir) / "run")]
    assert states == [4, 12, 13]


def test_one_run_a_folder(tmp_path: Path) -> None:
    config = prepared(tmp_path, max_steps=5000, save_interval=4)
    (first,) = ranked.start(config, "run")
    folder = Path(config.log_dir) / "run"
    deadline = time.monotonic() + ranked.SECONDS
    while not list_checkpoints(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert ranked.run(config, "run", resume=True) == [1]
    assert f"process {first.pid} on" in said(config, "run")
    first.kill()
    assert ranked.wait([first]) == [-signal.SIGKILL]
    step = read_state(find_checkpoint(folder)).step + 2
    assert ranked.run(only(config, max_steps=step), "run", resume=True) == [0]
