"""The training loop, with a toy model: what it counts, saves, skips, restores and survives."""

import json
import logging
import math
import os
import signal
from pathlib import Path
from typing import Any

import pytest
import torch

from models.base import trainer as trainer_module
from models.base.checkpoint.checkpoint import (
    find_checkpoint,
    list_checkpoints,
    load_weights,
    read_state,
)
from models.base.process import stop_signal as interrupt
from models.base.start import Start
from models.base.step_guard import TrainingDiverged
from tests.models.base.toy import ToyTrainer, make_settings, reset_accelerate
from utils.errors import UserError


def run(folder: Path, start: Start | None = None, toy: dict[str, Any] | None = None, **changes):
    trainer = ToyTrainer(make_settings(**changes), folder, start, **(toy or {}))
    trainer.outcome = trainer.train()
    return trainer


def resume(folder: Path, **changes):
    return run(folder, Start("resume", find_checkpoint(folder)), **changes)


def metrics(folder: Path, split: str) -> list[dict[str, Any]]:
    lines = (folder / "log" / "metrics.jsonl").read_text().splitlines()
    return [point for point in map(json.loads, lines) if point["split"] == split]


def assert_same_weights(a: Path, b: Path) -> None:
    left, right = (load_weights(find_checkpoint(path)) for path in (a, b))
    assert left.keys() == right.keys()
    for name in left:
        assert torch.equal(left[name], right[name]), name


def test_a_run_from_start_to_end(tmp_path: Path, caplog) -> None:
    with caplog.at_level(logging.INFO):
        trainer = run(tmp_path, max_steps=300, lr=8.0, toy={"p_dropout": 0.0}, save_interval=100)
    assert trainer.outcome == "finished"
    assert trainer.samples == [*range(10, 301, 10)]
    train = metrics(tmp_path, "train")
    assert [point["step"] for point in train] == list(range(5, 301, 5))
    assert train[-1]["loss"] < train[0]["loss"] / 4
    assert train[-1].keys() >= {
        *("loss", "square", "drift", "grad_norm", "lr", "epoch"),
        *("frames_per_second", "steps_per_second", "data_wait"),
    }
    valid = metrics(tmp_path, "valid")
    assert [point["step"] for point in valid] == list(range(10, 301, 10))
    states = [state for _, state in list_checkpoints(tmp_path)]
    assert [state.step for state in states] == [100, 200, 300]
    assert states[-1].finished
    assert states[-1].valid_loss == pytest.approx(valid[-1]["loss"])
    assert states[-1].best_loss == min(point["loss"] for point in valid)
    text = (tmp_path / "log" / "train.log").read_text()
    for expected in ("step 300 epoch", "frames/s", "left", "validation loss", "saved"):
        assert expected in text
        assert expected in caplog.text
    assert list((tmp_path / "log").glob("events.out.tfevents.*"))
    assert json.loads((tmp_path / "symbols.json").read_text()) == ["a", "b"]


def test_the_schedule_moves_once_a_step(tmp_path: Path) -> None:
    trainer = run(tmp_path, log_interval=1, gradient_accumulation_steps=2)
    rates = [point["lr"] for point in metrics(tmp_path, "train")]
    expected = [64**-0.5 * min(s**-0.5, s * 10**-1.5) for s in range(1, 26)]
    assert rates == pytest.approx(expected)
    assert trainer.run.optimizers["model"].param_groups[0]["lr"] == pytest.approx(expected[-1])


@pytest.mark.parametrize(
    ("stop", "options"),
    [
        (7, {}),
        (10, {}),  # at a checkpoint
        (11, {}),  # at an epoch's end
        (13, {"num_workers": 2}),
        (4, {"gradient_accumulation_steps": 3}),
        (13, {"gradient_accumulation_steps": 3}),
    ],
)
def test_interrupted_equals_uninterrupted(
    tmp_path: Path, stop: int, options: dict[str, int]
) -> None:
    whole = run(tmp_path / "whole", **options)
    first = run(tmp_path / "parts", max_steps=stop, **options)
    torch.rand(5)  # whatever happened in between
    second = resume(tmp_path / "parts", **options)
    assert first.seen + second.seen == whole.seen
    assert_same_weights(tmp_path / "whole", tmp_path / "parts")
    for name in ("epoch", "batch", "step"):
        assert getattr(second.run.state, name) == getattr(whole.run.state, name)
    trimmed = [
        [(p["step"], p["loss"]) for p in metrics(tmp_path / name, "train")]
        for name in ("whole", "parts")
    ]
    steps = [[step for step, _ in points] for points in trimmed]
    assert steps[0] == steps[1]
    assert trimmed[0][-1] == trimmed[1][-1]


