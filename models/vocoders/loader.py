"""The one place that decides which vocoder speaks."""

import logging
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from utils.errors import UserError
from utils.schema import MelConfig

logger = logging.getLogger(__name__)


class Vocoder(Protocol):
    """What every vocoder offers.

    ``name`` tells two vocoders apart, where audio is compared or cached.
    """

    name: str
    sample_rate: int

    def __call__(self, mel: Tensor) -> Tensor:
        """Waveform of log-mels of equal length.

        Shapes: mel (B, n_mels, T), on the vocoder's device; result (B, T * hop), float32, where
        sample t * hop of a row is where frame t begins. Rows do not influence each other.
        """


def load_vocoder(
    vocoder_dir: str | Path | None, mel_config: MelConfig, device: str | torch.device = "cpu"
) -> Vocoder:
    """The vocoder in ``vocoder_dir``, or Griffin-Lim where none is given."""
    if vocoder_dir is None:
        from models.vocoders.griffin_lim import GriffinLim

        logger.info(
            "no vocoder given: waveforms come from Griffin-Lim, which sounds hollow whatever the "
            "voice; a neural vocoder trained on the same mels sounds better"
        )
        return GriffinLim(mel_config).to(device)
    if not Path(vocoder_dir).exists():
        raise UserError(f"{vocoder_dir}: no such vocoder folder; without one Griffin-Lim is used")
    raise UserError(
        f"{vocoder_dir}: this version cannot read a vocoder from a folder; leave it out and "
        "Griffin-Lim is used"
    )
