"""Tiny voices and their exports, for tests."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.tts.base.synthesizer import Synthesizer
from models.tts.export.export_voice import ExportOptions, export_voice
from models.tts.onnx_voice.voice import OnnxVoice
from tests.models.tts.glowtts.tiny_voice import write_voice
from tests.models.vocoders.folders import write_run
from tests.models.vocoders.tiny import tiny_generator


@dataclass(frozen=True)
class Pair:
    """A voice of torch and its export, both opened."""

    folder: Path
    torch: Synthesizer
    onnx: OnnxVoice


def export_tiny(
    folder: Path,
    vocoder: str = "hifigan",
    mel: dict[str, Any] | None = None,
    options: ExportOptions | None = None,
    **voice: Any,
) -> Pair:
    """Write a tiny voice with a vocoder into ``folder`` and export it."""
    source = write_voice(folder / "ckpts" / "tiny", mel=mel, **voice)
    run = folder / "ckpts" / "vocoder"
    write_run(run, tiny_generator(vocoder, **(mel or {})), vocoder, **(mel or {}))
    exported = export_voice(source, run, folder / "exported", options=options)
    return Pair(exported, Synthesizer.from_checkpoint(source, run), OnnxVoice(exported))
