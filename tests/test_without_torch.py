"""What speaking with an exported voice takes is there where torch is not."""

import subprocess
import sys
from dataclasses import fields

import pytest

from config.schema import REPOSITORY, TextConfig
from models.tts.onnx_voice.document import TextSettings

# Imported where torch, and what is as heavy, is not installed.
LIGHT = [
    "models.tts.base.batch_synthesis",
    "models.tts.base.requests",
    "models.tts.base.segmentation",
    "models.tts.base.speakers",
    "models.tts.base.speech",
    "models.tts.base.speed",
    "models.tts.base.synthesis_settings",
    "models.tts.base.text_to_speech",
    "models.tts.base.voice_profile",
    "models.tts.onnx_voice.document",
    "models.tts.onnx_voice.noise",
    "models.tts.onnx_voice.voice",
    "models.tts.open_synthesizer",
    "processors.audio.io",
    "processors.text.lexicon",
    "processors.text.normalizer",
    "processors.text.processor",
    "processors.timings",
    "utils.distributed",
    "utils.log",
    "utils.output_names",
]
HEAVY = ("torch", "torchaudio", "pydantic", "librosa", "scipy", "soxr", "accelerate", "phonemizer")


def run_without(modules: tuple[str, ...], code: str) -> str:
    """Output of a Python process in which ``modules`` cannot be imported."""
    hide = f"import sys; sys.modules.update(dict.fromkeys({modules!r}))\n"
    result = subprocess.run(
        [sys.executable, "-c", hide + code], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_what_speaking_needs_imports_nothing_heavy():
    run_without(HEAVY, "\n".join(f"import {name}" for name in LIGHT))


def test_the_server_needs_no_torch():
    hidden = ("torch", "torchaudio", "librosa", "scipy", "accelerate")
    names = ("serving.app", "serving.recording", "serving.run", "serving.wyoming_server")
    run_without(hidden, "\n".join(f"import {name}" for name in names))


def test_a_module_that_needs_torch_is_found_out():
    with pytest.raises(AssertionError, match="torch"):
        run_without(HEAVY, "import models.tts.base.synthesizer")


def test_text_becomes_ids_without_torch():
    code = """
from models.tts.onnx_voice.document import TextSettings
from processors.text import SymbolTable, TextProcessor
settings = TextSettings(
    phonemizer="espeak", language="en-us", normalize=True, add_blank=True, lexicon=None
)
processor = TextProcessor(settings, SymbolTable.default())
print(processor.phonemize("Dr. Smith paid $5.50."), len(processor("Hello.")))
"""
    hidden = tuple(name for name in HEAVY if name != "phonemizer")
    phones = "dˈɑːktɚ smˈɪθ pˈeɪd fˈaɪv dˈɑːlɚz ænd fˈɪfti sˈɛnts."
    assert run_without(hidden, code) == f"{phones} 15\n"


def test_text_settings_are_those_of_the_config():
    assert {one.name for one in fields(TextSettings)} == {*TextConfig.model_fields}


def test_a_wav_is_written_without_torch(tmp_path):
    path = tmp_path / "a.wav"
    code = "import numpy; from processors.audio import write_wav\n"
    code += f"print(write_wav({str(path)!r}, numpy.array([0.0, 2.0, -1.0]), 22050))"
    assert run_without(HEAVY, code) == "0.5\n"
    assert path.is_file()
