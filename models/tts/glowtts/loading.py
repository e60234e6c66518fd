"""A checkpoint folder as a model ready for synthesis."""

from pathlib import Path
from typing import TYPE_CHECKING

import torch

from config.load import parse_config
from models.base.checkpoint.checkpoint import find_checkpoint, load_inference_weights, read_document
from modules.cpu_kernels import PROBLEM, Precision, has_bfloat16
from modules.module_state import SkipInit
from processors.text.symbols import SymbolTable
from utils.errors import UserError

if TYPE_CHECKING:
    from models.tts.glowtts.model import GlowTTS


def load_for_inference(
    model_class: type["GlowTTS"],
    path: str | Path,
    which: str | Path = "latest",
    device: str | torch.device = "cpu",
    precision: Precision = "float32",
) -> "GlowTTS":
    """Build the model that a checkpoint describes, load its weights and prepare it.

    ``symbols`` (SymbolTable), ``speakers`` (name to id), ``config`` (ExperimentConfig) and
    ``folder``, that of the checkpoint, are set on the result.
    """
    if precision == "bf16":
        _check_bfloat16(device)
    folder = find_checkpoint(path, which)
    config = parse_config(read_document(folder, "args.json"), str(folder / "args.json"))
    symbols = SymbolTable.from_json(read_document(folder, "symbols.json"))
    speakers = read_document(folder, "spk2id.json")
    with SkipInit():
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
    model.symbols, model.speakers, model.config, model.folder = symbols, speakers, config, folder
    return model.prepare_for_inference(precision).to(device)


def _check_bfloat16(device: str | torch.device) -> None:
    if torch.device(device).type != "cpu":
        raise UserError(f"bf16 is for speaking on a CPU, not on {device}: leave the precision away")
    if PROBLEM is not None:
        raise UserError(
            f"bf16 takes the compiled convolutions, which cannot be used ({PROBLEM}): build them "
            "(python setup.py build_ext --inplace) or leave the precision away"
        )
    if not has_bfloat16():
        raise UserError(
            "this processor has no instructions for bf16 (AVX512_BF16) and would be slower "
            "with it: leave the precision away"
        )
