"""A voice to measure with where none was trained: full size, random weights, plausible lengths."""

import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from benchmarks.workload import FRAMES_PER_PHONE, fix_durations
from models.base.checkpoint import TrainingState, save_checkpoint
from models.tts.glowtts import GlowTTS
from processors.text import SymbolTable
from utils.schema import ExperimentConfig


def add_voice_options(parser: ArgumentParser) -> None:
    """What is to speak."""
    parser.add_argument("--voice", metavar="EXPT_DIR", help="a trained voice")
    parser.add_argument("--vocoder_dir", help="as for run.sh")


@contextmanager
def chosen_voice(options: Namespace) -> Iterator[str]:
    """The voice of the command line, or an untrained one while the block lasts."""
    if options.voice is not None:
        yield options.voice
        return
    with tempfile.TemporaryDirectory() as folder:
        yield str(write_untrained_voice(Path(folder) / "voice"))


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
