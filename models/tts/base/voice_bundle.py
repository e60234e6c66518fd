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
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from config.hifigan import VocoderExperimentConfig
from config.schema import MelConfig, resolve_path
from models.base.checkpoint.checkpoint import (
    STATE_FILE,
    TrainingState,
    find_checkpoint,
    load_inference_weights,
    read_documents,
    read_state,
    save_checkpoint,
)
from models.tts.base.fitted_tempo import fitted_weights
from models.tts.base.voice_documents import LEXICON, read_voice_config
from models.vocoders.loading.load import BUNDLED, find_vocoder
from models.vocoders.loading.mel_match import check_mel
from processors.text.lexicon import Lexicon
from utils.errors import UserError

if TYPE_CHECKING:
    from models.vocoders.loading.layouts import FoundVocoder

NOTICE = "NOTICE"  # license of what is given away


def bundle_voice(
    expt_dir: str | Path,
    vocoder_dir: str | Path | None,
    output_dir: str | Path,
    which: str | Path = "latest",
    *,
    voiced_noise: float | None = None,
    fit_tempo: bool = False,
) -> Path:
    """Write the voice of an experiment, and a vocoder, into ``output_dir``.

    ``vocoder_dir`` is a vocoder's folder, file or name, see ``load_vocoder``; its NOTICE, if it has
    one, goes along. ``output_dir`` must not exist; without ``vocoder_dir`` the voice speaks through
    Griffin-Lim. Averages of the weights are taken where they were kept. ``voiced_noise`` replaces
    the setting of that name of a source-filter vocoder. With ``fit_tempo`` the voice speaks as
    slowly as the recordings it was trained on, whose processed data have to be there.
    """
    output_dir = Path(output_dir)
    if output_dir.exists():
        raise UserError(f"{output_dir} exists already; choose another --output_dir or remove it")
    voice = find_checkpoint(expt_dir, which)
    config = read_voice_config(voice)
    lexicon = config.preprocess.text.lexicon
    if lexicon is not None:
        Lexicon.read(lexicon)  # an error here, and not for those who get the voice
    mel = config.preprocess.mel
    vocoder = None if vocoder_dir is None else find_vocoder(vocoder_dir, mel)
    if vocoder is not None:
        check_mel(vocoder.mel, mel, vocoder.source)
    output_dir.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=output_dir.parent, prefix=f".{output_dir.name}."))
    try:
        documents = read_documents(voice)
        if lexicon is not None:
            documents["args.json"]["preprocess"]["text"]["lexicon"] = LEXICON
        weights = fitted_weights(voice) if fit_tempo else load_inference_weights(voice)
        bundle = _bundle(voice, partial, output_dir.name, documents, weights)
        if lexicon is not None:
            shutil.copyfile(resolve_path(lexicon), bundle / LEXICON)
        if vocoder is not None:
            _bundle_vocoder(vocoder, mel, bundle, voiced_noise)
        bundle.rename(output_dir)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return output_dir


def _bundle_vocoder(
    found: "FoundVocoder", mel: MelConfig, parent: Path, voiced_noise: float | None
) -> None:
    folder = Path(found.source)
    ours = (folder / STATE_FILE).is_file()
    settings = VocoderExperimentConfig(model=found.config, preprocess={"mel": mel})
    documents = {"args.json": settings.model_dump(mode="json")}
    documents = read_documents(folder) if ours else documents
    model = documents["args.json"]["model"]
    if voiced_noise is not None and model.get("generator") == "source_filter":
        model["source_filter"]["voiced_noise"] = voiced_noise
    bundle = save_checkpoint(
        parent,
        read_state(folder) if ours else TrainingState(),
        {"model": _to_float16(found.weights, found.source)},
        documents,
        name=BUNDLED,
    )
    if (folder / NOTICE).is_file():
        shutil.copyfile(folder / NOTICE, bundle / NOTICE)


def _bundle(
    checkpoint: Path,
    parent: Path,
    name: str,
    documents: Mapping[str, Any],
    weights: Mapping[str, Tensor],
) -> Path:
    weights = _to_float16(weights, str(checkpoint))
    return save_checkpoint(parent, read_state(checkpoint), {"model": weights}, documents, name=name)


def _to_float16(weights: Mapping[str, Tensor], where: str) -> dict[str, Tensor]:
    small = {
        name: value.to(torch.float16) if value.is_floating_point() else value
        for name, value in weights.items()
    }
    for name, value in small.items():
        if not value.isfinite().all():
            raise UserError(
                f"{where}: {name} has values that half precision cannot hold (above 65504)"
            )
    return small
