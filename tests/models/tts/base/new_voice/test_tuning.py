"""The vocoder of a new voice, tuned on its recordings."""

import sys
from pathlib import Path
from unittest import mock

import pytest

from config.hifigan import VocoderExperimentConfig
from config.load import parse_config
from config.schema import REPOSITORY, AcousticExperimentConfig, MelConfig
from models.base.checkpoint.checkpoint import TrainingState, save_checkpoint
from models.registry import parse_experiment_config
from models.tts.base.new_voice.tuning import VocoderTuning
from models.vocoders.loading.load import UNIVERSAL
from utils.errors import UserError
from utils.files import read_json

SOURCE = REPOSITORY / "pretrained" / UNIVERSAL


def voice_config() -> AcousticExperimentConfig:
    values = {
        "dataset": ["mine"],
        "dataset_path": {"mine": "data/mine"},
        "preprocess": {"loudness": -23.0},
    }
    return parse_experiment_config(values, "here", "acoustic")


def test_the_run_is_of_the_voices_clips_and_begins_at_the_universal_vocoder(tmp_path: Path) -> None:
    tuning = VocoderTuning(tmp_path, 6.0)
    path = tuning.write_config(voice_config())
    config = parse_config(read_json(path), str(path), VocoderExperimentConfig)
    source = parse_config(read_json(SOURCE / "args.json"), "source", VocoderExperimentConfig)
    assert config.model == source.model
    assert config.dataset == ["mine"]
    assert config.preprocess.loudness == -23.0
    assert config.preprocess.save_audio
    assert config.train.max_minutes == 6.0
    assert config.train.max_steps is None
    assert not config.train.teacher_pairs
    arguments = tuning.training_arguments(path)
    assert arguments[-2:] == ["--checkpoint_path", str(SOURCE)]


@pytest.mark.parametrize(
    ("finished", "minutes", "done"), [(True, 6.0, True), (True, 3.0, False), (False, 6.0, False)]
)
def test_a_run_that_was_stopped_goes_on(
    tmp_path: Path, finished: bool, minutes: float, done: bool
) -> None:
    tuning = VocoderTuning(tmp_path, 6.0)
    assert not tuning.is_done()
    state = TrainingState(step=7, minutes=minutes, finished=finished)
    save_checkpoint(tuning.experiment / "checkpoints", state, {"model": {}}, {})
    assert tuning.is_done() == done
    assert tuning.step() == 7
    assert tuning.training_arguments(Path("config.json"))[-1] == "--resume"
    tuning.finish()
    notices = list(tuning.experiment.glob("checkpoints/*/NOTICE"))
    assert [notice.read_bytes() for notice in notices] == [(SOURCE / "NOTICE").read_bytes()]


def test_what_is_missing_is_said_before_anything_is_done(tmp_path: Path) -> None:
    tuning = VocoderTuning(tmp_path, 6.0)
    with mock.patch.dict(sys.modules, pyworld=None), pytest.raises(UserError, match=r"\[pitch\]"):
        tuning.check(MelConfig())
    with (
        mock.patch("models.tts.base.new_voice.tuning.require_pitch"),
        pytest.raises(UserError, match="hop_length"),
    ):
        tuning.check(MelConfig(hop_length=300, win_length=1200, n_fft=2048))
