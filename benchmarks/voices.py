"""What to measure with where nothing was trained: a voice and a vocoder of full size, with random
weights and plausible lengths."""

import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from benchmarks.workload import FRAMES_PER_PHONE, fix_durations
from config.glowtts import ExperimentConfig
from config.hifigan import VocoderConfig, VocoderExperimentConfig
from models.base.checkpoint.checkpoint import TrainingState, save_checkpoint
from models.tts.glowtts import GlowTTS
from models.vocoders.generators import build_generator
from processors.text import SymbolTable
from utils.files import write_json


def add_voice_options(parser: ArgumentParser) -> None:
    """What is to speak."""
    parser.add_argument("--voice", metavar="EXPT_DIR", help="a trained voice")
    parser.add_argument("--vocoder_dir", help="as for run.sh")


@contextmanager
def chosen_voice(options: Namespace) -> Iterator[tuple[str, str]]:
    """Voice and vocoder of the command line; untrained ones, while the block lasts, else."""
    with tempfile.TemporaryDirectory() as folder:
        voice, vocoder_dir = options.voice, options.vocoder_dir
        if voice is None:
            voice = str(write_untrained_voice(Path(folder) / "voice"))
        if vocoder_dir is None:
            vocoder_dir = str(write_untrained_vocos(Path(folder) / "vocos"))
        yield voice, vocoder_dir


def write_untrained_voice(folder: Path) -> Path:
    """Write an experiment of the default configuration; returns ``folder``."""
    config, symbols, speakers = ExperimentConfig(), SymbolTable.default(), {"nobody": 0}
    torch.manual_seed(0)
    model = GlowTTS.from_config(config, len(symbols), len(speakers))
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


def write_untrained_vocos(folder: Path) -> Path:
    """Write a vocoder run: Vocos at the size of the paper; returns ``folder``."""
    config = VocoderExperimentConfig(model=VocoderConfig(generator="vocos"))
    torch.manual_seed(0)
    generator = build_generator(config.model, config.preprocess.mel)
    documents = {"args.json": config.model_dump(mode="json")}
    weights = {"model": generator.state_dict()}
    save_checkpoint(folder / "checkpoints", TrainingState(), weights, documents)
    write_json(folder / "args.json", documents["args.json"])
    return folder
