"""Checkpoints that a thread writes: what training would have written, and no error is lost."""

import time
from pathlib import Path

import pytest
import torch

from models.base import run as run_module
from models.base.checkpoint.background import BackgroundWriter, copy_to_host
from models.base.checkpoint.checkpoint import (
    CheckpointError,
    list_checkpoints,
    load_optimizer,
    load_random_state,
    load_weights,
    save_checkpoint,
)
from models.base.start import Start
from tests.models.base.toy import ToyTrainer, make_settings, reset_accelerate


@pytest.fixture(autouse=True)
def _fresh_accelerate():
    reset_accelerate()
    yield
    reset_accelerate()


def train(folder: Path, *, behind: bool, start: Start | None = None, **changes) -> ToyTrainer:
    reset_accelerate()
    changes = {"max_steps": 12, "save_interval": 5, "keep_last": 9, "ema_decay": 0.9, **changes}
    trainer = ToyTrainer(make_settings(**changes), folder, start)
    if behind:
        trainer.run.writer = BackgroundWriter()  # as on a GPU
    trainer.train()
    return trainer


def slow_save(*arguments, **options) -> Path:
    time.sleep(0.3)  # many steps of training
    return save_checkpoint(*arguments, **options)


def flatten(values, name="") -> dict[str, object]:
    if isinstance(values, dict):
        values = {str(key): value for key, value in values.items()}
    elif isinstance(values, list | tuple):
        values = dict(enumerate(values))
    else:
        return {name: values}
    found = {}
    for key, value in values.items():
        found |= flatten(value, f"{name}/{key}")
    return found


def assert_same(one, two) -> None:
    one, two = flatten(one), flatten(two)
    assert one.keys() == two.keys()
    for name, value in one.items():
        same = torch.equal(value, two[name]) if torch.is_tensor(value) else value == two[name]
        assert same, name


def test_copies_are_equal_and_stay_as_they_were() -> None:
    step, rates = torch.tensor(3.0), [torch.ones(2, dtype=torch.int64), None, "adam"]
    values = {"a": {"w": torch.randn(2, 3), "step": step}, "b": (torch.randn(4), 0.5), "c": rates}
    copies = copy_to_host(values)
    assert_same(copies, values)
    before = flatten(copy_to_host(values))
    for tensor in (values["a"]["w"], step, values["b"][0], rates[0]):
        tensor.add_(1)
    rates.append("later")
    assert_same(flatten(copies), before)
    assert copy_to_host({}) == {}


def test_a_thread_writes_what_training_would_have_written(tmp_path, monkeypatch) -> None:
    train(tmp_path / "plain", behind=False)
    monkeypatch.setattr(run_module, "save_checkpoint", slow_save)
    train(tmp_path / "behind", behind=True)
    plain, behind = (list_checkpoints(tmp_path / name) for name in ("plain", "behind"))
    assert [state.step for _, state in behind] == [5, 10, 12]
    for (one, state), (two, other) in zip(plain, behind, strict=True):
        assert one.name == two.name
        assert (state.epoch, state.batch, state.loss) == (other.epoch, other.batch, other.loss)
        for module in ("model", "ema"):
            assert_same(load_weights(one, module), load_weights(two, module))
        assert_same(load_optimizer(one), load_optimizer(two))
        assert_same(load_random_state(one), load_random_state(two))


def test_a_resumed_run_equals_an_uninterrupted_one(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(run_module, "save_checkpoint", slow_save)
    train(tmp_path / "whole", behind=True)
    source, _ = list_checkpoints(tmp_path / "whole")[0]
    train(tmp_path / "rest", behind=True, start=Start("resume", source))
    ends = [list_checkpoints(tmp_path / name)[-1][0] for name in ("whole", "rest")]
    assert_same(*map(load_weights, ends))


def full_disk_at(step: int):
    def save(folder, state, *arguments) -> Path:
        if state.step == step:
            raise CheckpointError(f"no room for step {step}")
        return save_checkpoint(folder, state, *arguments)

    return save


def test_an_error_ends_training_with_the_next_checkpoint(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(run_module, "save_checkpoint", full_disk_at(5))
    with pytest.raises(CheckpointError, match="no room for step 5"):
        train(tmp_path / "run", behind=True)


def test_or_is_told_and_training_goes_on(tmp_path, monkeypatch, caplog) -> None:
    monkeypatch.setattr(run_module, "save_checkpoint", full_disk_at(5))
    train(tmp_path / "run", behind=True, on_save_error="continue")
    assert "no room for step 5" in caplog.text
    assert [state.step for _, state in list_checkpoints(tmp_path / "run")] == [10, 12]


def test_the_last_one_has_to_be_written(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(run_module, "save_checkpoint", full_disk_at(12))
    with pytest.raises(CheckpointError, match="no room for step 12"):
        train(tmp_path / "run", behind=True, on_save_error="continue")
