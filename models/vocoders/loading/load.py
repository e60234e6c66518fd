"""Choice of the vocoder that speaks: by its folder, its name, or Griffin-Lim."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from config.load import read_file
from config.schema import MelConfig, resolve_path
from models.base.checkpoint.checkpoint import (
    FOLDER_NAMES,
    STATE_FILE,
    find_checkpoint,
    has_checkpoints,
)
from models.registry import find_kind, find_loader
from models.vocoders.vocoder import Vocoder
from modules.module_state import SkipInit
from utils.errors import UserError

if TYPE_CHECKING:
    from models.vocoders.generators import Generator
    from models.vocoders.loading.layouts import FoundVocoder

GRIFFIN_LIM = "griffin_lim"  # the name to ask for it
UNIVERSAL = "vocos_universal"  # the small vocoder that comes with the toolkit
UNIVERSAL_FOLDER = resolve_path(f"pretrained/{UNIVERSAL}")
BUNDLED = "vocoder"  # folder of the vocoder that is given away with a voice

logger = logging.getLogger(__name__)


def load_vocoder(
    vocoder_dir: str | Path | None, mel_config: MelConfig, device: str | torch.device = "cpu"
) -> Vocoder:
    """The vocoder in ``vocoder_dir``, or Griffin-Lim where none or ``GRIFFIN_LIM`` is given.

    ``vocoder_dir`` is a run of this toolkit (or its ``checkpoints/``, or one of these), a folder
    or file of the reference implementation or of Amphion, or the name of published weights.
    ``mel_config`` is the voice's: a vocoder of other mels is refused.
    """
    if vocoder_dir is None or str(vocoder_dir) == GRIFFIN_LIM:
        from models.vocoders.griffin_lim import GriffinLim

        if vocoder_dir is None:
            logger.info(
                "no vocoder given: waveforms come from Griffin-Lim, which sounds hollow whatever "
                "the voice; a neural vocoder trained on the same mels sounds better"
            )
        return GriffinLim(mel_config).to(device)
    from models.vocoders.neural import NeuralVocoder

    generator, name = load_generator(vocoder_dir, mel_config)
    return NeuralVocoder(generator, name, mel_config.sample_rate).to(device)


def load_generator(vocoder_dir: str | Path, mel_config: MelConfig) -> "tuple[Generator, str]":
    """Generator of a neural vocoder for the mels of a voice, and its name, as in its checkpoint."""
    from models.vocoders.generators import build_generator
    from models.vocoders.loading.mel_match import check_mel
    from models.vocoders.loading.weights import put_weights

    found = find_vocoder(vocoder_dir, mel_config)
    check_mel(found.mel, mel_config, found.source)
    trained_on = mel_config.model_copy(
        update={"center": found.mel.get("center", mel_config.center)}
    )
    with SkipInit():
        generator = build_generator(found.config, trained_on, fresh=False)
    if generator.hop_length != mel_config.hop_length:
        raise UserError(
            f"{found.source}: it makes {generator.hop_length} samples of a frame, the voice's "
            f"mels have a hop of {mel_config.hop_length}; choose another vocoder"
        )
    put_weights(generator, found.weights, found.source)
    return generator, found.name


def bundled_vocoder(folder: Path) -> Path | None:
    """The vocoder that came with the voice in ``folder``, if one did."""
    return folder / BUNDLED if (folder / BUNDLED / STATE_FILE).is_file() else None


def find_vocoder(vocoder_dir: str | Path, mel_config: MelConfig) -> "FoundVocoder":
    """What is at ``vocoder_dir``, recognized by the files that are there."""
    from models.vocoders.loading import layouts
    from models.vocoders.loading.published import PUBLISHED, open_published

    path = Path(vocoder_dir)
    if not path.exists() and str(vocoder_dir) == UNIVERSAL:
        path = UNIVERSAL_FOLDER
    if not path.exists():
        if str(vocoder_dir) in PUBLISHED:
            return open_published(str(vocoder_dir))
        raise UserError(
            f"{vocoder_dir}: no such vocoder folder; known by name are "
            f"{', '.join([UNIVERSAL, *PUBLISHED, GRIFFIN_LIM])}"
        )
    folder, file = (path.parent, path) if path.is_file() else (path, None)
    args = _settings(folder)
    if (folder / layouts.CONFIG_FILE).is_file() and (args is None or args.parent != folder):
        return layouts.open_reference(folder, file)
    model_type = None if args is None else read_file(args).get("model_type")
    kind = find_kind(model_type)
    if file is not None and (args is None or kind == "acoustic"):
        return layouts.open_alone(file, mel_config)
    if args is None:
        raise UserError(
            f"{vocoder_dir}: no vocoder here; expected a run of this toolkit, or config.json with "
            "generator_* or g_* (reference implementation), or args.json with *.pt (Amphion)"
        )
    if kind == "vocoder":
        return find_loader(model_type)(folder, file)
    if kind == "acoustic":
        raise UserError(f"{vocoder_dir}: this is a voice ({model_type}), not a vocoder")
    return layouts.open_amphion(args, folder, file)


def trained_mel(vocoder_dir: str | Path) -> MelConfig:
    """The mels a vocoder was trained on; what it does not tell is as in this toolkit."""
    if str(vocoder_dir) == GRIFFIN_LIM:
        return MelConfig()
    known = find_vocoder(vocoder_dir, MelConfig()).mel
    return MelConfig(**{name: known[name] for name in MelConfig.model_fields if name in known})


def _settings(folder: Path) -> Path | None:
    """The args.json of a run, seen from the run, from its checkpoints or from one of these."""
    place = folder.resolve()
    while not (place / "args.json").is_file():
        if place.name not in FOLDER_NAMES and not place.name.startswith("epoch-"):
            # Nothing beside the checkpoints; each of ours has its own.
            return find_checkpoint(folder) / "args.json" if has_checkpoints(folder) else None
        place = place.parent
    return place / "args.json"
