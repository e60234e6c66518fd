"""The scripts of stages 0 and 1, as a user calls them."""

import re
import subprocess
import sys

import numpy as np
import pytest
import soundfile

from utils.files import write_json


@pytest.fixture
def call(repository, tmp_path):
    """Run a script of bins/tts with a config, from another folder."""

    def run(script: str, config: dict, *args: str) -> subprocess.CompletedProcess:
        write_json(tmp_path / "config.json", config)
        path = repository / "bins" / "tts" / script
        return subprocess.run(
            [sys.executable, str(path), "--config", "config.json", *args],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    return run


@pytest.fixture
def config(tmp_path):
    """LJSpeech in its published layout, five clips, one of them missing."""
    folder = tmp_path / "LJSpeech-1.1"
    (folder / "wavs").mkdir(parents=True)
    rng = np.random.default_rng(0)
    for index in range(4):
        samples = rng.uniform(-0.3, 0.3, 12000)
        soundfile.write(folder / "wavs" / f"LJ{index}.wav", samples, 22050)
    lines = [f'LJ{index}|No. 1 "go|number one, "go\n' for index in range(5)]
    (folder / "metadata.csv").write_text("".join(lines))
    return {
        "base_config": "config/glowtts.json",
        "dataset": ["LJSpeech"],
        "dataset_path": {"LJSpeech": str(folder)},
        "preprocess": {"processed_dir": str(tmp_path / "processed"), "num_workers": 1},
    }


def test_stage_1_ends_with_a_summary(call, config, tmp_path):
    result = call("preprocess.py", config)
    assert result.returncode == 0, result.stderr
    assert re.search(r"LJSpeech: 4 clips \(2 train, 1 valid, 1 test\), 0\.00 hours", result.stdout)
    assert "failed: 1 clips (1 missing)" in result.stdout
    assert "LJ4: missing: there is no such file" in result.stdout
    assert str(tmp_path / "processed" / "LJSpeech") in result.stdout
    assert result.stderr.count("\n") < 10  # a log file is not filled with progress bars


def test_the_summary_names_speakers_and_suspects(call, config, tmp_path):
    folder = tmp_path / "LJSpeech-1.1"
    samples = np.random.default_rng(1).uniform(-0.3, 0.3, 9 * 22050)
    soundfile.write(folder / "wavs" / "LJ3.wav", samples, 22050)
    lines = [f"LJ{index}|Go number {index}|{'ab'[index % 2]}\n" for index in range(4)]
    (folder / "metadata.csv").write_text("audio_file|text|speaker_name\n" + "".join(lines))
    config |= {"dataset": ["mine"], "dataset_path": {"mine": str(folder)}}
    result = call("preprocess.py", config)
    assert result.returncode == 0, result.stderr
    assert re.search(r"speakers: 2, of .* minutes \(mine_a, mine_b\)", result.stdout)
    assert "used, but look at them: 1 clips (1 little text for its length)" in result.stdout
    assert "bins/tts/align.py --check" in result.stdout
    assert "LJ3: little text for its length: 9.0 s" in result.stdout


def test_errors_are_one_message_without_traceback(call, config):
    config["dataset_path"]["LJSpeech"] += "-gone"
    result = call("preprocess.py", config)
    assert result.returncode == 1
    assert result.stderr.startswith("error: ")
    assert "--stage 0" in result.stderr
    assert "Traceback" not in result.stderr


def test_stage_0_says_that_the_corpus_is_there(call, config):
    result = call("download.py", config)
    assert result.returncode == 0, result.stderr
    assert "LJSpeech: already there:" in result.stdout


def test_stage_0_cannot_download_other_corpora(call, config, tmp_path):
    config |= {"dataset": ["Mine"], "dataset_path": {"Mine": str(tmp_path / "mine")}}
    result = call("download.py", config)
    assert result.returncode == 1
    assert "only LJSpeech can be downloaded" in result.stderr
