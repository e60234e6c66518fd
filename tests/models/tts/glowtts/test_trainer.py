"""Training of the real model at tiny size: learning, exact resume, refusals."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from config.glowtts import ExperimentConfig
from models.base.checkpoint.checkpoint import (
    find_checkpoint,
    list_checkpoints,
    read_document,
)
from models.base.start import Start
from models.tts.base.voice import Voice
from models.tts.glowtts import GlowTTS
from models.tts.glowtts.trainer import GlowTTSTrainer
from modules.flow import ActNorm
from processors.text.symbols import SymbolTable
from tests.models.tts.glowtts.runs import (
    adjust,
    assert_same_weights,
    contents,
    points,
    run,
    weights,
)
from utils.errors import UserError
from utils.files import write_json

write_samples = GlowTTSTrainer.write_samples

pytestmark = pytest.mark.usefixtures("quick_runs")


def test_it_learns_and_is_seen_to(config: ExperimentConfig, monkeypatch) -> None:
    monkeypatch.setattr(GlowTTSTrainer, "write_samples", write_samples)
    config = adjust(
        config,
        train={
            **{"max_steps": 60, "warmup": 30, "log_interval": 10, "valid_interval": 20},
            **{"sample_interval": 60, "save_interval": 60},
        },
    )
    run(config, "run")
    train, valid = points(config, "run", "train"), points(config, "run", "valid")
    assert train[-1]["mle"] < train[0]["mle"] - 0.2
    assert train[-1]["duration"] < train[0]["duration"]
    assert valid[-1]["loss"] < valid[0]["loss"]
    assert train[-1]["frames_per_second"] > 0
    folder = Path(config.log_dir) / "run"
    board = EventAccumulator(str(folder / "log"))
    board.Reload()
    tags = board.Tags()
    names = ("loss", "mle", "duration", "lr", "grad_norm", "frames_per_second", "data_wait")
    assert {f"train/{name}" for name in names} <= set(tags["scalars"])
    assert {"valid/loss", "valid/mle", "valid/duration"} <= set(tags["scalars"])
    assert set(tags["images"]) == {"alignment", "mel"}
    assert set(tags["audio"]) == {"audio/predicted", "audio/true"}

    voice = Voice.from_checkpoint(folder)  # what was saved speaks
    assert voice.config == config
    ids = torch.tensor([voice.symbols.encode("ən tɪs", True)[0]])
    spoken = voice.model.synthesize(ids, torch.tensor([ids.shape[1]]))
    assert spoken.mel.isfinite().all()
    for name in ("args.json", "symbols.json", "spk2id.json"):
        own = json.loads((folder / name).read_text())
        assert own == read_document(find_checkpoint(folder), name)
    assert read_document(folder, "symbols.json") == SymbolTable.default().to_json()
    assert read_document(folder, "spk2id.json") == {"Toy": 0}


def test_the_pull_to_the_diagonal_fades_and_is_for_training_only(
    config: ExperimentConfig, monkeypatch
) -> None:
    seen = []
    forward = GlowTTS.forward

    def spy(self, *args, **kwargs):
        seen.append((self.training, kwargs.get("diagonal_weight", 0.0)))
        return forward(self, *args, **kwargs)

    monkeypatch.setattr(GlowTTS, "forward", spy)
    run(adjust(config, train={"diagonal_weight": 8.0, "diagonal_steps": 2, "max_steps": 3}), "a")
    training = [weight for train_mode, weight in seen if train_mode]
    assert training[-3:] == [8.0, 4.0, 0.0]
    assert not any(weight for train_mode, weight in seen if not train_mode)


@pytest.mark.parametrize("num_workers", [0, 2])
def test_interrupted_equals_uninterrupted(config: ExperimentConfig, num_workers: int) -> None:
    config = adjust(config, train={"num_workers": num_workers, "max_steps": 9})
    run(config, "whole")
    run(adjust(config, train={"max_steps": 3}), "parts")  # in the middle of an epoch of 5 batches
    torch.rand(3)
    run(adjust(config, train={"max_steps": 7}), "parts", resume=True)
    run(config, "parts", resume=True)
    assert_same_weights(weights(config, "whole"), weights(config, "parts"))
    states = [
        torch.load(find_checkpoint(Path(config.log_dir) / name) / "optimizer.pt", weights_only=True)
        for name in ("whole", "parts")
    ]
    for key, values in states[0]["model"]["state"].items():
        for name, value in values.items():
            assert torch.equal(value, states[1]["model"]["state"][key][name])


def test_recomputed_blocks_train_the_same_weights(config: ExperimentConfig) -> None:
    config = adjust(config, train={"max_steps": 4})
    run(config, "plain")
    config = adjust(config, train={"activation_checkpointing": True})
    run(adjust(config, train={"max_steps": 2}), "parts")
    trainer = run(config, "parts", resume=True)
    assert trainer.run.raw_model.decoder.recompute_blocks
    assert_same_weights(weights(config, "plain"), weights(config, "parts"))


def test_actnorm_is_initialized_on_real_frames_and_once(
    config: ExperimentConfig, monkeypatch
) -> None:
    trainer = run(adjust(config, train={"max_steps": 1, "lr": 1e-9}), "run")
    norms = [m for m in trainer.run.raw_model.modules() if isinstance(m, ActNorm)]
    assert norms
    assert all(norm.initialized for norm in norms)
    batch = trainer.run.first_batch()
    x, mask = _squeezed(batch, trainer)
    z, _ = norms[0](x, mask)
    real = z.transpose(1, 2)[mask.squeeze(1).bool()]
    torch.testing.assert_close(real.mean(0), torch.zeros(z.shape[1]), atol=1e-3, rtol=0)
    torch.testing.assert_close(real.std(0, correction=0), torch.ones(z.shape[1]), atol=1e-3, rtol=0)
    monkeypatch.setattr(ActNorm, "_initialize", lambda *_: pytest.fail("initialized again"))
    run(adjust(config, train={"max_steps": 2}), "run", resume=True)
    run(config, "tuned", checkpoint_path=Path(config.log_dir) / "run", resume_type="finetune")


def _squeezed(batch: dict[str, Any], trainer: GlowTTSTrainer) -> tuple[torch.Tensor, torch.Tensor]:
    from modules.flow import squeeze
    from utils.mask import sequence_mask

    n_frames = batch["mel"].shape[2] // 2 * 2
    mask = sequence_mask(batch["mel_lengths"] // 2 * 2, n_frames)
    return squeeze(batch["mel"][:, :, :n_frames] * mask, mask, trainer.config.model.n_sqz)


def test_losses_are_averages_over_real_elements(config: ExperimentConfig) -> None:
    """Two accumulated batches divide by what both hold, as one batch of all would."""
    config = adjust(config, model={"p_dropout": 0.0, "p_dropout_dec": 0.0})
    trainer = GlowTTSTrainer(config, Path(config.log_dir) / "run", Start())
    trainer.prepare()
    for module in trainer.run.raw_model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # the prenet's is fixed
    dataset, collate = trainer.run.train_loader.dataset, trainer.run.train_loader.collate_fn
    together = collate([dataset[i] for i in range(6)])
    parts = [collate([dataset[0]]), collate([dataset[i] for i in range(1, 6)])]
    expected = trainer.training_step(together)
    trainer.loss_normalizers = trainer.shared_normalizers(parts)
    losses = [trainer.training_step(part) for part in parts]
    for name, value in expected.items():
        mean = sum(loss[name] for loss in losses) / 2
        torch.testing.assert_close(mean, value, rtol=1e-4, atol=1e-5)


def test_resume_keeps_the_runs_own_numbering(config: ExperimentConfig) -> None:
    run(adjust(config, train={"max_steps": 2}), "run")
    folder = Path(config.log_dir) / "run"
    checkpoint = find_checkpoint(folder)
    # The run was begun with another order of symbols, as an older toolkit might have had it.
    table = SymbolTable.default()
    shuffled = SymbolTable(list(reversed(table.symbols))).to_json()
    for path in (folder, checkpoint):
        write_json(path / "symbols.json", shuffled)
    trainer = run(adjust(config, train={"max_steps": 4}), "run", resume=True)
    for path in (folder, find_checkpoint(folder)):
        assert read_document(path, "symbols.json") == shuffled
    assert find_checkpoint(folder) != checkpoint
    dataset = trainer.run.train_loader.dataset
    assert dataset.symbols.to_json() == shuffled
    last = len(table) - 1
    flipped = [last - index for index in dataset[0]["phone_ids"].tolist()]
    dataset.symbols = table
    assert dataset[0]["phone_ids"].tolist() == flipped


def test_another_model_is_not_resumed(config: ExperimentConfig) -> None:
    run(adjust(config, train={"max_steps": 1}), "run")
    with pytest.raises(UserError, match=r"model.n_blocks_dec: 2 -> 3"):
        run(adjust(config, model={"n_blocks_dec": 3}), "run", resume=True)


def test_features_made_otherwise_are_refused(config: ExperimentConfig) -> None:
    other = adjust(config, preprocess={"mel": {"n_mels": 8, "hop_length": 200}})
    with pytest.raises(UserError, match="hop_length"):
        run(other, "run")
    assert not list_checkpoints(Path(config.log_dir) / "run")


def test_resume_from_another_run_leaves_it_alone(config: ExperimentConfig) -> None:
    run(adjust(config, train={"max_steps": 4}), "first")
    run(adjust(config, train={"max_steps": 6}), "whole")
    before = contents(Path(config.log_dir) / "first")
    source = Path(config.log_dir) / "first"
    run(adjust(config, train={"max_steps": 6, "keep_last": 1}), "second", checkpoint_path=source)
    assert contents(source) == before
    assert_same_weights(weights(config, "second"), weights(config, "whole"))
    assert (Path(config.log_dir) / "second" / "symbols.json").is_file()


def test_speakers_of_unused_corpora_are_left_out(config: ExperimentConfig) -> None:
    write_json(config.processed_dir / "spk2id.json", {"Other_1": 0, "Other_2": 1, "Toy": 2})
    trainer = GlowTTSTrainer(config, Path(config.log_dir) / "run", Start())
    trainer.prepare()
    assert trainer.speakers == {"Toy": 0}
    assert trainer.run.raw_model.speaker_table is None


def test_samples_wait_until_durations_make_sense(
    config: ExperimentConfig, monkeypatch, caplog
) -> None:
    from models.tts.glowtts.durations import DurationError

    def absurd(*_: Any, **__: Any) -> None:
        raise DurationError("thousands of frames")

    monkeypatch.setattr(GlowTTS, "synthesize", absurd)
    monkeypatch.setattr(GlowTTSTrainer, "write_samples", write_samples)
    with caplog.at_level(logging.INFO):
        assert run(config, "run").outcome == "finished"
    assert "no sample yet: thousands of frames" in caplog.text
