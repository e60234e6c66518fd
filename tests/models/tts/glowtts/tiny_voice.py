"""An experiment folder with an untrained voice, small enough for tests."""

from pathlib import Path
from typing import Any

import torch

from config.glowtts import ExperimentConfig
from models.base.checkpoint.checkpoint import TrainingState, save_checkpoint
from models.tts.glowtts import GlowTTS
from processors.text import SymbolTable
from tests.models.tts.glowtts.tiny import SIZES


def write_voice(
    folder: Path,
    speakers: tuple[str, ...] = ("LJSpeech",),
    symbols: SymbolTable | None = None,
    mel: dict[str, Any] | None = None,
    text: dict[str, Any] | None = None,
    model: dict[str, Any] | None = None,
    **config: Any,
) -> Path:
    """Write an experiment whose voice mumbles about three frames a symbol; returns ``folder``."""
    symbols = symbols or SymbolTable.default()
    preprocess = {
        "processed_dir": str(folder.parent / "processed"),
        "mel": mel or {},
        "text": text or {},
    }
    settings = ExperimentConfig(preprocess=preprocess, model={**SIZES, **(model or {})}, **config)
    torch.manual_seed(3)
    n_mels = settings.preprocess.mel.n_mels
    voice = GlowTTS(len(symbols), n_mels, len(speakers), **settings.model.model_dump())
    with torch.no_grad():
        for value in voice.parameters():
            value.add_(torch.randn_like(value) * 0.02)
        if voice.speaker_means is not None:
            voice.speaker_means.copy_(torch.rand_like(voice.speaker_means))
            voice.speaker_centre.fill_(0.04)
        for norm in voice.decoder.flows[0::3]:
            norm.initialized.fill_(True)
        voice.duration_predictor.out.bias.fill_(0.7)
        voice.decoder.flows[0].shift.fill_(6.0)  # a log-mel around -6: as quiet as speech
    documents = {
        "args.json": settings.model_dump(mode="json"),
        "symbols.json": symbols.to_json(),
        "spk2id.json": {name: index for index, name in enumerate(speakers)},
    }
    save_checkpoint(
        folder / "checkpoint", TrainingState(step=7), {"model": voice.state_dict()}, documents
    )
    return folder
