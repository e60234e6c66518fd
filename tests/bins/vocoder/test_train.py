"""bins/vocoder/train.py as users start it, alone and in two processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from bins.tts.train import main
from config.glowtts import ExperimentConfig
from config.hifigan import VocoderExperimentConfig
from config.load import save_config
from config.schema import REPOSITORY
from models.base.checkpoint.checkpoint import find_checkpoint, load_weights, read_state
from models.vocoders.trainer import DISCRIMINATORS
from tests.models.vocoders.processed import tiny_config, write_processed
from utils.errors import UserError


def assert_resume_is_exact(folder: Path, config: VocoderExperimentConfig) -> None:
    """``on2`` was not interrupted; this one is, after half its steps."""
    launcher = ("-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2")
    half = config.model_copy(update={"train": config.train.model_copy(update={"max_steps": 3})})
    for settings, flags in ((half, ()), (config, ("--resume",))):
        save_config(settings, folder / "config.json")
        code, output = run(folder, "parts", *launcher, flags=flags)
        assert code == 0, output
    checkpoints = [find_checkpoint(folder / "runs" / name) for name in ("on2", "parts")]
    for module in ("model", DISCRIMINATORS):
        whole, parts = (load_weights(checkpoint, module) for checkpoint in checkpoints)
        assert [name for name in whole if not torch.equal(whole[name], parts[name])] == []


def run(folder: Path, name: str, *launcher: str, flags: tuple[str, ...] = ()) -> tuple[int, str]:
    script = REPOSITORY / "bins" / "vocoder" / "train.py"
    arguments = ["--config", "config.json", "--exp_name", name, *flags]
    result = subprocess.run(
        [sys.executable, *launcher, str(script), *arguments],
        cwd=folder,
        env={**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return result.returncode, result.stdout + result.stderr


def test_a_run_of_its_own(tmp_path: Path) -> None:
    config = tiny_config(tmp_path, max_steps=2, adversarial_start=1, log_interval=1)
    save_config(config, tmp_path / "config.json")
    write_processed(config)
    code, output = run(tmp_path, "run")
    assert code == 0, output
    assert "step 2 epoch 0: " in output
    assert read_state(find_checkpoint(tmp_path / "runs" / "run" / "checkpoints")).step == 2


def test_refusals(tmp_path: Path, monkeypatch) -> None:
    config = tiny_config(tmp_path)
    (tmp_path / "runs" / "run" / "checkpoints" / "epoch-0001_step-0000002").mkdir(parents=True)
    save_config(config, tmp_path / "vocoder.json")
    save_config(ExperimentConfig(), tmp_path / "voice.json")
    for name, expected in (
        ("vocoder", "already holds checkpoints: continue it with --resume"),
        ("voice", "model_type is 'GlowTTS', 'HiFiGAN' is needed here"),
    ):
        arguments = ["--config", str(tmp_path / f"{name}.json"), "--exp_name", "run"]
        monkeypatch.setattr(sys, "argv", ["train.py", *arguments])
        with pytest.raises(UserError, match=expected):
            main("vocoder")


@pytest.mark.slow
@pytest.mark.parametrize("accumulation", [1, 2])
def test_two_processes_do_as_one(tmp_path: Path, monkeypatch, accumulation: int) -> None:
    """The same segments and updates: the split changes nothing but rounding."""
    monkeypatch.setenv("ACCELERATE_USE_CPU", "true")
    points = {}
    for n_processes in (1, 2):
        config = tiny_config(
            tmp_path, max_steps=6, batch_size=4 // n_processes, log_interval=1, lr=1e-4,
            adversarial_start=1, gradient_accumulation_steps=accumulation,
        )  # fmt: skip
        save_config(config, tmp_path / "config.json")
        write_processed(config, counts=(16, 4))
        launcher = ("-m", "torch.distributed.run", "--standalone")
        launcher += ("--nproc_per_node", str(n_processes))
        code, output = run(tmp_path, f"on{n_processes}", *launcher)
        assert code == 0, output
        assert f"{n_processes} x cpu" in output
        lines = (tmp_path / "runs" / f"on{n_processes}" / "log" / "metrics.jsonl").read_text()
        points[n_processes] = [json.loads(line) for line in lines.splitlines()]
    assert len(points[1]) == len(points[2])
    assert_resume_is_exact(tmp_path, config)
    names = ("mel", "adversarial", "feature", "discriminator", "mel_error", "grad_norm")
    for one, two in zip(points[1], points[2], strict=True):
        for name in one.keys() & set(names):
            assert one[name] == pytest.approx(two[name], rel=2e-3), (one["step"], name)
