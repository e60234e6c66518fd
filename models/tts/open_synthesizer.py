"""Whatever speaks, from the folder it is in."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.tts.base.text_to_speech import TextToSpeech

if TYPE_CHECKING:
    from modules.cpu_kernels.dispatch import Precision


def open_synthesizer(
    folder: str | Path,
    vocoder_dir: str | Path | None = None,
    checkpoint: str | Path = "latest",
    device: str = "auto",
    precision: "Precision" = "float32",
) -> TextToSpeech:
    """Synthesizer of the voice in ``folder``: an experiment, a checkpoint or a voice bundle.

    ``checkpoint``: "latest", "best" or a path. Without ``vocoder_dir`` it is the vocoder that was
    bundled with the voice, else Griffin-Lim. ``device``: auto, cpu, cuda, cuda:1, ….
    """
    from models.base.process.device import choose_device
    from models.tts.base.synthesizer import Synthesizer

    return Synthesizer.from_checkpoint(
        folder, vocoder_dir, checkpoint, choose_device(device), precision
    )
