"""Weights of a generator, in whatever form they were saved."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from config.hifigan import HIFIGAN_SIZES, VocoderConfig
from config.schema import MelConfig
from models.base.checkpoint.checkpoint import load_weights
from models.base.checkpoint.third_party import describe_misfit, load_third_party
from models.vocoders.generators import Generator, build_generator
from modules.module_state import fold_weight_norm
from utils.errors import UserError

# Where checkpoints keep the generator beside other things.
SECTIONS = ("generator", "generator_state_dict")
NORM = ".parametrizations.weight.original"

logger = logging.getLogger(__name__)


def read_weights(path: Path, content: bytes | None = None) -> dict[str, Tensor]:
    """A file's generator weights under PyTorch's present names; see ``generator_weights``."""
    if path.suffix == ".safetensors":
        return generator_weights(load_weights(path.parent, path.stem), path)
    return generator_weights(load_third_party(path, content), path)


def generator_weights(values: Any, path: Path) -> dict[str, Tensor]:
    """The generator's part of a checkpoint, without the traces of how it was trained and saved.

    Old names of the weight norm (``weight_g``, ``weight_v``) become those of the
    parametrization; weights that are folded already stay as they are.
    """
    if isinstance(values, Mapping):
        values = next((values[name] for name in SECTIONS if name in values), values)
    if not isinstance(values, Mapping) or not all(map(torch.is_tensor, values.values())):
        raise UserError(f"{path}: no generator in it: expected weights, or a dict with 'generator'")
    weights = {name.removeprefix("module."): value for name, value in values.items()}
    for i, old in enumerate(("_g", "_v")):
        weights = {
            f"{name.removesuffix('.weight' + old)}{NORM}{i}"
            if name.endswith(".weight" + old)
            else name: value
            for name, value in weights.items()
        }
    return weights


def put_weights(generator: Generator, weights: Mapping[str, Tensor], source: str) -> None:
    """Set all weights of ``generator``, or none and raise; ``source`` is named in errors."""
    if is_folded(weights):
        fold_weight_norm(generator)
    problem = misfit(generator, weights)
    if problem:
        raise UserError(f"{source}: the weights do not fit the config: {problem}")
    broken = [name for name, value in weights.items() if not value.isfinite().all()]
    if broken:
        raise UserError(f"{source}: {len(broken)} weights are not finite, {broken[0]} first")
    generator.load_state_dict(weights)


def misfit(generator: Generator, weights: Mapping[str, Tensor]) -> str:
    """How ``weights`` differ from what ``generator`` needs; empty if they do not."""
    needed = generator.state_dict()
    return describe_misfit(
        sorted(needed.keys() - weights.keys()),
        sorted(weights.keys() - needed.keys()),
        [
            f"{name} {tuple(weights[name].shape)} instead of {tuple(needed[name].shape)}"
            for name in sorted(needed.keys() & weights.keys())
            if weights[name].shape != needed[name].shape
        ],
    )


def is_folded(weights: Mapping[str, Tensor]) -> bool:
    """Whether no weight is kept as length and direction."""
    return not any(NORM in name for name in weights)


def config_by_shape(weights: Mapping[str, Tensor], mel: MelConfig, source: str) -> VocoderConfig:
    """Which of the published sizes these weights have: HiFi-GAN V1, V2, V3 or Vocos."""
    candidates = {
        f"HiFi-GAN {name.upper()}": VocoderConfig(hifigan=sizes)
        for name, sizes in HIFIGAN_SIZES.items()
    }
    if 2 * mel.hop_length <= mel.win_length:  # else there is no such Vocos
        candidates["Vocos"] = VocoderConfig(generator="vocos")
    for name, config in candidates.items():
        generator = build_generator(config, mel)
        if is_folded(weights):
            fold_weight_norm(generator)
        if not misfit(generator, weights):
            logger.warning(
                "%s: no config.json beside it; by the shapes of its weights it is %s", source, name
            )
            return config
    raise UserError(
        f"{source}: no config.json beside it, and its weights are not those of "
        f"{', '.join(candidates)} for {mel.n_mels} mel bands; put the config.json it was trained "
        "with into its folder"
    )
