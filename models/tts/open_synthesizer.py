"""Whatever speaks, from the folder it is in."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from models.tts.base.text_to_speech import TextToSpeech
from utils.errors import UserError

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
    The folder or model of an exported voice is opened without torch; it has a vocoder in it, and
    speaks on the CPU. Raises UserError.
    """
    from models.tts.onnx_voice.document import find_document

    document = find_document(folder)
    if document is not None:
        from models.tts.onnx_voice.voice import OnnxVoice

        if vocoder_dir is not None:
            raise UserError(f"{folder}: an exported voice has its own vocoder: leave out the other")
        if device not in ("auto", "cpu") or precision != "float32":
            raise UserError(
                f"{folder}: an exported voice speaks on the CPU in float32: leave out the device "
                "and the precision, or use the voice it was exported from"
            )
        return OnnxVoice(document)
    _require_torch(folder)
    from models.base.process.device import choose_device
    from models.tts.base.synthesizer import Synthesizer

    return Synthesizer.from_checkpoint(
        folder, vocoder_dir, checkpoint, choose_device(device), precision
    )


def _require_torch(folder: str | Path) -> None:
    if find_spec("torch") is None:
        raise UserError(
            f"{folder}: no exported voice here (NAME.onnx with NAME.onnx.json), and voices of "
            "other forms need torch: pip install -e ."
        )
