"""demo.sh: which steps it takes from which state, and how it stops."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from config.glowtts import ExperimentConfig
from config.load import load_config
from processors.corpora.demo import HELD_OUT, read_sentences
from tests.egs.tts.GlowTTS.recipe import Recipe, write_script

CHECKPOINT = "ckpts/tts/demo/checkpoint/epoch-0001_step-0000010_loss-1.0"


def demo(recipe: Recipe, **env: str) -> subprocess.CompletedProcess[str]:
    recipe.record.unlink(missing_ok=True)
    clean = {key: value for key, value in recipe.env.items() if not key.startswith("DEMO_")}
    return subprocess.run(
        ["bash", str(recipe.recipe / "demo.sh")],
        cwd=recipe.caller, env=clean | env, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def steps(recipe: Recipe) -> list[str]:
    """Names of the scripts that were called, in order."""
    names = ("make_demo_corpus", "preprocess", "train", "inference")
    return [
        next(name for name in names if any(f"{name}.py" in word for word in call))
        for call in recipe.calls()
    ]


def checkpoint(recipe: Recipe, finished: bool) -> None:
    folder = recipe.root / CHECKPOINT
    folder.mkdir(parents=True)
    text = json.dumps({"step": 10, "finished": finished}, indent=2)
    (folder / "state.json").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("code", "visible"), [(0, "0"), (3, ""), (1, None)])
def test_a_card_that_torch_cannot_use_is_left_alone(recipe: Recipe, code, visible):
    recorder = recipe.python.read_text(encoding="utf-8")
    asked = f'if [[ "$*" == *is_available* ]]; then exit {code}; fi'
    write_script(recipe.python, recorder.replace("\n", f"\n{asked}\n", 1))
    result = demo(recipe, GPUS="1")
    assert result.returncode == (code if visible is None else 0)
    train = [call[1] for call in recipe.calls() if any("train.py" in word for word in call)]
    assert train == ([] if visible is None else [f"cuda={visible}"])


def test_from_nothing(recipe: Recipe):
    result = demo(recipe)
    assert result.returncode == 0, result.stderr
    assert steps(recipe) == ["make_demo_corpus", "preprocess", "train", "inference"]
    corpus, preprocess, train, infer = recipe.calls()
    assert corpus[4:] == [
        "bins/tts/make_demo_corpus.py", "--output_dir", "data/demo", "--voice", "auto",
        "--language", "en-us",
    ]  # fmt: skip
    assert all(call[0] == f"cwd={recipe.root}" for call in recipe.calls())
    for call in (preprocess, train):
        assert "egs/tts/GlowTTS/exp_config_demo.json" in call
    assert "--resume" not in train
    assert f"--text={read_sentences(HELD_OUT)[0]}" in infer
    assert "--save=mel,plot,durations" in infer
    for number in range(1, 6):
        assert f"[{number}/5]" in result.stdout
    assert "--infer_text" in result.stdout.split("Say something else:")[1]


def test_an_unfinished_training_goes_on(recipe: Recipe):
    checkpoint(recipe, finished=False)
    assert demo(recipe).returncode == 0
    assert steps(recipe) == ["make_demo_corpus", "preprocess", "train", "inference"]
    assert "--resume" in recipe.calls()[2]


def test_a_finished_training_is_not_repeated(recipe: Recipe):
    checkpoint(recipe, finished=True)
    assert demo(recipe).returncode == 0
    assert steps(recipe) == ["make_demo_corpus", "preprocess", "inference"]


def test_more_minutes_go_on_with_a_finished_training(recipe: Recipe):
    checkpoint(recipe, finished=True)
    assert demo(recipe, DEMO_MINUTES="30").returncode == 0
    assert "--resume" in recipe.calls()[2]
    config = load_config(recipe.root / "data" / "exp_config_demo.json", ExperimentConfig)
    assert config.train.max_minutes == 30
    assert config.train.max_steps is None
    assert config.model.hidden_channels == 96
    assert config.dataset == ["demo"]


def test_its_length_is_steps_with_a_limit_in_minutes(recipe: Recipe):
    train = load_config(recipe.recipe / "exp_config_demo.json", ExperimentConfig).train
    assert train.max_steps == 1400
    assert train.max_minutes == 33


@pytest.mark.parametrize(("step", "told"), [(100, True), (1400, False)])
def test_it_says_when_the_machine_was_too_busy_to_learn(recipe: Recipe, step, told):
    checkpoint(recipe, finished=True)
    text = json.dumps({"step": step, "finished": True}, indent=2)
    (recipe.root / CHECKPOINT / "state.json").write_text(text, encoding="utf-8")
    result = demo(recipe)
    assert result.returncode == 0, result.stderr
    assert (f"{step} steps were made" in result.stdout) is told


def test_a_named_voice_has_folders_of_its_own(recipe: Recipe):
    assert demo(recipe, DEMO_VOICE="espeak", DEMO_LIMIT="9").returncode == 0
    corpus, _, train, infer = recipe.calls()
    assert corpus[5:] == [
        "--output_dir", "data/demo_espeak", "--voice", "espeak", "--language", "en-us",
        "--limit", "9",
    ]  # fmt: skip
    assert "demo_espeak" in train
    assert "ckpts/tts/demo_espeak" in infer
    config = load_config(recipe.root / "data" / "exp_config_demo_espeak.json", ExperimentConfig)
    assert config.dataset == ["demo_espeak"]
    assert config.dataset_path["demo_espeak"] == "data/demo_espeak"


@pytest.mark.parametrize(
    ("script", "done"),
    [
        ("make_demo_corpus.py", []),
        ("preprocess.py", ["make_demo_corpus"]),
        ("train.py", ["make_demo_corpus", "preprocess"]),
        ("inference.py", ["make_demo_corpus", "preprocess", "train"]),
    ],
)
def test_a_step_that_fails_ends_the_demo(recipe: Recipe, script, done):
    result = demo(recipe, STUB_FAIL=script)
    assert result.returncode == 9
    assert steps(recipe) == done
    assert "exit code 9" in result.stderr
    assert "listen:" not in result.stdout


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopping_ends_the_step_and_nothing_follows(recipe: Recipe, number, code):
    slow = recipe.python.parent / "slow"
    text = recipe.python.read_text(encoding="utf-8")
    last = 'exit "${STUB_CODE:-0}"'
    assert last in text
    write_script(slow, text.replace(last, "[[ $* != *preprocess* ]] || exec sleep 60"))
    process = subprocess.Popen(
        ["bash", str(recipe.recipe / "demo.sh")],
        cwd=recipe.caller, env=recipe.env | {"PYTHON": str(slow)}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_for_calls(recipe, 2)
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)  # pipes close when the last process has gone
    assert process.returncode == code
    assert "make demo continues from here" in errors
    assert len(recipe.calls()) == 2


def wait_for_calls(recipe: Recipe, count: int) -> None:
    end = time.monotonic() + 30
    while len(recipe.calls()) < count:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_demos_config_is_valid_and_peaks_where_it_says():
    config = load_config(
        Path(__file__).parents[4] / "egs/tts/GlowTTS/exp_config_demo.json", ExperimentConfig
    )
    assert config.dataset_path["demo"] == "data/demo"
    peak = config.train.lr * config.model.hidden_channels**-0.5 * config.train.warmup**-0.5
    assert peak == pytest.approx(2e-3, rel=0.01)
