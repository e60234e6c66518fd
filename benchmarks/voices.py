"""A voice to measure with where none was trained: full size, random weights, plausible lengths."""

from pathlib import Path

import torch

from benchmarks.workload import FRAMES_PER_PHONE, fix_durations
from models.base.checkpoint import TrainingState, save_checkpoint
from models.tts.glowtts import GlowTTS
from processors.text import SymbolTable
from utils.schema import ExperimentConfig


def write_untrained_voice(folder: Path) -> Path:
    """Write an experiment of the default configuration; returns ``folder``."""
    config, symbols, speakers = ExperimentConfig(), SymbolTable.default(), {"nobody": 0}
    torch.manual_seed(0)
    model = GlowTTS(
        len(symbols), config.preprocess.mel.n_mels, len(speakers), **config.model.model_dump()
    )
    last = model.duration_predictor.out
    fix_durations(last.weight, last.bias, FRAMES_PER_PHONE)
    with torch.no_grad():
        model.decoder.flows[0].shift.fill_(6.0)  # a log-mel around -6: as quiet as speech
    documents = {
        "args.json": config.model_dump(mode="json"),
        "symbols.json": symbols.to_json(),
        "spk2id.json": speakers,
    }
    weights = {"model": model.state_dict()}
    save_checkpoint(folder / "checkpoint", TrainingState(), weights, documents)
    return folder
