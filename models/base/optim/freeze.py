"""Frozen parts of a model: which weights are trained, and their optimizer state by name."""

import difflib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from torch import nn
from torch.optim import Optimizer

from models.base.checkpoint.checkpoint import CheckpointError
from utils.errors import UserError

SHOWN = 5  # names in a hint


def freeze(model: nn.Module, patterns: Sequence[str]) -> None:
    """Take the parts that ``patterns`` name out of training, with everything inside them.

    A pattern is the dotted name of a module or weight, ``*`` standing for anything: "encoder",
    "decoder.flows.*". Frozen modules are put into eval mode, so that they act as they do in
    inference: no dropout. Statistics of a first batch (ActNorm) come before this.
    """
    modules = {name: module for name, module in model.named_modules() if name}
    weights = dict(model.named_parameters())
    for pattern in patterns:
        found = [name for name in (*modules, *weights) if fnmatchcase(name, pattern)]
        if not found:
            raise UserError(f"train.freeze: {_nothing_matches(pattern, [*modules, *weights])}")
        for name in found:
            if name in modules:
                modules[name].eval().requires_grad_(False)
            else:
                weights[name].requires_grad_(False)
    if not any(weight.requires_grad for weight in weights.values()):
        raise UserError(f"train.freeze {list(patterns)} leaves nothing to train")


def trained_weights(module: nn.Module) -> list[tuple[str, nn.Parameter]]:
    """Names and weights of a module but the frozen ones."""
    return [(name, p) for name, p in module.named_parameters() if p.requires_grad]


def arrange_by_name(saved: Mapping[str, Any], optimizer: Optimizer) -> tuple[dict[str, Any], int]:
    """State dict of an optimizer for ``optimizer``, whose weights may be others, by their names.

    Returned with the number of weights that have no state yet, because they were frozen before.
    The settings (learning rate, decay rates, …) are those that ``optimizer`` has.
    """
    own = optimizer.state_dict()["param_groups"]
    names, known = _numbers_by_name(own), _numbers_by_name(saved["param_groups"])
    if not known and len(_numbers(own)) == len(_numbers(saved["param_groups"])):
        return {"state": saved["state"], "param_groups": own}, 0  # from before names were saved
    if not known or not names:
        raise CheckpointError(
            "the optimizer's state does not say whose it is and train.freeze has changed: set it "
            "back, or start a new run from these weights with --resume_type finetune"
        )
    state = {
        number: saved["state"][known[name]]
        for name, number in names.items()
        if known.get(name) in saved["state"]
    }
    return {"state": state, "param_groups": own}, len(names.keys() - known.keys())


def _numbers(groups: Sequence[Mapping[str, Any]]) -> list[int]:
    return [number for group in groups for number in group["params"]]


def _numbers_by_name(groups: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The numbers that stand for weights in a state dict; none if it was made without names."""
    names = [name for group in groups for name in group.get("param_names", ())]
    return dict(zip(names, _numbers(groups), strict=True)) if names else {}


def _nothing_matches(pattern: str, names: Sequence[str]) -> str:
    plain = pattern.replace("*", "").strip(".")
    near = difflib.get_close_matches(plain, names, n=SHOWN, cutoff=0.5)
    parts = [name for name in names if "." not in name]
    hint = f"did you mean {', '.join(near)}?" if near else f"its parts: {', '.join(parts)}"
    return f"nothing in the model is called {pattern!r}; {hint}"
