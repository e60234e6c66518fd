"""Every model by its ``model_type``; a new model is added here and nowhere else.

Importing the registry imports no model: classes are named, and looked up when they are asked for.
"""

from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

Kind = Literal["acoustic", "vocoder"]


@dataclass(frozen=True)
class ModelEntry:
    """Where the parts of a model are, each as ``module:name``.

    ``config`` is its RecipeConfig, ``trainer`` its Trainer. ``loader`` opens a checkpoint: the
    AcousticModel class, or for a vocoder the function that returns a FoundVocoder.
    """

    kind: Kind
    config: str
    trainer: str
    loader: str


MODELS: dict[str, ModelEntry] = {
    "GlowTTS": ModelEntry(
        kind="acoustic",
        config="config.glowtts:ExperimentConfig",
        trainer="models.tts.glowtts.trainer:GlowTTSTrainer",
        loader="models.tts.glowtts.model:GlowTTS",
    ),
    "HiFiGAN": ModelEntry(
        kind="vocoder",
        config="config.hifigan:VocoderExperimentConfig",
        trainer="models.vocoders.trainer:VocoderTrainer",
        loader="models.vocoders.loading.layouts:open_ours",
    ),
}


def model_types(kind: Kind | None = None) -> list[str]:
    """Names of all models, or of those of one kind."""
    return [name for name, entry in MODELS.items() if kind in (None, entry.kind)]


def find_kind(model_type: object) -> Kind | None:
    """Kind of a model; None for a name that is not registered."""
    entry = MODELS.get(str(model_type))
    return None if entry is None else entry.kind


def find_config(model_type: str) -> type:
    """Config class of a model."""
    return _import(MODELS[model_type].config)


def find_trainer(model_type: str) -> type:
    """Trainer of a model."""
    return _import(MODELS[model_type].trainer)


def find_loader(model_type: str) -> Any:
    """What opens a checkpoint of a model, see ``ModelEntry``."""
    return _import(MODELS[model_type].loader)


def load_experiment_config(path: str | Path, kind: Kind | None = None) -> Any:
    """Read a config whose ``model_type`` chooses the class; see ``config.load.load_config``.

    ``kind`` is that of the model which is needed; a config that names no model is then one of the
    first of that kind. Raises ConfigError.
    """
    from config.load import read_merged

    return parse_experiment_config(read_merged(Path(path)), str(path), kind)


def parse_experiment_config(values: dict[str, Any], source: str, kind: Kind | None = None) -> Any:
    """Check merged ``values`` as ``load_experiment_config`` does; ``source`` is named in errors."""
    from config.load import ConfigError, parse_config

    needed = model_types(kind)
    named = values.get("model_type", None if kind is None else needed[0])
    if find_kind(named) is None:
        raise ConfigError(f"{source}: model_type is {named!r}; known: {', '.join(MODELS)}")
    if named not in needed:
        raise ConfigError(
            f"{source}: model_type is {named!r}, {_alternatives(needed)} is needed here"
        )
    return parse_config(values, source, find_config(named))


def _alternatives(names: Collection[str]) -> str:
    return " or ".join(repr(name) for name in names)


def _import(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