def test_killed_run_goes_on_from_its_last_checkpoint(tmp_path: Path, monkeypatch) -> None:
    run(tmp_path / "whole")
    with monkeypatch.context() as patch:
        original = ToyTrainer.count_update

        def dying(self: ToyTrainer) -> None:
            if self.run.state.step == 17:
                raise MemoryError
            original(self)

        patch.setattr(ToyTrainer, "count_update", dying)
        with pytest.raises(MemoryError):
            run(tmp_path / "killed")
    assert read_state(find_checkpoint(tmp_path / "killed")).step == 10
    resume(tmp_path / "killed")
    assert_same_weights(tmp_path / "whole", tmp_path / "killed")
    steps = [point["step"] for point in metrics(tmp_path / "killed", "train")]
    assert steps == [5, 10, 15, 20, 25]  # what the killed run logged after step 10 is gone


def test_validation_leaves_train_mode_and_randomness_alone(tmp_path: Path) -> None:
    often = run(tmp_path / "often", valid_interval=1, sample_interval=1)
    run(tmp_path / "never", valid_interval=1000, sample_interval=1000)
    assert_same_weights(tmp_path / "often", tmp_path / "never")
    assert often.modes.count(True) == 25
    assert often.run.model.training
    assert all(module.training for module in often.run.model.modules())
    # two batches of validation after each of the 25 steps
    assert often.modes == [True, False, False] * 25


def test_initialized_once_on_a_real_batch(tmp_path: Path) -> None:
    first = run(tmp_path, max_steps=3)
    assert first.initialized == 1
    scale = first.run.raw_model.scale.item()
    assert scale not in (0.0, 1.0)
    second = resume(tmp_path, max_steps=5)
    assert second.initialized == 0
    assert second.run.raw_model.scale.item() == scale


def test_accumulated_batches_equal_one_large_batch(tmp_path: Path) -> None:
    toy = {"p_dropout": 0.0, "count": 40}
    large = run(tmp_path / "large", batch_size=40, max_steps=5, toy=toy)
    small = run(
        tmp_path / "small", batch_size=10, gradient_accumulation_steps=4, max_steps=5, toy=toy
    )
    assert small.run.state.epoch == large.run.state.epoch == 5
    # Their first batches, which set the scale, differ.
    reset_accelerate()
    small = ToyTrainer(
        make_settings(batch_size=10, gradient_accumulation_steps=4, max_steps=5),
        tmp_path / "again",
        **toy,
    )
    small.initialize = lambda model, batch: model.scale.copy_(large.run.raw_model.scale)
    small.train()
    for a, b in zip(
        large.run.raw_model.parameters(), small.run.raw_model.parameters(), strict=True
    ):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-4)


def test_bad_steps_are_skipped_and_named(tmp_path: Path, caplog) -> None:
    with caplog.at_level(logging.WARNING):
        trainer = run(tmp_path, toy={"broken": (3,)}, max_steps=30, batch_size=4)
    warnings = [r.getMessage() for r in caplog.records if "skipped" in r.getMessage()]
    assert len(warnings) == sum("item3" in uids for uids in trainer.seen) >= 2
    assert all("item3" in message for message in warnings)
    assert trainer.run.state.step == 30  # skipped ones are not counted
    assert len(trainer.seen) == 30 + len(warnings)
    assert all(p.isfinite().all() for p in trainer.run.raw_model.parameters())
    assert trainer.run.state.bad_steps == 0


def test_only_the_bad_batch_of_a_step_is_named(tmp_path: Path, caplog) -> None:
    options = {"max_steps": 5, "batch_size": 4, "gradient_accumulation_steps": 2}
    with caplog.at_level(logging.WARNING):
        run(tmp_path, toy={"broken": (3,)}, **options)
    (message, *_) = [r.getMessage() for r in caplog.records if "skipped" in r.getMessage()]
    assert message.count("item") == 4


def test_too_many_bad_steps_end_the_run(tmp_path: Path) -> None:
    with pytest.raises(TrainingDiverged, match="5 steps in a row"):
        run(tmp_path, toy={"broken": tuple(range(41))})
    assert list_checkpoints(tmp_path) == []


