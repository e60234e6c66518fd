"""Folders with tiny vocoders in them, in every layout that the loader knows."""

import json
from pathlib import Path
from typing import Any

import torch

from config.hifigan import VocoderConfig, VocoderExperimentConfig
from config.schema import MelConfig, PreprocessConfig
from models.base.checkpoint.checkpoint import TrainingState, save_checkpoint
from tests.models.vocoders.parity import SETTINGS, reference_names
from tests.models.vocoders.tiny import CONFIGS, HIFIGAN


def write_run(
    run: Path,
    generator: torch.nn.Module,
    kind: str | VocoderConfig = "hifigan",
    step: int = 5,
    **mel: Any,
) -> Path:
    """A checkpoint as the trainer of vocoders leaves it: the generator beside what trained it."""
    preprocess = PreprocessConfig(mel=MelConfig(**mel))
    model = CONFIGS[kind] if isinstance(kind, str) else kind
    config = VocoderExperimentConfig(model=model, preprocess=preprocess)
    weights = {"model": generator.state_dict(), "discriminators": {"weight": torch.ones(2)}}
    documents = {"args.json": config.model_dump(mode="json")}
    run.mkdir(parents=True, exist_ok=True)
    (run / "args.json").write_text(json.dumps(documents["args.json"]))
    return save_checkpoint(run / "checkpoints", TrainingState(step=step), weights, documents)


def old_names(generator: torch.nn.Module) -> dict[str, torch.Tensor]:
    values = generator.state_dict()
    return {old: values[name] for name, old in reference_names(generator).items()}


def write_tiny_reference(folder: Path, generator: torch.nn.Module, *files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for file in files or ("g_00000005",):
        torch.save({"generator": old_names(generator)}, folder / file)
    values = {**HIFIGAN.model_dump(mode="json"), **SETTINGS}
    (folder / "config.json").write_text(json.dumps(values))
    return folder


def write_amphion(folder: Path, args: dict[str, Any] | None = None) -> Path:
    """Its settings, as its trainers dump them: with what they inherited, and trailing commas."""
    values = {
        "base_config": "egs/vocoder/gan/exp_config_base.json",
        "model_type": "GANVocoder",
        "preprocess": {
            **{"sample_rate": 22050, "n_fft": 1024, "hop_size": 256, "win_size": 1024},
            **{"n_mel": 80, "fmin": 0, "fmax": 8000, "mel_extract_mode": ""},
        },
        "model": {"generator": "hifigan", "hifigan": HIFIGAN.model_dump(mode="json")},
    }
    for key, value in (args or {}).items():
        section, name = key.split(".")
        values[section][name] = value
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "args.json").write_text(json.dumps(values)[:-1] + ",}")
    return folder
