"""The acoustic model of a checkpoint folder, its weights loaded and ready for synthesis."""

from pathlib import Path
from textwrap import shorten
from typing import Any

import torch

from models.base.checkpoint.checkpoint import load_inference_weights
from models.registry import find_loader
from models.tts.base.voice_documents import VoiceDocuments
from modules.cpu_kernels import dispatch
from modules.cpu_kernels.dispatch import Precision, has_bfloat16
from modules.module_state import SkipInit
from utils.errors import UserError

WIDTH = 120  # characters shown of each line of torch's error, which names every weight


def load_model(
    folder: Path,
    documents: VoiceDocuments,
    device: str | torch.device = "cpu",
    precision: Precision = "float32",
) -> Any:
    """Build the AcousticModel that the documents describe, load its weights and prepare it."""
    return load_unprepared(folder, documents).prepare_for_inference(precision).to(device)


def load_unprepared(folder: Path, documents: VoiceDocuments) -> Any:
    """Build the AcousticModel that the documents describe and load its weights."""
    model_class = find_loader(documents.config.model_type)
    with SkipInit():
        model = model_class.from_config(
            documents.config, len(documents.symbols), len(documents.speakers)
        )
    try:
        model.load_state_dict(load_inference_weights(folder))
    except RuntimeError as error:
        problem = "; ".join(shorten(line, WIDTH) for line in str(error).splitlines()[1:4])
        raise UserError(f"{folder}: the weights do not fit args.json: {problem}") from None
    return model


def check_precision(precision: Precision, device: str | torch.device) -> None:
    """Raise UserError unless ``device`` can speak in that precision."""
    if precision != "bf16":
        return
    if torch.device(device).type != "cpu":
        raise UserError(f"bf16 is for speaking on a CPU, not on {device}: leave the precision out")
    if dispatch.cap() != dispatch.LEVELS[-1]:
        raise UserError(
            f"bf16 needs compiled convolutions that {dispatch.VARIABLE}={dispatch.cap()} switches "
            "off: leave one of the two out"
        )
    if dispatch.PROBLEM is not None:
        raise UserError(
            f"bf16 needs the compiled convolutions, which cannot be used ({dispatch.PROBLEM}): "
            "build them (python setup.py build_ext --inplace) or leave the precision out"
        )
    if not has_bfloat16():
        raise UserError(
            "this processor has no instructions for bf16 (AVX512_BF16) and would be slower "
            "with it: leave the precision out"
        )