def test_gradients_are_clipped_by_norm(tmp_path: Path, monkeypatch) -> None:
    norms = []
    original = ToyTrainer.count_update

    def watching(self: ToyTrainer) -> None:
        gradients = [p.grad.norm() for p in self.run.raw_model.parameters()]
        norms.append(torch.stack(gradients).norm().item())
        original(self)

    monkeypatch.setattr(ToyTrainer, "count_update", watching)
    run(tmp_path / "clipped", grad_clip=0.01, max_steps=5, log_interval=1)
    assert norms == pytest.approx([0.01] * 5, rel=1e-3)
    logged = [point["grad_norm"] for point in metrics(tmp_path / "clipped", "train")]
    assert min(logged) > 0.05  # before clipping
    norms.clear()
    run(tmp_path / "free", grad_clip=None, max_steps=5)
    assert min(norms) > 0.05


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (signal.SIGTERM, "terminated"),
        (signal.SIGINT, "interrupted"),
        (signal.SIGHUP, "terminated"),
    ],
)
@pytest.mark.parametrize("num_workers", [0, 2])
def test_signals_save_and_leave(
    tmp_path: Path, monkeypatch, number: int, outcome: str, num_workers: int
) -> None:
    before = signal.getsignal(number)
    original = ToyTrainer.count_update

    def asked_to_stop(self: ToyTrainer) -> None:
        original(self)
        if self.run.state.step == 7:
            os.kill(os.getpid(), number)

    run(tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr(ToyTrainer, "count_update", asked_to_stop)
        trainer = run(tmp_path / "parts", num_workers=num_workers)
    assert trainer.outcome == outcome
    assert signal.getsignal(number) == before
    state = read_state(find_checkpoint(tmp_path / "parts"))
    assert state.step in (7, 8)
    assert not state.finished
    resume(tmp_path / "parts")
    assert_same_weights(tmp_path / "whole", tmp_path / "parts")


def test_second_ctrl_c_does_not_wait(tmp_path: Path, monkeypatch) -> None:
    def impatient(self: ToyTrainer, *_: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(ToyTrainer, "count_update", impatient)
        patch.setattr(interrupt, "ECHO", -1)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path / "impatient")

    def heard_twice(self: ToyTrainer, original=ToyTrainer.count_update) -> None:
        original(self)
        impatient(self)

    monkeypatch.setattr(ToyTrainer, "count_update", heard_twice)  # from terminal and launcher
    assert run(tmp_path / "heard").outcome == "interrupted"


def test_epoch_limit(tmp_path: Path) -> None:
    trainer = run(tmp_path, max_steps=None, max_epoch=2, save_interval=11)
    assert trainer.run.state.step == 22  # 41 items in 11 batches
    assert (trainer.run.state.epoch, trainer.run.state.batch) == (2, 0)
    assert [state.step for _, state in list_checkpoints(tmp_path)] == [11, 22]


def test_minutes_count_over_resumes(tmp_path: Path, monkeypatch, caplog) -> None:
    clock = iter(range(0, 100000, 6))  # a step takes at least six seconds
    monkeypatch.setattr(trainer_module.time, "monotonic", lambda: float(next(clock)))
    first = run(tmp_path, max_minutes=1.0)
    assert first.outcome == "finished"
    assert 1 <= first.run.state.minutes < 1.5
    steps = first.run.state.step
    assert 2 <= steps < 12
    with caplog.at_level(logging.INFO):
        second = resume(tmp_path, max_minutes=1.0)
    assert second.run.state.step == steps
    assert "nothing left to train" in caplog.text
    third = resume(tmp_path, max_minutes=2.0)
    assert steps < third.run.state.step <= 2 * steps + 1 < 25  # one minute more, not two
    assert 2 <= third.run.state.minutes < 2.5


def test_nothing_left_adds_no_checkpoint(tmp_path: Path) -> None:
    run(tmp_path, max_steps=5)
    before = sorted(path.name for path in (tmp_path / "checkpoint").iterdir())
    assert resume(tmp_path, max_steps=5).outcome == "finished"
    assert sorted(path.name for path in (tmp_path / "checkpoint").iterdir()) == before


def test_workers_are_used_as_configured(tmp_path: Path) -> None:
    assert run(tmp_path / "none", max_steps=12).workers == {os.getpid()}
    workers = run(tmp_path / "two", max_steps=30, num_workers=2).workers
    assert len(workers) == 2  # the same two in all epochs
    assert os.getpid() not in workers


def test_fp16_without_a_gpu_is_an_error(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("ACCELERATE_USE_CPU", "true")
    with pytest.raises(UserError, match="needs a GPU"):
        run(tmp_path, precision="fp16")


def test_bf16_on_a_cpu(tmp_path: Path) -> None:
    trainer = run(tmp_path, precision="bf16", max_steps=5)
    assert next(trainer.run.raw_model.parameters()).dtype == torch.float32
    assert math.isfinite(trainer.run.state.valid_loss)


def test_resume_needs_optimizer_state(tmp_path: Path) -> None:
    run(tmp_path, max_steps=5)
    folder = find_checkpoint(tmp_path)
    (folder / "optimizer.pt").unlink()
    with pytest.raises(UserError, match="finetune"):
        run(tmp_path, Start("resume", folder))


def test_other_data_starts_the_epoch_over(tmp_path: Path, caplog) -> None:
    run(tmp_path, max_steps=5)
    trainer = resume(tmp_path, max_steps=6, toy={"count": 39})
    assert "epoch 0 starts over" in caplog.text
    assert trainer.run.state.batch == 1


def test_changed_settings_apply_on_resume(tmp_path: Path) -> None:
    run(tmp_path, max_steps=5)
    trainer = resume(tmp_path, max_steps=8, lr=2.0, betas=(0.8, 0.9), log_interval=1)
    assert trainer.run.optimizers["model"].param_groups[0]["betas"] == (0.8, 0.9)
    assert metrics(tmp_path, "train")[-1]["lr"] == pytest.approx(2 * 64**-0.5 * 8 * 10**-1.5)
    assert json.loads((tmp_path / "args.json").read_text())["lr"] == 2.0


def test_another_number_of_threads_is_told_and_recorded(tmp_path: Path, caplog) -> None:
    caplog.set_level(logging.INFO)
    run(tmp_path, max_steps=2)
    resume(tmp_path, max_steps=4)
    assert "differ by rounding" not in caplog.text
    before = torch.get_num_threads()
    torch.set_num_threads(before + 1)
    try:
        resume(tmp_path, max_steps=6)
    finally:
        torch.set_num_threads(before)
    assert f"CPU threads: {before + 1}, and {before} before the checkpoint" in caplog.text
    assert read_state(find_checkpoint(tmp_path)).n_threads == before + 1


def test_documents_but_settings_are_not_rewritten_on_resume(tmp_path: Path) -> None:
    run(tmp_path, max_steps=5)
    (tmp_path / "symbols.json").write_text('["the run\'s own"]')
    resume(tmp_path, max_steps=6)
    assert json.loads((tmp_path / "symbols.json").read_text()) == ["the run's own"]


def test_old_checkpoints_go(tmp_path: Path) -> None:
    trainer = run(tmp_path, save_interval=2, valid_interval=2, keep_last=2)
    kept = [state for _, state in list_checkpoints(tmp_path)]
    assert [state.step for state in kept][-2:] == [24, 25]
    assert trainer.run.state.best_loss in [state.valid_loss for state in kept]
    assert len(kept) <= 3


@pytest.mark.parametrize("broken", [(), (3,)])
def test_fp16_scale_finds_its_way(tmp_path: Path, caplog, broken: tuple[int, ...]) -> None:
    """What a GPU would do, on the CPU: overflows at first are neither steps nor bad steps."""
    toy = {"broken": broken, "p_dropout": 0.0}
    trainer = ToyTrainer(make_settings(max_steps=30, log_interval=1), tmp_path, **toy)
    accelerator = trainer.run.accelerator
    accelerator.state._mixed_precision, accelerator.native_amp = "fp16", True
    accelerator.scaler = torch.amp.GradScaler("cpu", init_scale=2.0**24)
    before = [p.clone() for p in ToyTrainer.build_model(trainer).parameters()]
    with caplog.at_level(logging.WARNING):
        assert trainer.train() == "finished"
    overflows = (
        len(trainer.seen) - 30 - sum("item3" in uids for uids in trainer.seen) * bool(broken)
    )
    assert overflows >= 5
    assert trainer.run.accelerator.scaler.get_scale() < 2**24
    assert ("skipped" in caplog.text) == bool(broken)
    after = list(trainer.run.raw_model.parameters())
    assert all(p.isfinite().all() for p in after)
    assert not torch.equal(before[0], after[0])
    saved = torch.load(find_checkpoint(tmp_path) / "optimizer.pt", weights_only=True)
    assert saved["scaler"]["scale"] == trainer.run.accelerator.scaler.get_scale()
