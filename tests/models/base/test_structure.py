"""A reader follows ``train`` to ``optimizer.step`` in one file and one class."""

import ast
import gc
import inspect
import weakref
from abc import ABC
from pathlib import Path

import pytest

import models.base.trainer as trainer_module
from config.schema import REPOSITORY
from models.base.trainer import Trainer
from models.tts.glowtts.trainer import GlowTTSTrainer
from models.vocoders.trainer import VocoderTrainer
from tests.models.base.toy import ToyTrainer, make_settings

BASE = REPOSITORY / "models" / "base"


@pytest.mark.parametrize("trainer", [GlowTTSTrainer, VocoderTrainer])
def test_a_models_trainer_is_one_class_below_the_loop(trainer: type) -> None:
    assert Trainer.__bases__ == (ABC,)
    assert trainer.__mro__ == (trainer, Trainer, ABC, object)


def test_the_way_from_train_to_the_update_is_in_one_file() -> None:
    for name in ("train", "train_step", "after_step", "finish"):
        method = getattr(Trainer, name)
        assert Path(inspect.getfile(method)) == Path(trainer_module.__file__), name
        for model in (GlowTTSTrainer, VocoderTrainer):
            assert name not in vars(model)
    steps = {
        f"{path.relative_to(BASE)}: {call}" for path in BASE.rglob("*.py") for call in updates(path)
    }
    assert steps == {"trainer.py: optimizer.step", "trainer.py: backward"}


def updates(path: Path) -> set[str]:
    """Which of the calls that compute or use gradients a file has."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            if node.func.attr == "backward":
                found.add("backward")
            if node.func.attr == "step" and "optimizer" in owner:
                found.add("optimizer.step")
    return found


def test_hooks_come_before_the_loop() -> None:
    """What a model supplies is read first, and nothing but hooks stands above the constructor."""
    names = [name for name, value in vars(Trainer).items() if inspect.isfunction(value)]
    hooks = names[: names.index("__init__")]
    assert Trainer.__abstractmethods__ <= {*hooks}
    for model in (GlowTTSTrainer, VocoderTrainer):
        replaced = {name for name in vars(model) if name in names}
        assert replaced <= {*hooks, "__init__"}


def test_a_trainer_ends_with_its_last_reference(tmp_path: Path) -> None:
    """A cycle would keep its data loading processes, for which Python waits at its end."""
    ToyTrainer(make_settings(max_steps=1), tmp_path / "first").train()  # imports leave cycles
    gc.collect()
    gc.disable()
    try:
        trainer = ToyTrainer(make_settings(max_steps=3, num_workers=1), tmp_path / "second")
        trainer.train()
        loader = weakref.ref(trainer.run.train_loader)
        del trainer
        assert loader() is None
    finally:
        gc.enable()
