"""The average of the weights: what it is, where it is used, and that it changes nothing else."""

from pathlib import Path
from typing import Any

import torch
from torch import nn

from models.base.checkpoint.checkpoint import find_checkpoint, load_inference_weights, load_weights
from models.base.optim.ema import WeightAverage, decay_at
from models.base.start import Start
from tests.models.base.toy import ToyTrainer, make_settings


def run(folder: Path, start: Start | None = None, **changes: Any) -> ToyTrainer:
    trainer = ToyTrainer(make_settings(**{"ema_decay": 0.9, **changes}), folder, start)
    trainer.train()
    return trainer


def both(folder: Path) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    checkpoint = find_checkpoint(folder)
    return load_weights(checkpoint), load_weights(checkpoint, "ema")


def assert_same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> None:
    assert a.keys() == b.keys()
    assert all(torch.equal(a[name], b[name]) for name in a)


def test_the_decay_grows_to_its_value() -> None:
    assert [round(decay_at(step, 0.999), 3) for step in (1, 10, 990, 10**6)] == [
        *(0.182, 0.55, 0.991, 0.999)
    ]


def test_it_averages_what_is_trained_and_copies_the_rest() -> None:
    module = nn.Sequential(nn.BatchNorm1d(2), nn.Linear(2, 2))
    module[0].requires_grad_(False)
    average = WeightAverage(module, 0.9)
    expected = module[1].weight.detach().clone()
    for step in range(1, 40):
        with torch.no_grad():
            module[1].weight.add_(1.0)
            module[0].running_mean.add_(1.0)
        average.update(step)
        decay = min(0.9, (1 + step) / (10 + step))
        expected = expected * decay + module[1].weight.detach() * (1 - decay)
    found = average.state_dict()
    assert found.keys() == module.state_dict().keys()
    torch.testing.assert_close(found["1.weight"], expected)
    assert not torch.equal(found["1.weight"], module[1].weight)
    assert torch.equal(found["0.running_mean"], torch.full((2,), 39.0))
    before = {name: value.clone() for name, value in module.state_dict().items()}
    with average.in_place():
        torch.testing.assert_close(module[1].weight, expected)
    assert_same(module.state_dict(), before)
    torch.testing.assert_close(average.state_dict()["1.weight"], expected)


def test_it_is_saved_beside_the_weights_and_preferred(tmp_path: Path, monkeypatch) -> None:
    history = []
    original = ToyTrainer.count_update

    def watching(self: ToyTrainer) -> None:
        original(self)
        history.append({n: p.detach().clone() for n, p in self.run.raw_model.named_parameters()})

    monkeypatch.setattr(ToyTrainer, "count_update", watching)
    trainer = run(tmp_path)
    raw, averaged = both(tmp_path)
    torch.manual_seed(trainer.settings.seed)
    expected = dict(trainer.build_model().named_parameters())
    for step, weights in enumerate(history, 1):
        decay = decay_at(step, 0.9)
        expected = {n: w * decay + weights[n] * (1 - decay) for n, w in expected.items()}
    for name, value in expected.items():
        torch.testing.assert_close(averaged[name], value)
        assert not torch.equal(averaged[name], raw[name])
    assert torch.equal(averaged["scale"], raw["scale"])  # a buffer
    assert_same(load_inference_weights(find_checkpoint(tmp_path)), averaged)


def test_without_it_the_weights_themselves_are_used(tmp_path: Path) -> None:
    run(tmp_path, ema_decay=None, max_steps=3)
    checkpoint = find_checkpoint(tmp_path)
    assert not (checkpoint / "ema.safetensors").exists()
    assert_same(load_inference_weights(checkpoint), load_weights(checkpoint))


def test_it_is_what_validation_and_samples_see(tmp_path: Path, monkeypatch) -> None:
    seen: list[dict[str, torch.Tensor]] = []

    def note(self: ToyTrainer, *_: Any) -> Any:
        seen.append({n: v.clone() for n, v in self.run.raw_model.state_dict().items()})
        return {"square": torch.tensor(1.0)}

    monkeypatch.setattr(ToyTrainer, "validation_step", note)
    monkeypatch.setattr(ToyTrainer, "write_samples", note)
    trainer = run(tmp_path, max_steps=10)
    raw, averaged = both(tmp_path)
    assert len(seen) == 3  # two batches and a sample
    for weights in seen:
        assert_same(weights, averaged)
    assert_same(trainer.run.raw_model.state_dict(), raw)


def test_it_does_not_change_the_training(tmp_path: Path) -> None:
    run(tmp_path / "with", valid_interval=1, sample_interval=1)
    run(tmp_path / "without", ema_decay=None)
    assert_same(both(tmp_path / "with")[0], load_weights(find_checkpoint(tmp_path / "without")))


def test_interrupted_equals_uninterrupted(tmp_path: Path) -> None:
    run(tmp_path / "whole", freeze=["layers.0"])
    run(tmp_path / "parts", freeze=["layers.0"], max_steps=13)
    run(
        tmp_path / "parts",
        Start("resume", find_checkpoint(tmp_path / "parts")),
        freeze=["layers.0"],
    )
    for whole, parts in zip(both(tmp_path / "whole"), both(tmp_path / "parts"), strict=True):
        assert_same(whole, parts)


def test_it_may_begin_later_and_end_early(tmp_path: Path) -> None:
    run(tmp_path, ema_decay=None, max_steps=10)
    before = load_weights(find_checkpoint(tmp_path))
    run(tmp_path, Start("resume", find_checkpoint(tmp_path)), max_steps=11)
    raw, averaged = both(tmp_path)
    decay = decay_at(11, 0.9)
    name = "layers.0.weight"
    torch.testing.assert_close(averaged[name], before[name] * decay + raw[name] * (1 - decay))
    run(tmp_path, Start("resume", find_checkpoint(tmp_path)), ema_decay=None, max_steps=12)
    assert not (find_checkpoint(tmp_path) / "ema.safetensors").exists()
