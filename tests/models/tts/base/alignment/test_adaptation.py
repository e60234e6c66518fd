"""What a voice is adapted to, and the settings of that training."""

from pathlib import Path

import numpy as np
import pytest

from config.glowtts import ExperimentConfig
from config.load import load_config
from models.tts.base.alignment.adaptation import (
    AdaptationSettings,
    adaptation_config,
    write_config,
    write_corpus,
)
from models.tts.base.alignment.recordings import Recording
from processors.audio.io import write_wav
from processors.corpora import read_corpus
from utils.errors import UserError


def recordings(folder: Path, count: int, speakers: int = 1) -> list[Recording]:
    found = []
    for number in range(count):
        path = folder / f"{number}.wav"
        write_wav(path, 0.1 * np.ones(8000, np.float32), 16000)
        speaker = f"s{number % speakers}" if speakers > 1 else None
        found.append(Recording(f"r{number}", f"Text | {number}.", str(path), speaker))
    return found


def test_the_corpus_is_one_that_stage_1_reads(tmp_path: Path) -> None:
    broken = Recording("x", "Text.", str(tmp_path / "missing.wav"))
    empty = Recording("y", " ", str(tmp_path / "0.wav"))
    found = [*recordings(tmp_path, 12), broken, empty]
    assert write_corpus(found, tmp_path / "corpus", 22050) == (12, 1)
    read = list(read_corpus("adaptation", tmp_path / "corpus"))
    assert len(read) == 12
    assert read[3].text == "Text 3."
    assert read[0].speaker is None
    assert Path(read[0].path).is_file()


def test_speakers_are_kept_apart(tmp_path: Path) -> None:
    assert write_corpus(recordings(tmp_path, 12, 3), tmp_path / "corpus", 22050) == (12, 3)
    read = list(read_corpus("adaptation", tmp_path / "corpus"))
    assert {utterance.speaker for utterance in read} == {"s0", "s1", "s2"}


def test_too_few_recordings_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="too few to adapt a voice to"):
        write_corpus(recordings(tmp_path, 3), tmp_path / "corpus", 22050)


def test_the_settings_continue_the_voice(tmp_path: Path) -> None:
    voice = ExperimentConfig(
        model={"hidden_channels": 96, "n_blocks_dec": 4},
        preprocess={"mel": {"sample_rate": 16000, "f_max": 7600}, "trim": {"enabled": True}},
    )
    settings = AdaptationSettings(steps=100, peak_rate=1e-3)
    config = adaptation_config(voice.model_dump(mode="json"), tmp_path, settings)
    write_config(config, tmp_path / "exp_config.json")
    loaded = load_config(tmp_path / "exp_config.json", ExperimentConfig)
    assert loaded.model == voice.model
    assert loaded.preprocess.mel == voice.preprocess.mel
    assert not loaded.preprocess.trim.enabled  # times stay as they are
    train = loaded.train
    assert train.max_steps == 100
    assert train.lr * (96 * train.warmup) ** -0.5 == pytest.approx(1e-3)
