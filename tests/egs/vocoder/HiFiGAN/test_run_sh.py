"""run.sh of the vocoder's recipe: what is its own; the rest is shared and tested with GlowTTS."""

import re
from pathlib import Path

import pytest

from config.schema import REPOSITORY
from tests.egs.tts.GlowTTS.recipe import Recipe, known_flags

SCRIPTS = REPOSITORY / "egs" / "vocoder" / "HiFiGAN"
INFER = ("--stage", "3", "--infer_expt_dir", ".", "--infer_mode")


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    return Recipe(tmp_path, SCRIPTS)


def test_help_names_every_flag(recipe: Recipe) -> None:
    result = recipe.run("--help")
    assert result.returncode == 0
    flags = known_flags(SCRIPTS)
    assert len(flags) > 12
    for flag in flags:
        assert flag in result.stdout, flag
    for shown in re.findall(r"--[a-z]\w+", result.stdout):
        assert shown in [*flags, "--flag", "--help"], shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--stage", "2"], "stage 2 needs --name, the experiment's folder below log_dir"),
        (["--stage", "1", "--infer_text", "a"], "unknown flag --infer_text (--help lists them)"),
        (["--stage", "3"], "stage 3 needs --infer_expt_dir, e.g. ckpts/vocoder/NAME"),
        (INFER[:4], "stage 3 needs --infer_mode: wav, mel or batch"),
        ([*INFER, "single"], "--infer_mode must be one of: wav mel batch; got 'single'"),
        ([*INFER, "wav"], "--infer_mode wav needs --infer_source"),
        ([*INFER, "mel", "--infer_source", "x"], "--infer_source: no such file or folder: x"),
        (
            [*INFER, "batch", "--infer_testing_set", "all"],
            "--infer_testing_set must be one of: train valid test; got 'all'",
        ),
    ],
)
def test_errors(recipe: Recipe, arguments: list[str], message: str) -> None:
    result = recipe.run(*arguments)
    assert result.returncode == 1
    assert message in result.stderr
    assert recipe.calls() == []


def test_features_and_training(recipe: Recipe) -> None:
    config = str(recipe.recipe / "exp_config.json")
    script = str(recipe.root / "bins" / "tts" / "preprocess.py")
    assert recipe.arguments("--stage", "1") == [script, "--config", config]
    call = recipe.arguments("-s", "2", "-n", "a run", "--gpu", "0,1", GPUS="2")
    assert "--multi_gpu" in call
    script = call.index(str(recipe.root / "bins" / "vocoder" / "train.py"))
    assert call[script + 1 : script + 5] == ["--config", config, "--exp_name", "a run"]


def test_copy_synthesis(recipe: Recipe) -> None:
    (recipe.caller / "my wavs").mkdir()
    arguments = recipe.arguments(*INFER, "wav", "--infer_source", "my wavs", "--infer_dataset=x")
    assert arguments == [
        str(recipe.root / "bins" / "vocoder" / "inference.py"),
        *("--vocoder_dir", ".", "--mode", "wav", "--output_dir", "./result", "--source=my wavs"),
    ]
    arguments = recipe.arguments(
        *INFER, "batch", "--infer_dataset", "LJSpeech", "--infer_testing_set", "valid",
        "--infer_output_dir", "out", "--infer_checkpoint", "best", "--infer_source", "gone",
    )  # fmt: skip
    assert arguments[3:] == [
        *("--mode", "batch", "--output_dir", "out", "--dataset=LJSpeech"),
        *("--testing_set=valid", "--checkpoint=best"),
    ]
