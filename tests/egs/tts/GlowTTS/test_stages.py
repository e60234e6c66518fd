"""The stages themselves, through run.sh, on speech that espeak makes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from processors.corpora.demo import SENTENCES, make_corpus, read_sentences
from tests.egs.tts.GlowTTS.recipe import SCRIPTS

CLIPS = 12
TINY = {
    "hidden_channels": 16, "filter_channels": 32, "filter_channels_dp": 16, "n_layers_enc": 1,
    "n_blocks_dec": 2, "n_block_layers": 1,
}  # fmt: skip
SHORT = {
    "batch_size": 4, "max_steps": 2, "warmup": 50, "num_workers": 0, "log_interval": 1,
    "valid_interval": 2, "sample_interval": 100, "save_interval": 2,
}  # fmt: skip


class Workplace:
    """A folder with a corpus in LJSpeech layout, a config, and what the stages make of them."""

    def __init__(self, root: Path, clips: int, model: dict, train: dict) -> None:
        self.root = root
        self.config = root / "exp_config.json"
        self.experiment = root / "ckpts" / "tiny voice"
        make_corpus(root / "LJSpeech-1.1", read_sentences(SENTENCES), "espeak", limit=clips)
        config = {
            "base_config": "egs/tts/GlowTTS/exp_config.json",
            "dataset_path": {"LJSpeech": str(root / "LJSpeech-1.1")},
            "log_dir": str(root / "ckpts"),
            "preprocess": {
                "processed_dir": str(root / "processed"), "num_workers": 1,
                "valid_fraction": 0.1, "test_fraction": 0.2,
            },
            "model": model,
            "train": train,
        }  # fmt: skip
        self.config.write_text(json.dumps(config), encoding="utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        env = os.environ | {"PYTHON": sys.executable, "CUDA_VISIBLE_DEVICES": ""}
        return subprocess.run(
            ["bash", str(SCRIPTS / "run.sh"), *arguments],
            cwd=self.root, env=env, capture_output=True, text=True, timeout=900,
        )  # fmt: skip

    def train(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(
            "--stage", "2", "--name", "tiny voice", "--config", "exp_config.json", *arguments
        )

    def infer(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("--stage", "3", "--infer_expt_dir", "ckpts/tiny voice", *arguments)

    def states(self) -> list[dict]:
        """``state.json`` of the checkpoints, by step."""
        paths = self.experiment.glob("checkpoint/epoch-*/state.json")
        states = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
        return sorted(states, key=lambda state: state["step"])


def succeed(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="session")
def trained(tmp_path_factory) -> Workplace:
    """A workplace after stages 1 and 2; the tests below check what they left."""
    work = Workplace(tmp_path_factory.mktemp("a recipe"), CLIPS, TINY, SHORT)
    succeed(work.run("--stage", "1", "--config", "exp_config.json", "--gpu", "0"))
    succeed(work.train("--gpu", "0"))
    return work


def test_stage_1_writes_processed_data(trained: Workplace):
    folder = trained.root / "processed" / "LJSpeech"
    rows = [
        row
        for split in ("train", "valid", "test")
        for row in json.loads((folder / f"{split}.json").read_text(encoding="utf-8"))
    ]
    assert len(rows) == CLIPS
    for row in rows:
        assert np.load(folder / "mels" / f"{row['Uid']}.npy").shape[0] == 80
        assert (folder / "phones" / f"{row['Uid']}.phone").read_text(encoding="utf-8")


def test_stage_2_trains_and_keeps_what_inference_needs(trained: Workplace):
    last = trained.states()[-1]
    assert last["step"] == SHORT["max_steps"]
    assert last["finished"] is True
    for name in ("args.json", "symbols.json", "spk2id.json"):
        assert (trained.experiment / name).is_file()


def test_stage_3_says_one_sentence(trained: Workplace):
    succeed(
        trained.infer(
            "--infer_mode", "single", "--infer_text", "Hello, this is a test.",
            "--infer_save", "mel,plot,durations",
        )
    )  # fmt: skip
    (wav,) = (trained.experiment / "result").glob("hello*.wav")
    info = soundfile.info(wav)
    assert (info.samplerate, info.subtype) == (22050, "PCM_16")
    assert info.frames > 0
    assert np.load(wav.with_suffix(".npy")).shape[0] == 80
    assert wav.with_suffix(".png").stat().st_size > 0
    timings = json.loads(wav.with_suffix(".json").read_text(encoding="utf-8"))["timings"]
    assert timings[-1]["end"] == pytest.approx(info.duration, abs=0.02)


def test_stage_3_says_a_whole_split(trained: Workplace):
    split = trained.root / "processed" / "LJSpeech" / "test.json"
    rows = json.loads(split.read_text(encoding="utf-8"))
    succeed(
        trained.infer(
            "--infer_output_dir", "said", "--infer_mode", "batch", "--infer_dataset", "LJSpeech",
            "--infer_testing_set", "test",
        )
    )  # fmt: skip
    written = {path.stem for path in (trained.root / "said").glob("*.wav")}
    assert written == {row["Uid"] for row in rows}


@pytest.mark.slow
def test_a_hundred_steps_learn_something(tmp_path):
    """The losses fall, training goes on only when asked to, and the speech has a natural length."""
    model = {
        "hidden_channels": 48, "filter_channels": 96, "filter_channels_dp": 48, "n_layers_enc": 2,
        "n_blocks_dec": 4, "n_block_layers": 2,
    }  # fmt: skip
    train = {
        "batch_size": 8, "lr": 0.139, "warmup": 50, "max_steps": 60, "grad_clip": 5.0,
        "num_workers": 0, "log_interval": 10, "valid_interval": 30, "sample_interval": 1000,
        "save_interval": 30,
    }  # fmt: skip
    work = Workplace(tmp_path, 64, model, train)
    succeed(work.run("--stage", "1", "--config", "exp_config.json"))
    succeed(work.train())
    refused = work.train()
    assert refused.returncode == 1
    assert "already holds checkpoints" in refused.stderr
    assert "Traceback" not in refused.stderr
    config = json.loads(work.config.read_text(encoding="utf-8"))
    config["train"]["max_steps"] = 120
    work.config.write_text(json.dumps(config), encoding="utf-8")
    succeed(work.train("--resume", "true"))
    states = work.states()
    assert states[-1]["step"] == 120
    losses = [state["valid_loss"] for state in states if state["valid_loss"] is not None]
    assert losses[-1] < losses[0] - 0.3, losses
    succeed(work.infer("--infer_mode", "single", "--infer_text", "The old ferry leaves at seven."))
    (wav,) = (work.experiment / "result").glob("*.wav")
    assert 0.7 < soundfile.info(wav).duration < 8
