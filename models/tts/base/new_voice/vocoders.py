"""Choice of the vocoder that a new voice is given: the one that copies its recordings best."""

import logging
from pathlib import Path

import torch

from config.schema import AcousticExperimentConfig
from models.vocoders import load_vocoder
from models.vocoders.loading.load import UNIVERSAL, bundled_vocoder
from processors.audio.mel import mel_spectrogram
from processors.processed.features import load_mel
from processors.processed.rows import load_split
from utils.errors import UserError

KNOWN = (UNIVERSAL, "hifigan_universal")  # in the order of preference
# Times the least error: as good. Mels tell broken copies, not which of two good ones sounds better:
# hifigan_universal is nearer to them than vocos_universal, and a new voice sounds worse through it.
CLOSE = 2.0
COPIES = 5

logger = logging.getLogger(__name__)


@torch.inference_mode()
def copy_errors(config: AcousticExperimentConfig, source: Path) -> dict[str, float]:
    """Mean distance in nats between true mels and those of their copies, by vocoder.

    What is not installed, or made for other mels, is left out. ``source`` is the voice that the
    new one was finetuned from, whose own vocoder is tried too.
    """
    rows = load_split(config, "valid", ("Dataset", "Uid", "Frames"))[:COPIES]
    mels = [load_mel(config.processed_dir, row) for row in rows]
    bundled = bundled_vocoder(source)
    errors = {}
    for name in [*KNOWN, *([] if bundled is None else [str(bundled)])]:
        try:
            vocoder = load_vocoder(name, config.preprocess.mel)
        except UserError as error:
            logger.info("vocoder %s is left out: %s", name, error)
            continue
        found = []
        for mel in mels:
            made = mel_spectrogram(vocoder(mel.unsqueeze(0))[0], config.preprocess.mel)
            frames = min(made.shape[1], mel.shape[1])
            found.append(float((made[:, :frames] - mel[:, :frames]).abs().mean()))
        errors[name] = sum(found) / len(found)
    return errors


def pick_vocoder(errors: dict[str, float]) -> str | None:
    """The first that is about as good as the best; None where there is none."""
    least = min(errors.values(), default=0.0)
    return next((name for name, error in errors.items() if error <= CLOSE * least), None)


def display_name(name: str | None) -> str:
    """Name of a vocoder for people."""
    if name is None:
        return "Griffin-Lim"
    return name if name in KNOWN else f"the vocoder of {Path(name).parent.name}"
