"""The voices that come with the repository: whole, small, described, and able to speak."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models.base.checkpoint.checkpoint import verify_checkpoint
from models.tts.glowtts import Synthesizer

PRETRAINED = Path(__file__).parents[1] / "pretrained"
FOLDERS = sorted(path.parent for path in PRETRAINED.glob("*/state.json"))
VOICES = [folder for folder in FOLDERS if (folder / "symbols.json").is_file()]
VOCODERS = [folder for folder in FOLDERS if folder not in VOICES]
TEXT = "The farmer's daughter found the missing calf."


def test_there_is_one_of_each() -> None:
    assert VOICES
    assert VOCODERS


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
def test_whole_small_and_described(voice: Path) -> None:
    for folder in (voice, voice / "vocoder"):
        verify_checkpoint(folder)
    names = ["README.md", "NOTICE", "args.json", "model.safetensors", "vocoder/model.safetensors"]
    assert [name for name in names if not (voice / name).is_file()] == []
    assert size(voice) < 35e6


@pytest.mark.parametrize("vocoder", VOCODERS, ids=lambda vocoder: vocoder.name)
def test_a_vocoder_is_whole_small_and_described(vocoder: Path) -> None:
    verify_checkpoint(vocoder)
    names = ["README.md", "NOTICE", "args.json", "model.safetensors"]
    assert [name for name in names if not (vocoder / name).is_file()] == []
    assert size(vocoder) < 12e6


def size(folder: Path) -> int:
    """Bytes of what the repository has of a folder: not of what was made with it."""
    given = [f for f in folder.rglob("*") if f.suffix in (".safetensors", ".json", ".md", ".mp3")]
    return sum(f.stat().st_size for f in given if "result" not in f.parts)


def test_speaking_loads_nothing_that_only_training_needs(tmp_path: Path) -> None:
    training = {"accelerate", "tensorboard", "librosa", "torchaudio", "matplotlib", "scipy"}
    arguments = [
        *("bins/tts/inference.py", "--acoustics_dir", str(VOICES[0]), "--mode", "single"),
        *("--text", TEXT, "--output_dir", str(tmp_path)),
    ]
    code = (
        f"import atexit, runpy, sys; sys.argv = {arguments}\n"
        f"atexit.register(lambda: print('loaded', sorted({training} & set(sys.modules))))\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PRETRAINED.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("*.wav"))
    assert done.stdout.splitlines()[-1] == "loaded []"


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
def test_speaks_at_the_pace_and_level_of_speech(voice: Path) -> None:
    speech = Synthesizer.from_checkpoint(voice).synthesize(TEXT)[0]
    assert 1.5 < speech.seconds < 4.5
    assert 0.02 < np.sqrt(np.mean(speech.waveform**2)) < 0.3
    loud = speech.mel.mean(0) > -8  # most of a sentence is not silence
    assert loud.mean() > 0.5
    frames = speech.durations
    assert frames.max() < 60  # no phone of more than 0.7 s
    assert (frames > 0).mean() > 0.9
