"""bins/vocoder/inference.py: copy-synthesis of recordings, mels and splits."""

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from bins.vocoder import inference
from config.hifigan import VocoderExperimentConfig
from models.base.checkpoint.checkpoint import TrainingState, save_checkpoint
from models.vocoders.generators import build_generator
from models.vocoders.loading.load import trained_mel
from processors.processed.paths import mel_path
from processors.processed.rows import load_rows
from tests.models.vocoders.processed import tiny_config, write_processed
from utils.errors import UserError


@pytest.fixture
def config(tmp_path: Path) -> VocoderExperimentConfig:
    config = tiny_config(tmp_path)
    write_processed(config)
    torch.manual_seed(0)
    model = build_generator(config.model, config.preprocess.mel)
    for step, loss in ((5, 0.5), (7, 0.9)):
        save_checkpoint(
            tmp_path / "run" / "checkpoints",
            TrainingState(step=step, valid_loss=loss),
            {"model": model.state_dict()},
            {"args.json": config.model_dump(mode="json")},
        )
    return config


def run(monkeypatch, tmp_path: Path, *arguments: object) -> int:
    command = ["inference.py", "--vocoder_dir", tmp_path / "run", "--device", "cpu", *arguments]
    monkeypatch.setattr(sys, "argv", [str(part) for part in command])
    return inference.main()


def test_a_split_of_its_data(config, tmp_path, monkeypatch, capsys) -> None:
    assert trained_mel(tmp_path / "run") == config.preprocess.mel
    assert run(monkeypatch, tmp_path, "--mode", "batch", "--testing_set", "valid") == 0
    for row in load_rows(config.processed_dir, "Tones", "valid"):
        info = soundfile.info(tmp_path / "run" / "result" / f"{row['Uid']}.wav")
        assert (info.samplerate, info.frames) == (8000, row["Frames"] * 32)
    out = capsys.readouterr().out
    assert "mel error" in out
    assert out.splitlines()[-1].startswith("3 files, ")


def test_recordings_and_mels(config, tmp_path, monkeypatch, capsys) -> None:
    recordings = tmp_path / "wavs" / "speaker 1"
    recordings.mkdir(parents=True)
    tone = 0.3 * np.sin(np.arange(4410) / 10)
    soundfile.write(recordings / "a.wav", tone, 22050)  # 0.2 s, resampled to 8 kHz
    soundfile.write(recordings / "b.flac", tone, 8000)
    (recordings / "broken.wav").write_bytes(b"RIFF")
    (recordings / "notes.txt").write_text("none")
    out = tmp_path / "out"
    arguments = ("--mode", "wav", "--source", tmp_path / "wavs", "--output_dir", out)
    assert run(monkeypatch, tmp_path, *arguments) == 0
    assert {path.name for path in out.glob("*.wav")} == {"a.wav", "b.wav"}
    assert soundfile.info(out / "a.wav").frames == 1600
    printed = capsys.readouterr().err
    assert "broken.wav" in printed
    assert "1 of 3 sources failed" in printed

    # The same again keeps its names; into the folder of the recordings, these stay as they are.
    before = (recordings / "a.wav").read_bytes()
    run(monkeypatch, tmp_path, *arguments)
    assert {path.name for path in out.glob("*.wav")} == {"a.wav", "b.wav"}
    run(monkeypatch, tmp_path, "--source", recordings / "a.wav", "--output_dir", recordings)
    assert (recordings / "a.wav").read_bytes() == before
    assert (recordings / "a-2.wav").is_file()

    mels = mel_path(config.processed_dir, "Tones", "tone-001").parent
    np.save(tmp_path / "odd.npy", np.zeros((3, 4), dtype=np.float32))
    one = ("--mode", "mel", "--source", mels / "tone-001.npy", "--output_dir", out)
    assert run(monkeypatch, tmp_path, *one, "--checkpoint", "best") == 0
    assert (out / "tone-001.wav").is_file()
    odd = ("--mode", "mel", "--source", tmp_path / "odd.npy", "--output_dir", out)
    assert run(monkeypatch, tmp_path, *odd) == 1
    assert "expected (10, frames)" in capsys.readouterr().err


def test_griffin_lim_needs_no_folder(tmp_path, monkeypatch) -> None:
    soundfile.write(tmp_path / "a.wav", 0.3 * np.sin(np.arange(8192) / 10), 22050)
    output = ("--output_dir", tmp_path / "out")
    arguments = ("--vocoder_dir", "griffin_lim", "--source", tmp_path / "a.wav", *output)
    assert run(monkeypatch, tmp_path, *arguments) == 0
    assert soundfile.info(tmp_path / "out" / "a.wav").frames == 8192


def test_commands_that_cannot_work(config, tmp_path, monkeypatch) -> None:
    with pytest.raises(UserError, match="mode mel needs --source"):
        run(monkeypatch, tmp_path, "--mode", "mel")
    with pytest.raises(UserError, match="no such file or folder"):
        run(monkeypatch, tmp_path, "--source", tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=r"nothing that ends in \.wav"):
        run(monkeypatch, tmp_path, "--source", tmp_path / "empty")
