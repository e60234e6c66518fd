"""Check of an exported voice: it says what the voice says it was made of."""

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.tts.base.acoustic_model import AcousticModel
from models.tts.base.voice_documents import VoiceDocuments
from models.tts.export.symbols import ExportedSymbols
from models.tts.onnx_voice.sessions import open_sessions
from models.vocoders.generators import Generator
from utils.errors import UserError

N_SYMBOLS = 24
MAX_DIFFERENCE = 1e-3  # other convolutions take a hundredth

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Expected:
    """What a voice makes of some of its symbols at noise_scale 0.

    Shapes: ids (L,), as hosts give them; durations (n,), without the ends; waveform (N,).
    """

    ids: np.ndarray
    durations: np.ndarray
    waveform: np.ndarray


@torch.inference_mode()
def expect(
    model: AcousticModel,
    generator: Generator,
    symbols: ExportedSymbols,
    documents: VoiceDocuments,
    speakers: Tensor | None,
) -> Expected:
    """Speech of the first speaker, by the modules as training left them; UserError if it fails.

    ``speakers`` (n, speaker_channels, 1) are as ``embed_speaker`` takes them.
    """
    add_blank = documents.config.preprocess.text.add_blank
    table = documents.symbols
    spoken = list(filter(table.is_spoken, symbols.symbols))[:N_SYMBOLS]
    own = [table.ids[symbol] for symbol in spoken]
    own = table.add_blanks(own) if add_blank else own
    result = model.synthesize(
        torch.tensor([own]),
        torch.tensor([len(own)]),
        noise_scale=0.0,
        speaker_embedding=None if speakers is None else speakers[:1],
    )
    waveform = generator.eval()(result.mel)[0]
    ids = [1, 0]
    for symbol in spoken:
        ids += [symbols.ids[symbol], 0]
    return Expected(np.array([*ids, 2]), result.durations[0].numpy(), waveform.numpy())


def check_exported(folder: Path, expected: Expected, exact: bool) -> None:
    """Raise UserError if the voice in ``folder`` says something else, unless it need not be exact.

    Weights in half precision may move a duration by a frame: then that is only told.
    """
    sessions = open_sessions(folder)
    speech = sessions.synthesize(expected.ids, noise_scale=0.0, length_scale=1.0, speaker=0)
    durations = speech.durations[1:-1]
    if len(expected.durations) != len(durations):  # a voice without blanks
        durations = durations[1::2]
    different = int((durations != expected.durations).sum())
    if different and exact:
        raise UserError("the exported voice has other durations than the voice: this is a bug")
    if different:
        logger.info("checked: %d of %d durations moved by the rounding", different, len(durations))
        return
    difference = float(np.abs(sessions.vocode(speech) - expected.waveform).max())
    if exact and not difference <= MAX_DIFFERENCE:
        raise UserError(
            f"the exported voice differs by {difference:.1e} from the voice: this is a bug"
        )
    logger.info("checked: durations equal, audio at noise_scale 0 within %.1e", difference)
