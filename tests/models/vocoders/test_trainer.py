"""Training of a tiny vocoder on tones: learning, exact resume, finetuning, refusals."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from config.hifigan import VocoderExperimentConfig
from config.load import ConfigError, parse_config
from models.base.checkpoint.checkpoint import find_checkpoint, load_weights, read_document
from models.base.dry_run import dry_run
from models.base.start import plan_start
from models.registry import parse_experiment_config
from models.vocoders.dataset import SegmentDataset, SegmentSampler
from models.vocoders.generators import build_generator
from models.vocoders.trainer import DISCRIMINATORS, VocoderTrainer
from processors.audio.mel import mel_spectrogram
from processors.processed.aligned_mels import begin_manifest, finish_manifest
from processors.processed.paths import audio_path, mel_path, meta_path
from processors.processed.rows import load_rows
from tests.models.vocoders.processed import tiny_config, write_processed
from utils.errors import UserError
from utils.files import read_json, write_json


def run(config: VocoderExperimentConfig, name: str, **options: Any) -> VocoderTrainer:
    folder = Path(config.log_dir) / name
    trainer = VocoderTrainer(config, folder, plan_start(folder, **options))
    trainer.train()
    return trainer


def weights(config: VocoderExperimentConfig, name: str) -> dict[str, torch.Tensor]:
    checkpoint = find_checkpoint(Path(config.log_dir) / name)
    return {
        f"{module}.{key}": value
        for module in ("model", DISCRIMINATORS)
        for key, value in load_weights(checkpoint, module).items()
    }


def points(config: VocoderExperimentConfig, name: str, split: str) -> list[dict[str, Any]]:
    lines = (Path(config.log_dir) / name / "log" / "metrics.jsonl").read_text().splitlines()
    return [point for point in map(json.loads, lines) if point["split"] == split]


@pytest.mark.parametrize("generator", ["hifigan", "vocos"])
def test_it_learns_and_is_seen_to(tmp_path: Path, generator: str) -> None:
    config = tiny_config(
        tmp_path, generator, max_steps=30, log_interval=10, valid_interval=10, lr=5e-3,
        adversarial_start=20, sample_interval=30, save_interval=30, segment_size=256,
    )  # fmt: skip
    write_processed(config)
    run(config, "run")
    folder = Path(config.log_dir) / "run"
    valid, train = points(config, "run", "valid"), points(config, "run", "train")
    assert valid[1]["mel_error"] < 0.95 * valid[0]["mel_error"]
    assert train[-1]["mel"] < 0.9 * train[0]["mel"]
    assert valid[-1]["loss"] == valid[-1]["mel_error"]
    losses = {"discriminator", "adversarial", "feature", "grad_norm_discriminators"}
    assert not losses & train[1].keys()
    assert losses <= train[2].keys()
    assert train[2]["discriminator"] < 6  # eight, where all scores are 0
    board = EventAccumulator(str(folder / "log"))
    board.Reload()
    assert set(board.Tags()["images"]) == {"mel"}
    assert set(board.Tags()["audio"]) == {"audio/generated", "audio/true"}

    checkpoint = find_checkpoint(folder)
    assert checkpoint.parent == folder / "checkpoints"
    saved = parse_config(read_document(checkpoint, "args.json"), "", VocoderExperimentConfig)
    assert saved == config
    model = build_generator(saved.model, saved.preprocess.mel)
    model.load_state_dict(load_weights(checkpoint))
    # The validation error of the log is that of whole clips, weighted by their length.
    errors, frames = [], []
    for row in load_rows(config.processed_dir, "Tones", "valid"):
        mel = torch.from_numpy(np.load(mel_path(config.processed_dir, "Tones", row["Uid"])))
        samples = np.load(audio_path(config.processed_dir, "Tones", row["Uid"])) / 32768
        true = torch.from_numpy(samples[: mel.shape[1] * 32]).float()
        with torch.inference_mode():
            made = model(mel[None])[0]
        mels = [mel_spectrogram(w, saved.preprocess.mel) for w in (made, true)]
        errors.append((mels[0] - mels[1]).abs().mean().item())
        frames.append(row["Frames"])
    assert np.average(errors, weights=frames) == pytest.approx(valid[-1]["loss"], rel=1e-4)


@pytest.mark.parametrize(("num_workers", "accumulation"), [(0, 2), (2, 1)])
def test_interrupted_equals_uninterrupted(
    tmp_path: Path, num_workers: int, accumulation: int
) -> None:
    options = {"num_workers": num_workers, "gradient_accumulation_steps": accumulation}
    options |= {"adversarial_start": 2, "valid_interval": 3}

    def config(max_steps: int) -> VocoderExperimentConfig:
        return tiny_config(tmp_path, max_steps=max_steps, **options)

    write_processed(config(7))
    run(config(7), "whole")
    run(config(3), "parts")
    torch.rand(3)
    run(config(7), "parts", resume=True)
    whole, parts = weights(config(7), "whole"), weights(config(7), "parts")
    assert whole.keys() == parts.keys()
    for name, value in whole.items():
        assert torch.equal(value, parts[name]), name


def test_segments_follow_seed_epoch_and_clip_alone(tmp_path: Path) -> None:
    config = tiny_config(tmp_path)
    write_processed(config)
    rows = load_rows(config.processed_dir, "Tones", "train")
    folder, mel = config.processed_dir, config.preprocess.mel

    def dataset(seed: int = 1) -> SegmentDataset:
        return SegmentDataset(rows, folder, folder, mel, 16, seed)

    first = dataset()[(0, 3)]
    assert first["mel"].shape == (10, 16)
    assert first["waveform"].shape == (16 * 32,)
    again = dataset()
    again[(5, 3)], again[(0, 2)]
    assert torch.equal(again[3]["waveform"], first["waveform"])
    assert torch.equal(again[(0, 3)]["waveform"], first["waveform"])
    by_epoch = [again[(epoch, 3)] for epoch in range(5)]
    by_seed = [dataset(seed)[(0, 3)] for seed in range(5)]
    for items in (by_epoch, by_seed):
        assert len({tuple(item["waveform"][:4].tolist()) for item in items}) > 1

    # Samples and frames belong together.
    uid, frames = rows[3]["Uid"], rows[3]["Frames"]
    whole = torch.from_numpy(np.load(mel_path(folder, "Tones", uid)))
    samples = np.load(audio_path(folder, "Tones", uid))
    begins = [t for t in range(frames - 15) if torch.equal(whole[:, t : t + 16], first["mel"])]
    assert len(begins) == 1
    cut = samples[begins[0] * 32 : (begins[0] + 16) * 32] / 32768
    torch.testing.assert_close(first["waveform"], torch.from_numpy(cut).float())

    epochs = []
    for epoch in range(2):
        sampler = SegmentSampler(dataset(), 4)
        sampler.set_epoch(epoch)
        keys = [key for batch in sampler for key in batch]
        assert {key[0] for key in keys} == {epoch}
        epochs.append([key[1] for key in keys])
    assert sorted(epochs[0]) == sorted(epochs[1]) == list(range(len(rows)))
    assert epochs[0] != epochs[1]


def test_the_rate_falls_with_every_epoch(tmp_path: Path) -> None:
    config = tiny_config(tmp_path, lr=1e-3, lr_decay=0.5, max_steps=9, log_interval=1)
    config = config.model_copy(
        update={"train": config.train.model_copy(update={"adversarial_start": 100})}
    )
    write_processed(config)  # 13 clips: four steps an epoch
    trainer = run(config, "run")
    rates = [point["lr"] for point in points(config, "run", "train")]
    assert rates == pytest.approx([1e-3] * 4 + [5e-4] * 4 + [2.5e-4])
    optimizer = trainer.run.optimizers["model"].optimizer
    assert isinstance(optimizer, torch.optim.AdamW)
    assert optimizer.param_groups[0]["weight_decay"] == 0.01
    assert optimizer.param_groups[0]["betas"] == (0.8, 0.99)


def test_finetuning_takes_over_both_sides(tmp_path: Path) -> None:
    config = tiny_config(tmp_path, max_steps=2)
    write_processed(config)
    run(config, "source")
    source = Path(config.log_dir) / "source"
    still = tiny_config(tmp_path, max_steps=1, lr=1e-12, weight_decay=0.0)
    run(still, "tuned", checkpoint_path=source, resume_type="finetune")
    before, after = weights(config, "source"), weights(config, "tuned")
    for name, value in before.items():
        if "._u" not in name and "._v" not in name and not name.endswith(("._u", "._v")):
            torch.testing.assert_close(after[name], value, atol=1e-7, rtol=0)


def test_some_of_the_discriminators(tmp_path: Path) -> None:
    config = tiny_config(tmp_path, max_steps=2)
    write_processed(config)
    config = config.model_copy(
        update={"model": config.model.model_copy(update={"discriminators": ("periods",)})}
    )
    run(config, "periods")
    kinds = {name.split(".")[1] for name in weights(config, "periods") if name.startswith("discr")}
    assert kinds == {"periods"}
    assert points(config, "periods", "train")[-1]["discriminator"] < 5.5  # five, of eight
    both = tiny_config(tmp_path, max_steps=1, lr=1e-12, weight_decay=0.0)
    source = Path(config.log_dir) / "periods"
    run(both, "both", checkpoint_path=source, resume_type="finetune")
    after = weights(both, "both")
    for name, value in weights(config, "periods").items():
        torch.testing.assert_close(after[name], value, atol=1e-7, rtol=0)
    assert any(name.startswith("discriminators.scales") for name in after)  # new ones


def test_refusals(tmp_path: Path) -> None:
    config = tiny_config(tmp_path, max_steps=1)
    with pytest.raises(UserError, match="no processed data"):
        run(config, "none")
    write_processed(config)
    long = tiny_config(tmp_path, segment_size=32 * 1000)
    with pytest.raises(UserError, match="all 13 training clips are shorter than a segment"):
        run(long, "long")
    meta = read_json(meta_path(config.processed_dir, "Tones"))
    meta["settings"]["text"]["text"]["language"] = "de"  # of no concern to a vocoder
    write_json(meta_path(config.processed_dir, "Tones"), meta)
    run(config, "fine")
    (next((config.processed_dir / "Tones" / "audios").iterdir())).unlink()
    with pytest.raises(UserError, match=r"1 of .* clips have no waveform.*save_audio"):
        run(config, "missing")
    meta["settings"]["audio"]["mel"]["f_max"] = 3000.0
    write_json(meta_path(config.processed_dir, "Tones"), meta)
    with pytest.raises(UserError, match=r"mel.f_max is 4000.0, was 3000.0"):
        run(config, "other")
    with pytest.raises(ConfigError, match="fine_tuning needs fine_tuning_mels"):
        parse_experiment_config({"model_type": "HiFiGAN", "train": {"fine_tuning": True}}, "x")


def test_clips_shorter_than_a_segment_are_left_out(tmp_path: Path) -> None:
    config = tiny_config(tmp_path, max_steps=1, segment_size=32 * 50, adversarial_start=9)
    write_processed(config)
    rows = load_rows(config.processed_dir, "Tones", "train")
    long = sum(row["Frames"] >= 50 for row in rows)
    assert 0 < long < len(rows)
    trainer = run(config, "run")
    assert len(trainer.run.train_loader.dataset) == long
    assert len(trainer.run.valid_loader.dataset) == 3


def test_validation_takes_clips_from_everywhere(tmp_path: Path) -> None:
    config = tiny_config(tmp_path, max_steps=1, valid_clips=2, adversarial_start=9)
    write_processed(config, counts=(13, 5))
    trainer = run(config, "run")
    rows = load_rows(config.processed_dir, "Tones", "valid")
    taken = [uid.decode() for uid in trainer.run.valid_loader.dataset.uids]
    assert taken == [rows[0]["Uid"], rows[-1]["Uid"]]


def test_fine_tuning_on_another_models_mels(tmp_path: Path) -> None:
    folder = tmp_path / "aligned"
    options = {"fine_tuning": True, "fine_tuning_mels": str(folder), "max_steps": 1}
    config = tiny_config(tmp_path, **options)
    write_processed(config)
    with pytest.raises(UserError, match=r"no manifest.json here; make these mels with"):
        run(config, "none")
    begin_manifest(folder, config.preprocess, {"checkpoint": "some voice"})
    rows = [r for s in ("train", "valid") for r in load_rows(config.processed_dir, "Tones", s)]
    for row in rows:
        path = mel_path(folder, "Tones", row["Uid"])
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, np.full((10, row["Frames"]), -3.0, dtype=np.float32))
    finish_manifest(folder)
    trainer = run(config, "run")
    for loader, key in ((trainer.run.train_loader, (0, 1)), (trainer.run.valid_loader, 1)):
        item = loader.dataset[key]
        assert (item["mel"] == -3).all()  # theirs
        assert item["waveform"].abs().max() > 0.01  # the recording's
        assert item["waveform"].shape[0] == 32 * item["mel"].shape[1]
    path.unlink()
    with pytest.raises(UserError, match="1 of 3 clips have no mel here"):
        run(config, "missing")


def test_a_rehearsal(tmp_path: Path) -> None:
    config = tiny_config(tmp_path, max_steps=8)
    write_processed(config)
    folder = Path(config.log_dir) / "run"
    report = dry_run(VocoderTrainer(config, folder, plan_start(folder)))
    assert report.longest == "4 utterances of up to 16 frames"
    assert report.steps_per_epoch == 4
    assert not folder.exists()


def test_averaged_weights_are_what_is_tuned(tmp_path: Path) -> None:
    config = tiny_config(tmp_path, max_steps=3, ema_decay=0.5, adversarial_start=9)
    write_processed(config)
    run(config, "source")
    source = Path(config.log_dir) / "source"
    average = load_weights(find_checkpoint(source), "ema")
    still = tiny_config(tmp_path, max_steps=1, lr=1e-12, adversarial_start=9, weight_decay=0.0)
    run(still, "tuned", checkpoint_path=source, resume_type="finetune")
    tuned = load_weights(find_checkpoint(Path(config.log_dir) / "tuned"))
    for name, value in average.items():
        torch.testing.assert_close(tuned[name], value, atol=1e-7, rtol=0)


def test_it_can_be_heard_and_is_none_the_wiser(tmp_path: Path) -> None:
    config = tiny_config(tmp_path)
    write_processed(config)
    evaluation = {"eval_interval": 4, "eval_limit": 2, "eval_metrics": ["mcd"]}
    judged = tiny_config(tmp_path, **evaluation, best_metric="mcd")
    run(config, "without")
    trainer = run(judged, "with")
    one, other = weights(config, "without"), weights(config, "with")
    assert all(torch.equal(one[name], other[name]) for name in one)
    heard = points(config, "with", "eval")
    assert [point["step"] for point in heard] == [4, 8]
    assert trainer.run.state.best_loss == min(point["mcd"] for point in heard)
