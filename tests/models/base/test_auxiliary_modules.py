"""A model trained against an auxiliary module, as a generator is against its discriminator."""

import weakref
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.base.checkpoint.checkpoint import find_checkpoint, load_optimizer, load_weights
from models.base.start import Start
from models.base.step_guard import TrainingDiverged
from tests.models.base.toy import WIDTH, ToyTrainer, make_settings


class AdversarialToy(ToyTrainer):
    """The critic scores vectors; the model's output is to please it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.calls: list[str] = []
        self.poisoned: str | None = None

    def build_auxiliary_modules(self) -> dict[str, nn.Module]:
        return {"critic": nn.Linear(WIDTH, 1)}

    def auxiliary_step(self, name: str, batch: dict[str, Any]) -> dict[str, Tensor]:
        self.calls.append(name)
        assert name == "critic"
        batch["made"] = self.run.model(batch["x"])
        real, made = (self.run.modules[name](x) for x in (batch["x"], batch["made"].detach()))
        return self._poison(name, {"critic": (real - 1).square().mean() + made.square().mean()})

    def training_step(self, batch: dict[str, Any]) -> dict[str, Tensor]:
        self.calls.append("model")
        losses = super().training_step(batch)
        if "made" in batch:
            score = self.run.raw_module("critic")(batch["made"])
            losses["adversarial"] = (score - 1).square().mean()
        return self._poison("model", losses)

    def _poison(self, name: str, losses: dict[str, Tensor]) -> dict[str, Tensor]:
        factor = float("nan") if self.poisoned == name and len(self.calls) > 6 else 1.0
        return {loss: value * factor for loss, value in losses.items()}


def run(folder: Path, start: Start | None = None, **changes: Any) -> AdversarialToy:
    trainer = AdversarialToy(make_settings(**changes), folder, start)
    trainer.train()
    return trainer


def weights(folder: Path) -> dict[str, Tensor]:
    checkpoint = find_checkpoint(folder)
    return {
        f"{module}.{name}": value
        for module in ("model", "critic")
        for name, value in load_weights(checkpoint, module).items()
    }


@pytest.mark.parametrize("accumulation", [1, 3])
def test_interrupted_equals_uninterrupted(tmp_path: Path, accumulation: int) -> None:
    options = {"gradient_accumulation_steps": accumulation, "max_steps": 12}
    run(tmp_path / "whole", **options)
    run(tmp_path / "parts", **{**options, "max_steps": 5})
    start = Start("resume", find_checkpoint(tmp_path / "parts"))
    run(tmp_path / "parts", start, **options)
    whole, parts = weights(tmp_path / "whole"), weights(tmp_path / "parts")
    assert whole.keys() == parts.keys()
    for name, value in whole.items():
        assert torch.equal(value, parts[name]), name
    saved = load_optimizer(find_checkpoint(tmp_path / "whole"))
    assert saved.keys() == {"model", "critic"}


def test_auxiliary_modules_come_first_and_both_learn(tmp_path: Path) -> None:
    trainer = run(tmp_path, max_steps=4, valid_interval=100, sample_interval=100)
    assert trainer.calls[:8] == ["critic", "model"] * 4
    assert trainer.run.state.step == 4  # an update of both is one step
    torch.manual_seed(trainer.settings.seed)
    before = trainer.build_model(), trainer.build_auxiliary_modules()["critic"]
    for old, name in zip(before, ("model", "critic"), strict=True):
        for a, b in zip(old.parameters(), trainer.run.raw_module(name).parameters(), strict=True):
            assert not torch.equal(a, b)


def test_the_model_leaves_no_gradient_in_its_auxiliary_modules(tmp_path: Path) -> None:
    seen: list[Any] = []

    class Watching(AdversarialToy):
        def count_update(self) -> None:
            critic, model = self.run.raw_module("critic"), self.run.raw_model
            seen.append([p.grad.clone() for p in critic.parameters()])
            assert all(p.grad is not None for p in model.parameters())
            assert all(p.requires_grad for p in critic.parameters())
            super().count_update()

        def training_step(self, batch: dict[str, Any]) -> dict[str, Tensor]:
            if "made" in batch:
                critic = self.run.raw_module("critic")
                assert not any(p.requires_grad for p in critic.parameters())
                seen.append([p.grad.clone() for p in critic.parameters()])
            return super().training_step(batch)

    Watching(make_settings(max_steps=3), tmp_path).train()
    for before, after in zip(seen[::2], seen[1::2], strict=True):
        assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("poisoned", ["critic", "model"])
def test_a_bad_step_of_either_breaks_it_off(tmp_path: Path, poisoned: str) -> None:
    trainer = AdversarialToy(make_settings(save_interval=1, max_bad_steps=2), tmp_path)
    trainer.poisoned = poisoned
    with pytest.raises(TrainingDiverged):
        trainer.train()
    assert trainer.run.state.step == 3
    assert all(value.isfinite().all() for value in weights(tmp_path).values())
    turns = trainer.calls[6:]
    assert turns == (["critic", "critic"] if poisoned == "critic" else ["critic", "model"] * 2)


def test_an_auxiliary_module_may_join_later(tmp_path: Path) -> None:
    class Late(AdversarialToy):
        def takes_part(self, name: str) -> bool:
            return self.run.state.step >= 2

    trainer = Late(make_settings(max_steps=4, valid_interval=100), tmp_path)
    trainer.train()
    assert trainer.calls[:6] == ["model", "model", "critic", "model", "critic", "model"]
    assert trainer.run.state.step == 4


def test_nothing_refers_to_the_modules_of_a_closed_run(tmp_path: Path) -> None:
    trainer = run(tmp_path, max_steps=2)
    modules = [weakref.ref(trainer.run.raw_module(name)) for name in trainer.run.modules]
    assert all(module() is not None for module in modules)
    trainer.run.close()
    assert [module() for module in modules] == [None, None]
