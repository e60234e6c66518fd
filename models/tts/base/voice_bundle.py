"""A voice to give away: acoustic model and vocoder in one small folder.

The folder is a checkpoint like any other (``args.json``, ``symbols.json``, ``spk2id.json``,
``state.json`` with checksums, weights), with the lexicon that its texts are read with (a file to
correct by hand, like the others), less what only training needs, in half precision. Below
it, ``vocoder/`` is one too. Every stage that takes an experiment takes such a folder.
"""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from config.schema import resolve_path
from models.base.checkpoint.checkpoint import (
    find_checkpoint,
    load_inference_weights,
    read_documents,
    read_state,
    save_checkpoint,
)
from models.tts.base.voice_documents import LEXICON, read_voice_config
from models.vocoders.loading.layouts import open_ours
from models.vocoders.loading.load import BUNDLED
from models.vocoders.loading.mel_match import check_mel
from processors.text.lexicon import Lexicon
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
    config = read_voice_config(voice)
    lexicon = config.preprocess.text.lexicon
    if lexicon is not None:
        Lexicon.read(lexicon)  # an error here, and not for those who get the voice
    vocoder = None if vocoder_dir is None else find_checkpoint(vocoder_dir)
    if vocoder is not None:
        check_mel(open_ours(vocoder).mel, config.preprocess.mel, str(vocoder))
    output_dir.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=output_dir.parent, prefix=f".{output_dir.name}."))
    try:
        documents = read_documents(voice)
        if lexicon is not None:
            documents["args.json"]["preprocess"]["text"]["lexicon"] = LEXICON
        bundle = _bundle(voice, partial, output_dir.name, documents)
        if lexicon is not None:
            shutil.copyfile(resolve_path(lexicon), bundle / LEXICON)
        if vocoder is not None:
            _bundle(vocoder, bundle, BUNDLED, read_documents(vocoder))
        bundle.rename(output_dir)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return output_dir


def _bundle(checkpoint: Path, parent: Path, name: str, documents: Mapping[str, Any]) -> Path:
    weights = load_inference_weights(checkpoint)
    weights = {n: _to_float16(value, f"{checkpoint}: {n}") for n, value in weights.items()}
    return save_checkpoint(parent, read_state(checkpoint), {"model": weights}, documents, name=name)


def _to_float16(value: Tensor, what: str) -> Tensor:
    if not value.is_floating_point():
        return value
    small = value.to(torch.float16)
    if not small.isfinite().all():
        raise UserError(f"{what} has values that half precision cannot hold (above 65504)")
    return small
