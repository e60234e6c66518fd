"""The dry run: it meets the worst first, keeps nothing, and its estimate adds up."""

import os
import shutil
import signal
from collections import namedtuple
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from models.base.checkpoint.checkpoint import find_checkpoint
from models.base.dry_run import DryRunReport, dry_run
from models.base.start import Start
from tests.models.base.toy import WIDTH, ToyTrainer, make_settings
from utils.errors import UserError


def rehearse(folder: Path, start: Start | None = None, **changes: Any) -> DryRunReport:
    rehearse.trainer = ToyTrainer(make_settings(**changes), folder, start)
    return dry_run(rehearse.trainer)


def contents(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def test_it_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    report = rehearse(tmp_path / "logs" / "tts" / "run", save_interval=1)
    assert contents(tmp_path) == {"logs": None}
    assert rehearse.trainer.run.experiment == tmp_path / "logs" / "tts" / "run"
    assert report.name == "run"


def test_it_leaves_a_run_that_it_would_resume(tmp_path: Path) -> None:
    ToyTrainer(make_settings(max_steps=7), tmp_path / "run").train()
    before = contents(tmp_path)
    start = Start("resume", find_checkpoint(tmp_path / "run"))
    report = rehearse(tmp_path / "run", start, max_steps=25)
    assert contents(tmp_path) == before
    assert report.steps_left == 18
    assert "already reached" in str(rehearse(tmp_path / "run", start, max_steps=7))


@pytest.mark.parametrize("accumulation", [1, 3])
def test_the_longest_batch_comes_first(tmp_path: Path, accumulation: int) -> None:
    report = rehearse(tmp_path, gradient_accumulation_steps=accumulation, max_frames=14)
    trainer = rehearse.trainer
    sampler = trainer.run.train_loader.batch_sampler
    costs = {
        frozenset(f"item{i}" for i in batch): len(batch) * sampler.lengths[batch].max()
        for batch in sampler
    }
    assert costs[frozenset(trainer.seen[0])] == max(costs.values()) <= 14
    assert trainer.seen[: 2 * accumulation] == [trainer.seen[0]] * 2 * accumulation
    others = trainer.seen[2 * accumulation :]
    assert len({frozenset(uids) for uids in others}) == len(others)
    assert len(others) == min(8 * accumulation, len(sampler))
    assert f"{len(trainer.seen[0])} utterances of up to" in report.longest
    assert report.steps_per_epoch == -(-len(sampler) // accumulation)


def test_what_it_reports(tmp_path: Path) -> None:
    report = rehearse(tmp_path / "run", freeze=["layers.0"], ema_decay=0.9, keep_last=3)
    n_first, n_second = 16 * WIDTH + 16, 16 * WIDTH + WIDTH
    assert (report.weights, report.trained) == (n_first + n_second, n_second)
    assert report.steps_left == 25
    assert report.longest_seconds > 0
    assert report.median_seconds > 0
    assert 1e7 < report.memory_bytes < 1e11  # of a python with torch
    assert 1000 < report.checkpoint_bytes < 100_000
    assert report.fits_on_disk
    text = str(report)
    for expected in ("dry run of run", "up to 5 at once", "after 25 steps", "trained"):
        assert expected in text


REPORT = DryRunReport(
    name="run",
    settings=make_settings(valid_interval=100, save_interval=1000, keep_last=5),
    weights=28_600_000,
    trained=28_600_000,
    longest="32 utterances of up to 870 frames",
    longest_seconds=0.8,
    median_seconds=0.5,
    data_wait=0.01,
    memory_bytes=11_300_000_000,
    device_bytes=80_000_000_000,
    checkpoint_bytes=343_000_000,
    checkpoint_seconds=1.0,
    free_bytes=10**12,
    steps_per_epoch=410,
    steps_left=240_000,
    minutes_left=float("inf"),
    validation_seconds=4.0,
    evaluation_seconds=None,
)


def test_the_estimate_adds_up() -> None:
    assert REPORT.seconds_a_step == pytest.approx(0.5 + 0.04 + 0.001)
    text = str(REPORT)
    assert "after 240000 steps (train.max_steps or train.max_epoch), in about 36 h 4 min" in text
    assert "343.0 MB each, up to 7 at once; 1000.0 GB free\n" in text
    assert "11.3 GB at most of 80.0 GB" in text
    assert "410 steps, 4 min" in text
    hour = str(replace(REPORT, minutes_left=60.0))
    assert "after 6654 steps (train.max_minutes), in about 1 h 0 min" in hour
    assert "out of sight" in str(replace(REPORT, steps_left=float("inf")))
    patient = REPORT.settings.model_copy(update={"patience": 3})
    assert "train.patience may end it earlier" in str(replace(REPORT, settings=patient))
    days = str(replace(REPORT, median_seconds=2.0))
    assert "in about 5 d 16 h" in days


def test_pauses_that_take_long_are_told_with_intervals_that_suit() -> None:
    share = 0.041 / 0.541
    assert f"checkpoints are {share:.0%} of the time; at most 5% with " in str(REPORT)
    assert "train.valid_interval 200, train.save_interval 2000\n" in str(REPORT)
    intervals = {"valid_interval": 200, "save_interval": 2000}
    rarer = replace(REPORT, settings=REPORT.settings.model_copy(update=intervals))
    assert "checkpoints are 4% of the time\n" in str(rarer)
    evaluated = REPORT.settings.model_copy(update={"eval_interval": 1000})
    assert "train.eval_interval 6000" in str(
        replace(REPORT, settings=evaluated, evaluation_seconds=100.0)
    )


def test_too_little_disk_is_said(tmp_path: Path, monkeypatch) -> None:
    usage = namedtuple("Usage", "total used free")(10**9, 10**9, 2000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    report = rehearse(tmp_path)
    assert not report.fits_on_disk
    assert "NOT ENOUGH" in str(report)


def test_out_of_memory_ends_it_with_advice_and_leaves_nothing(tmp_path: Path, monkeypatch) -> None:
    def exhausted(self: ToyTrainer, batch: dict[str, Any]) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB.")

    monkeypatch.setattr(ToyTrainer, "training_step", exhausted)
    with pytest.raises(UserError, match=r"out of memory on 4 utterances .* train\.max_frames"):
        rehearse(tmp_path / "run")
    assert contents(tmp_path) == {}


def test_sigterm_cleans_up(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(
        ToyTrainer, "count_update", lambda self: os.kill(os.getpid(), signal.SIGTERM)
    )
    with pytest.raises(KeyboardInterrupt):
        rehearse(tmp_path / "run")
    assert contents(tmp_path) == {}


def test_a_signal_between_two_steps_ends_it_as_ctrl_c_does(tmp_path: Path, monkeypatch) -> None:
    batches = ToyTrainer.batches_of_steps

    def signal_and_wait(self: ToyTrainer) -> Any:
        os.kill(os.getpid(), signal.SIGINT)  # noted; then a batch is waited for
        return batches(self)

    monkeypatch.setattr(ToyTrainer, "batches_of_steps", signal_and_wait)
    with pytest.raises(KeyboardInterrupt):
        rehearse(tmp_path / "run")
    assert contents(tmp_path) == {}
