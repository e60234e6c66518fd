"""How runs begin, and which settings may change when they go on."""

import logging
from pathlib import Path

import pytest

from config.glowtts import ExperimentConfig
from models.base.checkpoint.checkpoint import TrainingState, save_checkpoint
from models.base.start import Start, check_resumable, config_changes, plan_start
from utils.errors import UserError


def save(experiment: Path, step: int = 1) -> Path:
    return save_checkpoint(experiment / "checkpoint", TrainingState(step=step), {"model": {}}, {})


def dump(**changes) -> dict:
    return ExperimentConfig(**changes).model_dump(mode="json")


def test_new(tmp_path: Path) -> None:
    assert plan_start(tmp_path / "run") == Start("new")
    save(tmp_path / "run")
    with pytest.raises(UserError, match="already holds checkpoints: continue it with --resume"):
        plan_start(tmp_path / "run")
    with pytest.raises(UserError, match="already holds checkpoints"):
        plan_start(tmp_path / "run", checkpoint_path=tmp_path / "run", resume_type="finetune")


def test_resume(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=f"nothing to resume: no checkpoint in {tmp_path}/run"):
        plan_start(tmp_path / "run", resume=True)
    first, second = save(tmp_path / "run", 1), save(tmp_path / "run", 2)
    assert plan_start(tmp_path / "run", resume=True) == Start("resume", second)
    chosen = plan_start(tmp_path / "run", resume=True, checkpoint_path=second)
    assert chosen == Start("resume", second)
    with pytest.raises(UserError, match=f"later steps than {first.name}, up to {second.name}"):
        plan_start(tmp_path / "run", resume=True, checkpoint_path=first)
    branch = plan_start(tmp_path / "branch", resume=True, checkpoint_path=first)
    assert branch == Start("resume", first)
    elsewhere = plan_start(tmp_path / "new", checkpoint_path=tmp_path / "run")
    assert elsewhere == Start("resume", second)
    with pytest.raises(UserError, match="no usable checkpoint"):
        plan_start(tmp_path / "new", checkpoint_path=tmp_path / "nowhere")


def test_finetune(tmp_path: Path) -> None:
    source = save(tmp_path / "source")
    with pytest.raises(UserError, match="--checkpoint_path"):
        plan_start(tmp_path / "new", resume_type="finetune")
    for resume in (False, True):  # Amphion's users write both flags
        options = {"checkpoint_path": tmp_path / "source", "resume_type": "finetune"}
        assert plan_start(tmp_path / "new", resume=resume, **options) == Start("finetune", source)
    own = save(tmp_path / "new")
    again = plan_start(tmp_path / "new", resume=True, **options)
    assert again == Start("resume", own)


def test_changes_are_listed_by_key() -> None:
    changes = config_changes({"a": {"b": 1, "c": [1]}, "d": 1}, {"a": {"b": 2, "c": [1]}, "e": 3})
    assert changes == {"a.b": (1, 2), "d": (1, None), "e": (None, 3)}


def test_training_settings_may_change(tmp_path: Path, caplog) -> None:
    with caplog.at_level(logging.INFO):
        check_resumable(dump(), dump(train={"lr": 2.0}, log_dir="elsewhere"), tmp_path)
    assert "train.lr: 1.0 -> 2.0" in caplog.text
    assert "log_dir" in caplog.text


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"model": {"hidden_channels": 96}}, "model.hidden_channels: 192 -> 96"),
        ({"preprocess": {"mel": {"hop_length": 300}}}, "preprocess.mel.hop_length: 256 -> 300"),
        (
            {"preprocess": {"text": {"add_blank": False}}},
            "preprocess.text.add_blank: True -> False",
        ),
        ({"dataset": ["A"], "dataset_path": {"A": "a"}}, "dataset: ['LJSpeech'] -> ['A']"),
    ],
)
def test_another_model_is_refused(tmp_path: Path, changes: dict, expected: str) -> None:
    with pytest.raises(UserError) as error:
        check_resumable(dump(), dump(train={"lr": 2.0}, **changes), tmp_path)
    assert expected in str(error.value)
    assert "train.lr" not in str(error.value)
    assert "finetune" in str(error.value)
