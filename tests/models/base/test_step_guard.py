"""What a loss scale, accumulation and memory do when a step goes wrong."""

import logging
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from models.base import step_guard
from models.base.process.stop_signal import StopRequested, StopSignal
from tests.models.base.toy import ToyTrainer, make_settings
from utils.errors import UserError


def test_bad_data_does_not_lower_the_loss_scale(tmp_path: Path) -> None:
    """Else one bad utterance an epoch would bring it to nothing, and with it all gradients."""
    trainer = ToyTrainer(make_settings(max_steps=60), tmp_path, broken=(3,), p_dropout=0.0)
    accelerator = trainer.run.accelerator
    accelerator.state._mixed_precision, accelerator.native_amp = "fp16", True
    accelerator.scaler = torch.amp.GradScaler("cpu", init_scale=64.0)
    trainer.train()
    assert sum("item3" in uids for uids in trainer.seen) >= 5
    assert accelerator.scaler.get_scale() == 64.0


def test_a_gradient_alone_can_be_bad(tmp_path: Path, caplog) -> None:
    trainer = ToyTrainer(make_settings(max_steps=3), tmp_path, p_dropout=0.0)
    original = trainer.training_step

    def poisoned(batch: dict[str, Any]) -> dict[str, torch.Tensor]:
        losses = original(batch)
        if trainer.run.model.training and len(trainer.seen) == 2:
            losses["square"].register_hook(lambda gradient: gradient * float("inf"))
        return losses

    trainer.training_step = poisoned
    with caplog.at_level(logging.WARNING):
        trainer.train()
    (message,) = [r.getMessage() for r in caplog.records if "skipped" in r.getMessage()]
    assert all(uid in message for uid in trainer.seen[1])
    assert all(p.isfinite().all() for p in trainer.run.raw_model.parameters())
    assert len(trainer.seen) == 4


def test_one_of_several_processes_waits_a_little_after_a_signal(monkeypatch) -> None:
    """It ends where no batch comes; on one that comes in time it trains."""
    monkeypatch.setattr(step_guard, "GRACE", 1.0)

    def batches(seconds: float) -> Iterator[int]:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(seconds)
        yield 1

    with StopSignal() as stop:
        guard = step_guard.StepGuard(SimpleNamespace(num_processes=2), 1, stop)
        assert list(guard.heed_signals(batches(0.1))) == [1]
        with pytest.raises(UserError, match=r"no batch came for 1 s.*--resume"):
            list(guard.heed_signals(batches(60.0)))
        guard.accelerator.num_processes = 1
        with pytest.raises(StopRequested):
            list(guard.heed_signals(batches(0.1)))


@pytest.mark.parametrize("max_frames", [None, 14])
def test_accumulated_uneven_batches_equal_one_large_batch(
    tmp_path: Path, max_frames: int | None
) -> None:
    """41 items in batches of 10 or 11, or of one to seven: each element counts the same."""
    trained = {}
    for name, options in {
        "large": {"batch_size": 41},
        "small": {"batch_size": 11, "max_frames": max_frames, "gradient_accumulation_steps": 99},
    }.items():
        trainer = ToyTrainer(make_settings(max_steps=5, **options), tmp_path / name, p_dropout=0.0)
        trainer.initialize = lambda model, batch: model.scale.fill_(0.7)
        trainer.train()
        assert trainer.run.state.epoch == 5  # an epoch is one step
        sizes = {len(uids) for uids in trainer.seen}
        trained[name] = list(trainer.run.raw_model.parameters())
    assert sizes > {1, 2} if max_frames else sizes == {10, 11}
    for a, b in zip(*trained.values(), strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-4)


def test_a_frame_budget_resumes_in_the_middle_of_an_epoch(tmp_path: Path) -> None:
    from tests.models.base.test_trainer import assert_same_weights, resume, run

    whole = run(tmp_path / "whole", max_frames=14, max_steps=50)
    first = run(tmp_path / "parts", max_frames=14, max_steps=19)
    second = resume(tmp_path / "parts", max_frames=14, max_steps=50)
    assert whole.run.state.epoch >= 2
    assert first.seen + second.seen == whole.seen
    assert_same_weights(tmp_path / "whole", tmp_path / "parts")


@pytest.mark.parametrize("settings", [{}, {"max_frames": 20, "gradient_accumulation_steps": 2}])
def test_out_of_memory_says_what_to_lower(
    tmp_path: Path, monkeypatch, settings: dict[str, int]
) -> None:
    def exhausted(*_: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB.\nmore")

    trainer = ToyTrainer(make_settings(**settings), tmp_path)
    trainer.prepare()
    monkeypatch.setattr(ToyTrainer, "training_step", exhausted)
    budget = settings.get("max_frames", "null")
    expected = (
        r"out of memory on \d+ utterances with \d+ frames: lower train.batch_size \(now 4\) or "
        rf"set train.max_frames \(now {budget}\) .* \[CUDA out of memory. Tried .* 20.00 GiB.\]$"
    )
    with pytest.raises(UserError, match=expected):
        trainer.train()


def test_other_errors_stay_what_they_are(tmp_path: Path, monkeypatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("shapes do not fit")

    monkeypatch.setattr(ToyTrainer, "training_step", broken)
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        ToyTrainer(make_settings(), tmp_path).train()
