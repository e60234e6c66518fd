"""train.freeze: what it names stays bit for bit, and may be chosen anew when a run goes on."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from models.base.checkpoint.checkpoint import (
    CheckpointError,
    find_checkpoint,
    load_optimizer,
    load_weights,
)
from models.base.optim.freeze import arrange_by_name, freeze
from models.base.start import Start
from tests.models.base.toy import ToyTrainer, make_settings
from utils.errors import UserError


class Flows(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(2, 2), nn.Dropout())
        self.decoder = nn.Module()
        self.decoder.flows = nn.ModuleList(nn.Linear(2, 2) for _ in range(3))
        self.decoder.end = nn.Linear(2, 2)


def trained(model: nn.Module) -> set[str]:
    return {name.rsplit(".", 1)[0] for name, p in model.named_parameters() if p.requires_grad}


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ([], {"encoder.0", "decoder.flows.0", "decoder.flows.1", "decoder.flows.2", "decoder.end"}),
        (["encoder"], {"decoder.flows.0", "decoder.flows.1", "decoder.flows.2", "decoder.end"}),
        (["decoder.flows.*"], {"encoder.0", "decoder.end"}),
        (["*.1", "*.0"], {"decoder.flows.2", "decoder.end"}),
        (["decoder", "encoder.0.weight"], {"encoder.0"}),
    ],
)
def test_patterns_name_parts(patterns: list[str], expected: set[str]) -> None:
    model = Flows().train()
    freeze(model, patterns)
    assert trained(model) == expected


def test_frozen_parts_act_as_in_inference() -> None:
    model = Flows().train()
    freeze(model, ["encoder"])
    assert not any(module.training for module in model.encoder.modules())
    assert model.training
    assert model.decoder.training
    assert model.decoder.flows[0].training


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("encodr", "did you mean encoder"),
        ("decoder.flow.*", r"did you mean decoder\.flows"),
        ("postnet9", "its parts: encoder, decoder"),
    ],
)
def test_a_pattern_for_nothing_is_an_error(pattern: str, hint: str) -> None:
    with pytest.raises(UserError, match=rf"nothing .* {re.escape(repr(pattern))}; {hint}"):
        freeze(Flows(), ["encoder", pattern])


def test_something_must_be_left() -> None:
    with pytest.raises(UserError, match="leaves nothing to train"):
        freeze(Flows(), ["*"])


def run(folder: Path, start: Start | None = None, **changes: Any) -> ToyTrainer:
    trainer = ToyTrainer(make_settings(**changes), folder, start)
    trainer.train()
    return trainer


def resume(folder: Path, **changes: Any) -> ToyTrainer:
    return run(folder, Start("resume", find_checkpoint(folder)), **changes)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_weights(find_checkpoint(folder))


def test_frozen_weights_stay_and_the_others_learn(tmp_path: Path) -> None:
    trainer = run(tmp_path, freeze=["layers.0"])
    torch.manual_seed(trainer.settings.seed)
    before = trainer.build_model().state_dict()
    after = weights(tmp_path)
    for name, value in before.items():
        assert torch.equal(value, after[name]) == name.startswith("layers.0"), name
    assert after["scale"] != 0  # set from the first batch all the same
    assert trainer.modes.count(True) == 25
    modes = {name: module.training for name, module in trainer.run.raw_model.named_modules()}
    assert [name for name, training in modes.items() if not training] == ["layers.0"]
    groups = load_optimizer(find_checkpoint(tmp_path))["model"]["param_groups"]
    assert groups[0]["param_names"] == ["layers.3.weight", "layers.3.bias"]


def test_interrupted_equals_uninterrupted(tmp_path: Path) -> None:
    run(tmp_path / "whole", freeze=["layers.0"])
    run(tmp_path / "parts", freeze=["layers.0"], max_steps=13)
    resume(tmp_path / "parts", freeze=["layers.0"])
    whole, parts = weights(tmp_path / "whole"), weights(tmp_path / "parts")
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


def test_thawed_weights_learn_and_the_others_keep_their_state(tmp_path: Path, caplog) -> None:
    run(tmp_path, freeze=["layers.0"], max_steps=5)
    before = weights(tmp_path)
    with caplog.at_level(logging.INFO):
        trainer = resume(tmp_path, max_steps=8)
    assert "2 weights of the model are no longer frozen" in caplog.text
    after = weights(tmp_path)
    assert not torch.equal(before["layers.0.weight"], after["layers.0.weight"])
    counts = {
        name: int(trainer.run.optimizers["model"].state[p]["step"])
        for name, p in trainer.run.raw_model.named_parameters()
    }
    assert counts == {"layers.0.weight": 3, "layers.0.bias": 3} | {
        "layers.3.weight": 8,
        "layers.3.bias": 8,
    }


def test_what_is_frozen_later_stays_as_it_has_become(tmp_path: Path) -> None:
    run(tmp_path, max_steps=5)
    before = weights(tmp_path)
    trainer = resume(tmp_path, max_steps=8, freeze=["layers.3"])
    after = weights(tmp_path)
    assert torch.equal(before["layers.3.weight"], after["layers.3.weight"])
    assert not torch.equal(before["layers.0.weight"], after["layers.0.weight"])
    first = trainer.run.raw_model.layers[0].weight
    assert int(trainer.run.optimizers["model"].state[first]["step"]) == 8


def test_state_without_names_fits_the_same_weights_only() -> None:
    model = Flows()
    nameless = torch.optim.Adam(model.parameters(), lr=1.0)
    sum(p.sum() for p in model.parameters()).backward()
    nameless.step()
    saved = nameless.state_dict()
    named = torch.optim.Adam(model.named_parameters(), lr=0.5)
    state, n_new = arrange_by_name(saved, named)
    named.load_state_dict(state)
    assert n_new == 0
    assert named.param_groups[0]["lr"] == 0.5
    assert all(named.state[p]["step"] == 1 for p in model.parameters())
    fewer = torch.optim.Adam([*model.encoder.named_parameters()])
    with pytest.raises(CheckpointError, match=r"train\.freeze has changed"):
        arrange_by_name(saved, fewer)
