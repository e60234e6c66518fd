"""Training of the real model at tiny size: learning, exact resume, finetuning, refusals."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from models.base.checkpoint import (
    find_checkpoint,
    list_checkpoints,
    load_weights,
    read_document,
    save_checkpoint,
)
from models.base.experiment import Start, plan_start
from models.tts.glowtts import GlowTTS
from models.tts.glowtts.trainer import GlowTTSTrainer
from modules.flow import ActNorm
from processors.text.symbols import SymbolTable
from tests.models.base.toy import reset_accelerate
from tests.models.tts.glowtts.processed import tiny_config, write_processed
from utils.errors import UserError
from utils.files import write_json
from utils.schema import ExperimentConfig

write_samples = GlowTTSTrainer.write_samples


@pytest.fixture(autouse=True)
def _fresh_accelerate(monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(GlowTTSTrainer, "write_samples", lambda self: None)  # Griffin-Lim is slow
    reset_accelerate()
    yield
    reset_accelerate()


@pytest.fixture
def config(tmp_path: Path) -> ExperimentConfig:
    config = tiny_config(tmp_path)
    write_processed(config)
    return config


def adjust(config: ExperimentConfig, **sections: dict[str, Any]) -> ExperimentConfig:
    values = config.model_dump()
    for section, changes in sections.items():
        values[section] = {**values[section], **changes}
    return ExperimentConfig(**values)


def run(config: ExperimentConfig, name: str, **options) -> GlowTTSTrainer:
    folder = Path(config.log_dir) / name
    trainer = GlowTTSTrainer(config, folder, plan_start(folder, **options))
    trainer.outcome = trainer.train()
    return trainer


def weights(config: ExperimentConfig, name: str) -> dict[str, torch.Tensor]:
    return load_weights(find_checkpoint(Path(config.log_dir) / name))


def assert_same_weights(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> None:
    assert a.keys() == b.keys()
    for name in a:
        assert torch.equal(a[name], b[name]), name


def points(config: ExperimentConfig, name: str, split: str) -> list[dict[str, Any]]:
    lines = (Path(config.log_dir) / name / "log" / "metrics.jsonl").read_text().splitlines()
    return [point for point in map(json.loads, lines) if point["split"] == split]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


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

    model = GlowTTS.from_checkpoint(folder)  # what was saved speaks
    assert model.config == config
    ids = torch.tensor([model.symbols.encode("ən tɪs", True)[0]])
    spoken = model.synthesize(ids, torch.tensor([ids.shape[1]]))
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


def test_actnorm_is_initialised_on_real_frames_and_once(
    config: ExperimentConfig, monkeypatch
) -> None:
    trainer = run(adjust(config, train={"max_steps": 1, "lr": 1e-9}), "run")
    norms = [m for m in trainer.raw_model.modules() if isinstance(m, ActNorm)]
    assert norms
    assert all(norm.initialized for norm in norms)
    batch = trainer._first_batch()
    x, mask = _squeezed(batch, trainer)
    z, _ = norms[0](x, mask)
    real = z.transpose(1, 2)[mask.squeeze(1).bool()]
    torch.testing.assert_close(real.mean(0), torch.zeros(z.shape[1]), atol=1e-3, rtol=0)
    torch.testing.assert_close(real.std(0, correction=0), torch.ones(z.shape[1]), atol=1e-3, rtol=0)
    monkeypatch.setattr(ActNorm, "_initialize", lambda *_: pytest.fail("initialised again"))
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
    for module in trainer.raw_model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # the prenet's is fixed
    dataset, collate = trainer.train_loader.dataset, trainer.train_loader.collate_fn
    together = collate([dataset[i] for i in range(6)])
    parts = [collate([dataset[0]]), collate([dataset[i] for i in range(1, 6)])]
    expected = trainer.training_step(together)
    trainer.denominators = trainer._shared_denominators(parts)
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
    dataset = trainer.train_loader.dataset
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


def test_finetune_starts_as_the_source_and_never_touches_it(
    config: ExperimentConfig, caplog
) -> None:
    source = Path(config.log_dir) / "source"
    run(adjust(config, train={"save_interval": 2, "max_steps": 6}), "source")
    before = contents(source)
    tuned = adjust(config, train={"max_steps": 5, "save_interval": 1, "keep_last": 1, "lr": 1e-9})
    with caplog.at_level(logging.INFO):
        trainer = run(tuned, "tuned", checkpoint_path=source, resume_type="finetune")
    assert contents(source) == before
    assert trainer.state.step == 5  # counted anew
    assert len(list_checkpoints(Path(config.log_dir) / "tuned")) <= 2
    old, new = weights(config, "source"), weights(config, "tuned")
    for name in old:
        torch.testing.assert_close(new[name], old[name], atol=1e-6, rtol=1e-5)
    assert "weights loaded as they are" in caplog.text
    again = run(adjust(tuned, train={"max_steps": 6}), "tuned", resume=True)
    assert again.state.step == 6


def test_finetune_maps_symbols_by_name(config: ExperimentConfig) -> None:
    symbols = ["_", "ɪ", "#", "ə", "t", " "]
    table = SymbolTable(symbols, pad="_", blank="#")
    source = _save_source(config, table, {"someone": 0})
    trainer = GlowTTSTrainer(config, Path(config.log_dir) / "tuned", Start("finetune", source))
    trainer.prepare()
    old = load_weights(source)["encoder.embedding.weight"]
    new = trainer.raw_model.state_dict()["encoder.embedding.weight"]
    ids = SymbolTable.default().ids
    for symbol, ours in {"ɪ": "ɪ", "ə": "ə", "t": "t", " ": " ", "_": "<pad>"}.items():
        assert torch.equal(new[ids[ours]], old[table.ids[symbol]])
    assert torch.equal(new[SymbolTable.default().blank_id], old[table.ids["#"]])


def test_one_speaker_becomes_several_without_a_jump(config: ExperimentConfig) -> None:
    source = _save_source(config, SymbolTable.default(), {"Toy": 0})
    write_processed(config, speakers=("Toy_Ann", "Toy_Bob"))
    trainer = GlowTTSTrainer(config, Path(config.log_dir) / "tuned", Start("finetune", source))
    trainer.prepare()
    assert trainer.speakers == {"Toy_Ann": 0, "Toy_Bob": 1}
    single, several = GlowTTS.from_checkpoint(source), trainer.raw_model.eval()
    batch = trainer._first_batch()
    inputs = {k: v for k, v in batch.items() if k not in ("uids", "speaker_ids")}
    with torch.no_grad():
        expected = single(**inputs)
        output = several(**inputs, speaker_ids=batch["speaker_ids"])
    for name in ("z", "log_det", "prior_mean", "log_durations"):
        torch.testing.assert_close(
            getattr(output, name), getattr(expected, name), atol=1e-4, rtol=1e-4
        )


def test_speakers_keep_their_rows_when_others_join(config: ExperimentConfig) -> None:
    write_processed(config, speakers=("Toy_Ann", "Toy_Bob"))
    run(adjust(config, train={"max_steps": 2}), "source")
    source = find_checkpoint(Path(config.log_dir) / "source")
    assert read_document(source, "spk2id.json") == {"Toy_Ann": 0, "Toy_Bob": 1}
    write_processed(config, speakers=("Toy_Aaron", "Toy_Ann", "Toy_Bob"))
    with pytest.raises(UserError, match="Toy_Aaron"):
        run(adjust(config, train={"max_steps": 4}), "source", resume=True)
    trainer = GlowTTSTrainer(config, Path(config.log_dir) / "tuned", Start("finetune", source))
    trainer.prepare()
    old = load_weights(source)["speaker_table.weight"]
    new = trainer.raw_model.speaker_table.weight
    assert trainer.speakers == {"Toy_Ann": 0, "Toy_Bob": 1, "Toy_Aaron": 2}
    assert torch.equal(new[:2], old)


def test_finetune_to_other_sizes_is_refused(config: ExperimentConfig) -> None:
    source = _save_source(config, SymbolTable.default(), {"Toy": 0})
    wider = adjust(config, model={"hidden_channels": 32})
    trainer = GlowTTSTrainer(wider, Path(config.log_dir) / "tuned", Start("finetune", source))
    with pytest.raises(UserError, match=r"encoder.embedding.weight +\d+x16 +\d+x32"):
        trainer.prepare()


def test_speakers_of_unused_corpora_are_left_out(config: ExperimentConfig) -> None:
    write_json(config.processed_dir / "spk2id.json", {"Other_1": 0, "Other_2": 1, "Toy": 2})
    trainer = GlowTTSTrainer(config, Path(config.log_dir) / "run", Start())
    trainer.prepare()
    assert trainer.speakers == {"Toy": 0}
    assert trainer.raw_model.speaker_table is None


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


def _save_source(config: ExperimentConfig, table: SymbolTable, speakers: dict[str, int]) -> Path:
    """A checkpoint of a model whose every weight has moved, with a symbol table of its own."""
    model = GlowTTS(
        len(table), config.preprocess.mel.n_mels, len(speakers), **config.model.model_dump()
    )
    with torch.no_grad():
        for value in model.parameters():
            value.add_(torch.randn_like(value) * 0.05)
    for module in model.modules():
        if isinstance(module, ActNorm):
            module.initialized.fill_(True)
    from models.base.checkpoint import TrainingState

    documents = {
        "args.json": config.model_dump(mode="json"),
        "symbols.json": table.to_json(),
        "spk2id.json": speakers,
    }
    parent = Path(config.log_dir) / "other" / "checkpoint"
    return save_checkpoint(parent, TrainingState(step=1), {"model": model.state_dict()}, documents)
