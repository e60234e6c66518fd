"""A checkpoint folder as a model ready for synthesis."""

from pathlib import Path
from typing import TYPE_CHECKING

import torch

from models.base.checkpoint import find_checkpoint, load_inference_weights, read_document
from processors.text.symbols import SymbolTable
from utils.config import parse_config
from utils.errors import UserError

if TYPE_CHECKING:
    from models.tts.glowtts.model import GlowTTS


def load_for_inference(
    model_class: type["GlowTTS"],
    path: str | Path,
    which: str | Path = "latest",
    device: str | torch.device = "cpu",
) -> "GlowTTS":
    """Build the model that a checkpoint describes, load its weights and prepare it.

    ``symbols`` (SymbolTable), ``speakers`` (name to id) and ``config`` (ExperimentConfig) are set
    on the result.
    """
    folder = find_checkpoint(path, which)
    config = parse_config(read_document(folder, "args.json"), str(folder / "args.json"))
    symbols = SymbolTable.from_json(read_document(folder, "symbols.json"))
    speakers = read_document(folder, "spk2id.json")
    model = model_class(
        n_symbols=len(symbols),
        n_mels=config.preprocess.mel.n_mels,
        n_speakers=len(speakers),
        **config.model.model_dump(),
    )
    try:
        model.load_state_dict(load_inference_weights(folder))
    except RuntimeError as error:
        problem = "; ".join(line.strip() for line in str(error).splitlines()[1:4])
        raise UserError(f"{folder}: the weights do not fit args.json: {problem}") from None
    model.symbols, model.speakers, model.config = symbols, speakers, config
    return model.prepare_for_inference().to(device)
