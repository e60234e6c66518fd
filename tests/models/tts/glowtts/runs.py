"""Runs of the real trainer at tiny size, and what they leave behind."""

import json
from pathlib import Path
from typing import Any

import torch

from config.glowtts import ExperimentConfig
from models.base.checkpoint.checkpoint import (
    TrainingState,
    find_checkpoint,
    load_weights,
    save_checkpoint,
)
from models.base.start import plan_start
from models.tts.glowtts import GlowTTS
from models.tts.glowtts.trainer import GlowTTSTrainer
from modules.flow import ActNorm
from processors.text.symbols import SymbolTable


def adjust(config: ExperimentConfig, **sections: dict[str, Any]) -> ExperimentConfig:
    values = config.model_dump()
    for section, changes in sections.items():
        values[section] = {**values[section], **changes}
    return ExperimentConfig(**values)


def run(config: ExperimentConfig, name: str, **options) -> GlowTTSTrainer:
    folder = Path(config.log_dir) / name
    trainer = GlowTTSTrainer(config, folder, plan_start(folder, **options))
    trainer.outcome = trainer.train()
    return trainer


def weights(config: ExperimentConfig, name: str) -> dict[str, torch.Tensor]:
    return load_weights(find_checkpoint(Path(config.log_dir) / name))


def assert_same_weights(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> None:
    assert a.keys() == b.keys()
    for name in a:
        assert torch.equal(a[name], b[name]), name


def points(config: ExperimentConfig, name: str, split: str) -> list[dict[str, Any]]:
    lines = (Path(config.log_dir) / name / "log" / "metrics.jsonl").read_text().splitlines()
    return [point for point in map(json.loads, lines) if point["split"] == split]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def save_source(config: ExperimentConfig, table: SymbolTable, speakers: dict[str, int]) -> Path:
    """A checkpoint of a model whose every weight has moved, with a symbol table of its own."""
    model = GlowTTS(
        len(table), config.preprocess.mel.n_mels, len(speakers), **config.model.model_dump()
    )
    with torch.no_grad():
        for value in model.parameters():
            value.add_(torch.randn_like(value) * 0.05)
        for value in (model.speaker_means, model.speaker_centre):
            if value is not None:
                value.copy_(torch.rand_like(value) / 10)
    for module in model.modules():
        if isinstance(module, ActNorm):
            module.initialized.fill_(True)
    documents = {
        "args.json": config.model_dump(mode="json"),
        "symbols.json": table.to_json(),
        "spk2id.json": speakers,
    }
    parent = Path(config.log_dir) / "other" / "checkpoint"
    return save_checkpoint(parent, TrainingState(step=1), {"model": model.state_dict()}, documents)
