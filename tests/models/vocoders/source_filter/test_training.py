"""Training of a source-filter vocoder: pitch, pairs of a teacher, loudness, refusals."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from config.hifigan import VocoderExperimentConfig
from models.base.checkpoint.checkpoint import find_checkpoint
from models.base.start import plan_start
from models.vocoders import load_vocoder
from models.vocoders.dataset import JoinedSegments, SegmentDataset
from models.vocoders.teacher_pairs import write_pairs
from models.vocoders.trainer import VocoderTrainer
from processors.audio.mel import MEL_FLOOR
from processors.preprocess.pitches import missing_pitches, write_pitches
from processors.processed.pitches import POINTS, pitch_path
from processors.processed.rows import load_rows
from processors.processed.teacher_pairs import PAIRS, finish_pairs, load_pairs, save_pair
from tests.models.vocoders.processed import tiny_config, write_processed
from utils.errors import UserError

SEGMENT = {"segment_size": 4096, "max_steps": 4, "adversarial_start": None, "valid_interval": 2}
SAMPLES = (4300, 5000)


def source_filter(folder: Path, **train: Any) -> VocoderExperimentConfig:
    return tiny_config(folder, "source_filter", **{**SEGMENT, "log_interval": 2, **train})


def write_steady_pitches(folder: Path, dataset: str, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        places = np.arange(POINTS * row["Frames"] + 1) * (32 / POINTS) / 8000
        path = pitch_path(folder, dataset, row["Uid"])
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, np.stack([120.0 * places, np.ones_like(places)]))


def write_data(config: VocoderExperimentConfig) -> None:
    write_processed(config, samples=SAMPLES)
    for split in ("train", "valid"):
        rows = load_rows(config.processed_dir, "Tones", split)
        write_steady_pitches(config.processed_dir, "Tones", rows)


def write_noise_pairs(config: VocoderExperimentConfig, folder: Path, count: int = 3) -> None:
    rng = np.random.default_rng(0)
    for index in range(count):
        mel = rng.normal(-5, 1, (10, 140)).astype("f4")
        save_pair(folder, f"p-{index}", mel, torch.from_numpy(rng.normal(0, 0.1, 140 * 32)))
    rows = [(f"p-{index}", 140) for index in range(count)]
    finish_pairs(folder, rows, config.preprocess.mel)
    write_steady_pitches(folder, PAIRS, load_pairs(folder, config.preprocess.mel))


def train(config: VocoderExperimentConfig, name: str, **options: Any) -> VocoderTrainer:
    folder = Path(config.log_dir) / name
    trainer = VocoderTrainer(config, folder, plan_start(folder, **options))
    trainer.train()
    return trainer


def test_it_trains_without_discriminators_on_pairs_as_well(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs"
    config = source_filter(tmp_path, teacher_pairs=[str(pairs)], repeat={"pairs": 2, "Tones": 3})
    write_data(config)
    write_noise_pairs(config, pairs)
    trainer = train(config, "run")
    assert len(trainer.run.train_loader.dataset) == 3 * 13 + 2 * 3
    lines = (Path(config.log_dir) / "run" / "log" / "metrics.jsonl").read_text().splitlines()
    last = [point for point in map(json.loads, lines) if point["split"] == "train"][-1]
    assert {"spectrum", "pitch"} <= last.keys()
    assert not {"mel", "discriminator", "adversarial"} & last.keys()
    files = {path.name for path in find_checkpoint(Path(config.log_dir) / "run").iterdir()}
    assert "model.safetensors" in files
    assert not any(name.startswith("discriminators") for name in files)
    # It speaks like any other, and a run can start from it.
    vocoder = load_vocoder(Path(config.log_dir) / "run", config.preprocess.mel)
    assert vocoder(torch.randn(1, 10, 9) - 5).shape == (1, 9 * 32)
    again = source_filter(tmp_path, max_steps=1)
    source = Path(config.log_dir) / "run"
    train(again, "tuned", checkpoint_path=source, resume_type="finetune")


def test_it_trains_against_discriminators(tmp_path: Path) -> None:
    config = source_filter(tmp_path, max_steps=2, adversarial_start=1, log_interval=1)
    write_data(config)
    train(config, "run")
    lines = (Path(config.log_dir) / "run" / "log" / "metrics.jsonl").read_text().splitlines()
    points = [point for point in map(json.loads, lines) if point["split"] == "train"]
    assert "adversarial" not in points[0]
    assert {"spectrum", "pitch", "adversarial", "feature", "discriminator"} <= points[1].keys()


def test_interrupted_equals_uninterrupted(tmp_path: Path) -> None:
    write_data(source_filter(tmp_path))
    runs = {}
    for name, stops in (("whole", [3]), ("parts", [1, 3])):
        for stop in stops:
            trainer = train(source_filter(tmp_path, max_steps=stop), name, resume=stop != stops[0])
        runs[name] = trainer.run.raw_model.state_dict()
    for key, value in runs["whole"].items():
        assert torch.equal(value, runs["parts"][key]), key


def test_segments_have_their_pitch_and_their_loudness(tmp_path: Path) -> None:
    config = source_filter(tmp_path)
    write_data(config)
    rows = load_rows(config.processed_dir, "Tones", "train")
    data = (rows, config.processed_dir, config.processed_dir, config.preprocess.mel, 128, 1)
    plain = SegmentDataset(*data, with_pitch=True)
    louder = SegmentDataset(*data, with_pitch=True, gain_range=(6.0, 6.0))
    joined = JoinedSegments([plain, louder])
    assert len(joined) == 26
    item, loud = joined[(2, 5)], joined[(2, 13 + 5)]
    assert torch.equal(joined[5]["waveform"], plain[(0, 5)]["waveform"])
    assert item["pitch"].shape == (2, POINTS * 128 + 1)
    torch.testing.assert_close(loud["waveform"], item["waveform"] * 10 ** (6 / 20))
    wanted = (item["mel"] + math.log(10) * 6 / 20).clamp(min=math.log(MEL_FLOOR))
    torch.testing.assert_close(loud["mel"], wanted)
    # The pitch begins where the segment does.
    first = item["pitch"][0, 0] * 8000 / 120 / 32
    assert first == pytest.approx(round(float(first)), abs=1e-6)
    begins = round(float(first))
    mel = np.load(config.processed_dir / "Tones" / "mels" / f"{rows[5]['Uid']}.npy")
    torch.testing.assert_close(item["mel"], torch.from_numpy(mel[:, begins : begins + 128]))


def test_refusals(tmp_path: Path) -> None:
    config = source_filter(tmp_path, teacher_pairs=[str(tmp_path / "pairs")])
    write_processed(config, samples=SAMPLES)
    with pytest.raises(UserError, match=r"16 of 16|13 of 13 clips have no pitch.*extract_pitch"):
        train(config, "no pitch")
    write_data(config)
    with pytest.raises(UserError, match=r"no finished pairs.*make_teacher_pairs"):
        train(config, "no pairs")
    other = config.preprocess.mel.model_copy(update={"f_max": 3000.0})
    finish_pairs(tmp_path / "pairs", [], other)
    with pytest.raises(UserError, match="made with other mels"):
        train(config, "other mels")


def test_pairs_and_pitch_are_written_once(tmp_path: Path) -> None:
    pytest.importorskip("pyworld", reason="pip install -e '.[pitch]'")
    config = source_filter(tmp_path)
    write_processed(config, samples=SAMPLES)
    rows = missing_pitches(config)
    assert list(write_pitches(config, rows, processes=1)) == [row["Uid"] for row in rows]
    assert missing_pitches(config) == []

    calls = []

    def make() -> tuple[np.ndarray, torch.Tensor]:
        calls.append(1)
        return np.zeros((10, 90), "f4"), 0.1 * torch.randn(90 * 32)

    folder = tmp_path / "pairs"
    for _ in range(2):
        count, seconds = write_pairs(folder, [("a", make), ("b", make)], config.preprocess.mel)
        assert (count, seconds) == (2, pytest.approx(2 * 90 * 32 / 8000))
    assert len(calls) == 2
    assert [row["Frames"] for row in load_pairs(folder, config.preprocess.mel)] == [90, 90]
