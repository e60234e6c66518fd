"""The voices that come with the repository: whole, small, described, and able to speak."""

from pathlib import Path

import numpy as np
import pytest

from models.base.checkpoint import verify_checkpoint
from models.tts.glowtts import Synthesizer

PRETRAINED = Path(__file__).parents[1] / "pretrained"
VOICES = sorted(path.parent for path in PRETRAINED.glob("*/state.json"))
TEXT = "The farmer's daughter found the missing calf."


def test_there_is_one() -> None:
    assert VOICES


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
def test_whole_small_and_described(voice: Path) -> None:
    for folder in (voice, voice / "vocoder"):
        verify_checkpoint(folder)
    names = ["README.md", "NOTICE", "args.json", "model.safetensors", "vocoder/model.safetensors"]
    assert [name for name in names if not (voice / name).is_file()] == []
    given = [f for f in voice.rglob("*") if f.suffix in (".safetensors", ".json", ".md")]
    assert sum(f.stat().st_size for f in given if "result" not in f.parts) < 20e6


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
