"""Freezing, averaging, budgets and the dry run with the real model, at tiny size."""

from pathlib import Path

import pytest
import torch

from bins.tts.train import main
from config.glowtts import ExperimentConfig
from config.load import save_config
from models.base.checkpoint.checkpoint import find_checkpoint, load_weights
from models.base.dry_run import dry_run
from models.base.start import Start
from models.tts.glowtts import GlowTTS
from models.tts.glowtts.trainer import GlowTTSTrainer
from modules.flow import ActNorm
from modules.module_state import fold_weight_norm
from tests.models.base.toy import reset_accelerate
from tests.models.tts.glowtts.processed import tiny_config, write_processed


@pytest.fixture(autouse=True)
def _fresh_accelerate(monkeypatch):
    monkeypatch.setattr(GlowTTSTrainer, "write_samples", lambda self: None)  # Griffin-Lim is slow
    reset_accelerate()
    yield
    reset_accelerate()


def prepared(folder: Path, **train) -> ExperimentConfig:
    config = tiny_config(folder, **train)
    write_processed(config)
    return config


def run(config: ExperimentConfig, name: str, start: Start | None = None) -> GlowTTSTrainer:
    trainer = GlowTTSTrainer(config, Path(config.log_dir) / name, start or Start())
    trainer.train()
    return trainer


def test_a_frozen_decoder_is_initialized_and_stays(tmp_path: Path) -> None:
    config = prepared(tmp_path, freeze=["decoder.flows.*"], max_steps=4)
    trainer = GlowTTSTrainer(config, tmp_path / "run", Start())
    trainer.prepare()
    norms = [m for m in trainer.run.raw_model.modules() if isinstance(m, ActNorm)]
    assert all(norm.initialized and not norm.training for norm in norms)
    before = {name: value.clone() for name, value in trainer.run.raw_model.state_dict().items()}
    trainer = GlowTTSTrainer(config, tmp_path / "run", Start())
    trainer.train()
    after = load_weights(find_checkpoint(tmp_path / "run"))
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert {name.split(".")[0] for name in moved} == {"encoder", "duration_predictor", "tempo"}


def test_synthesis_and_finetuning_take_the_average(tmp_path: Path) -> None:
    config = prepared(tmp_path, ema_decay=0.9)
    run(config, "source")
    source = find_checkpoint(Path(config.log_dir) / "source")
    raw, averaged = load_weights(source), load_weights(source, "ema")
    assert raw.keys() == averaged.keys()

    voice = GlowTTS.from_checkpoint(source)
    trainer = GlowTTSTrainer(config, tmp_path / "tuned", Start("finetune", source))
    trainer.prepare()
    name = "encoder.embedding.weight"
    for model in (voice, trainer.run.raw_model):
        assert torch.equal(model.state_dict()[name], averaged[name])
    assert not torch.equal(raw[name], averaged[name])
    torch.testing.assert_close(trainer.run.ema.state_dict()[name], averaged[name])

    resumed = GlowTTSTrainer(config, tmp_path / "resumed", Start("resume", source))
    resumed.prepare()
    assert torch.equal(resumed.run.raw_model.state_dict()[name], raw[name])
    with resumed.run.ema.in_place():  # validation: the same voice as inference
        fold_weight_norm(resumed.run.raw_model)
        folded = resumed.run.raw_model.state_dict()
        assert all(torch.equal(value, folded[key]) for key, value in voice.state_dict().items())


def test_a_frame_budget_holds_for_its_batches(tmp_path: Path) -> None:
    trainer = GlowTTSTrainer(prepared(tmp_path, max_frames=100), tmp_path / "run", Start())
    trainer.prepare()
    for loader in (trainer.run.train_loader, trainer.run.valid_loader):
        shapes = [batch["mel"].shape for batch in loader]
        assert all(B * T <= 100 or B == 1 for B, _, T in shapes)
        assert sum(B for B, _, _ in shapes) == len(loader.dataset)
    B, _, T = trainer.run.load_batch(trainer.run.train_loader.batch_sampler.longest_batch())[
        "mel"
    ].shape
    assert max(b["mel"].shape[0] * b["mel"].shape[2] for b in trainer.run.train_loader) == B * T


def test_the_script_rehearses_and_keeps_nothing(tmp_path: Path, monkeypatch, capsys) -> None:
    config = prepared(tmp_path)
    save_config(config, tmp_path / "config.json")
    before = sorted(tmp_path.rglob("*"))
    arguments = ["--config", str(tmp_path / "config.json"), "--exp_name", "run", "--dry_run"]
    monkeypatch.setattr("sys.argv", ["train.py", *arguments])
    assert main() == 0
    assert sorted(tmp_path.rglob("*")) == before
    printed = capsys.readouterr().out
    assert "dry run of run" in printed
    assert "after 8 steps" in printed
    report = dry_run(GlowTTSTrainer(config, tmp_path / "runs" / "run", Start()))
    assert report.steps_per_epoch == 5
    assert f"of up to {max(_frames(config))} frames" in report.longest


def _frames(config: ExperimentConfig) -> list[int]:
    from processors.processed.rows import load_rows

    return [row["Frames"] for row in load_rows(config.processed_dir, "Toy", "train")]
