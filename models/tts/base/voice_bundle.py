"""A voice to give away: acoustic model and vocoder in one small folder.

The folder is a checkpoint like any other (``args.json``, ``symbols.json``, ``spk2id.json``,
``state.json`` with checksums, weights), less what only training needs, in half precision. Below
it, ``vocoder/`` is one too. Every stage that takes an experiment takes such a folder.
"""

import shutil
import tempfile
from pathlib import Path

import torch
from torch import Tensor

from models.base.checkpoint.checkpoint import (
    find_checkpoint,
    load_inference_weights,
    read_documents,
    read_state,
    save_checkpoint,
)
from models.tts.base.voice_documents import read_voice_config
from models.vocoders.loading.layouts import open_ours
from models.vocoders.loading.load import BUNDLED
from models.vocoders.loading.mel_match import check_mel
from utils.errors import UserError


def bundle_voice(
    expt_dir: str | Path,
    vocoder_dir: str | Path | None,
    output_dir: str | Path,
    which: str | Path = "latest",
) -> Path:
    """Write the voice of an experiment, and a vocoder of this toolkit, into ``output_dir``.

    ``output_dir`` must not exist; without ``vocoder_dir`` the voice speaks through Griffin-Lim.
    Averages of the weights are taken where they were kept.
    """
    output_dir = Path(output_dir)
    if output_dir.exists():
        raise UserError(f"{output_dir} exists already; choose another --output_dir or remove it")
    voice = find_checkpoint(expt_dir, which)
    vocoder = None if vocoder_dir is None else find_checkpoint(vocoder_dir)
    if vocoder is not None:
        mel = read_voice_config(voice).preprocess.mel
        check_mel(open_ours(vocoder).mel, mel, str(vocoder))
    output_dir.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=output_dir.parent, prefix=f".{output_dir.name}."))
    try:
        bundle = _bundle(voice, partial, output_dir.name)
        if vocoder is not None:
            _bundle(vocoder, bundle, BUNDLED)
        bundle.rename(output_dir)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return output_dir


def _bundle(checkpoint: Path, parent: Path, name: str) -> Path:
    weights = load_inference_weights(checkpoint)
    weights = {n: _to_float16(value, f"{checkpoint}: {n}") for n, value in weights.items()}
    documents = read_documents(checkpoint)
    return save_checkpoint(parent, read_state(checkpoint), {"model": weights}, documents, name=name)


def _to_float16(value: Tensor, what: str) -> Tensor:
    if not value.is_floating_point():
        return value
    small = value.to(torch.float16)
    if not small.isfinite().all():
        raise UserError(f"{what} has values that half precision cannot hold (above 65504)")
    return small
