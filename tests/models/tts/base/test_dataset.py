"""Items and batches: the ids of inference, the mels of stage 1, padding, and early refusals."""

import pickle
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from config.glowtts import ExperimentConfig
from config.schema import TextConfig
from models.tts.base.dataset import AcousticDataset, collate
from models.tts.base.training_data import batch_multiples
from processors.processed.paths import mel_path, meta_path, phone_path
from processors.processed.rows import load_rows
from processors.text.processor import TextProcessor
from processors.text.symbols import SymbolTable
from tests.models.tts.glowtts.processed import N_MELS, tiny_config, write_processed
from utils.errors import UserError


@pytest.fixture
def config(tmp_path: Path) -> ExperimentConfig:
    config = tiny_config(tmp_path)
    write_processed(config, speakers=("Toy_Ann", "Toy_Bob"))
    return config


def make(config: ExperimentConfig, **options) -> AcousticDataset:
    if "rows" not in options:
        options["rows"] = load_rows(config.processed_dir, "Toy", "train")
    values = {
        "processed_dir": config.processed_dir,
        "symbols": SymbolTable.default(),
        "add_blank": True,
        "speakers": {"Toy_Ann": 0, "Toy_Bob": 1},
        "frame_multiple": 2,
    }
    return AcousticDataset(**{**values, **options})


@pytest.mark.parametrize("add_blank", [True, False])
def test_ids_are_those_of_inference(config: ExperimentConfig, add_blank: bool) -> None:
    dataset = make(config, add_blank=add_blank)
    processor = TextProcessor(TextConfig(add_blank=add_blank), SymbolTable.default())
    for i in range(len(dataset)):
        item = dataset[i]
        phones = phone_path(config.processed_dir, "Toy", item["uid"]).read_text()
        assert item["phone_ids"].tolist() == processor.encode(phones)
        assert len(item["phone_ids"]) == (2 * len(phones) + 1 if add_blank else len(phones))


def test_mels_and_speakers_are_those_of_stage_1(config: ExperimentConfig) -> None:
    dataset = make(config)
    rows = load_rows(config.processed_dir, "Toy", "train")
    assert len(dataset) == len(rows) == 18
    for i, row in enumerate(rows):
        item = dataset[i]
        assert item["uid"] == row["Uid"]
        expected = np.load(mel_path(config.processed_dir, "Toy", row["Uid"]))
        np.testing.assert_array_equal(item["mel"].numpy(), expected)
        assert item["mel"].shape == (N_MELS, row["Frames"])
        assert item["speaker_id"] == {"Toy_Ann": 0, "Toy_Bob": 1}[row["Singer"]]


def test_construction_opens_no_file(config: ExperimentConfig, monkeypatch) -> None:
    rows = load_rows(config.processed_dir, "Toy", "train")
    opened = []
    monkeypatch.setattr("builtins.open", lambda *_: opened.append("open"))
    monkeypatch.setattr(Path, "open", lambda *_: opened.append("open"))
    monkeypatch.setattr(Path, "stat", lambda *_, **__: opened.append("stat"))
    make(config, rows=rows)
    assert opened == []


def test_no_python_object_for_each_row(config: ExperimentConfig) -> None:
    few, many = (
        make(config, rows=load_rows(config.processed_dir, "Toy", "train") * n) for n in (1, 9)
    )
    columns = {name: v for name, v in vars(many).items() if isinstance(v, np.ndarray)}
    assert all(len(column) == len(many) and column.dtype != object for column in columns.values())
    others = [
        len(pickle.dumps({n: v for n, v in vars(dataset).items() if n not in columns}))
        for dataset in (few, many)
    ]
    assert others[0] == others[1]


def test_collate(config: ExperimentConfig) -> None:
    dataset = make(config)
    items = [dataset[i] for i in range(5)]
    batch = collate(items, pad_id=99, many_speakers=True)
    assert batch["uids"] == [item["uid"] for item in items]
    assert batch["speaker_ids"].tolist() == [0, 1, 0, 1, 0]
    assert batch["mel"].is_contiguous()
    assert batch["mel"].shape == (5, N_MELS, max(batch["mel_lengths"]))
    assert batch["phone_ids"].dtype == batch["phone_lengths"].dtype == torch.int64
    for i, item in enumerate(items):
        n_phones, n_frames = int(batch["phone_lengths"][i]), int(batch["mel_lengths"][i])
        assert torch.equal(batch["phone_ids"][i, :n_phones], item["phone_ids"])
        assert (batch["phone_ids"][i, n_phones:] == 99).all()
        assert torch.equal(batch["mel"][i, :, :n_frames], item["mel"])
        assert not batch["mel"][i, :, n_frames:].any()
    assert collate(items, pad_id=0, many_speakers=False)["speaker_ids"] is None
    pickle.dumps((dataset, partial(collate, pad_id=0, many_speakers=True)))  # for spawned workers


def test_lengths_of_a_batch_are_rounded_up(config: ExperimentConfig) -> None:
    items = [make(config)[i] for i in range(5)]
    plain = collate(items, pad_id=7, many_speakers=False)
    batch = collate(items, pad_id=7, many_speakers=False, text_multiple=16, mel_multiple=32)
    T_text, T_mel = plain["phone_ids"].shape[1], plain["mel"].shape[2]
    assert batch["phone_ids"].shape[1] == -(-T_text // 16) * 16 > T_text
    assert batch["mel"].shape[2] == -(-T_mel // 32) * 32 > T_mel
    assert torch.equal(batch["phone_ids"][:, :T_text], plain["phone_ids"])
    assert (batch["phone_ids"][:, T_text:] == 7).all()
    assert torch.equal(batch["mel"][:, :, :T_mel], plain["mel"])
    assert not batch["mel"][:, :, T_mel:].any()
    for name in ("phone_lengths", "mel_lengths", "uids"):
        assert list(batch[name]) == list(plain[name])


def test_only_batches_for_a_gpu_are_rounded_up() -> None:
    assert batch_multiples(torch.device("cuda", 1)) == {"text_multiple": 16, "mel_multiple": 32}
    assert batch_multiples(torch.device("cpu")) == {}


def test_unknown_speaker(config: ExperimentConfig) -> None:
    with pytest.raises(UserError, match=r"1 speakers of the data are not in .* table: Toy_Bob"):
        make(config, speakers={"Toy_Ann": 0})


def test_more_phones_than_frames(config: ExperimentConfig) -> None:
    rows = load_rows(config.processed_dir, "Toy", "train")
    rows[3] = {**rows[3], "Phones": 21, "Frames": 21}  # 20 after the squeeze
    with pytest.raises(UserError, match=r"1 utterances have .* toy-003 \(21 phones, 21 frames\)"):
        make(config, rows=rows)
    rows[3] = {**rows[3], "Frames": 22}
    make(config, rows=rows)


def test_nothing_there(config: ExperimentConfig) -> None:
    with pytest.raises(UserError, match="no utterances"):
        make(config, rows=[])
    meta_path(config.processed_dir, "Toy").unlink()
    with pytest.raises(UserError, match="stage 1"):
        make(config)


def test_features_that_changed_are_noticed(config: ExperimentConfig) -> None:
    dataset = make(config)
    path = mel_path(config.processed_dir, "Toy", "toy-001")
    np.save(path, np.zeros((N_MELS, 7), dtype=np.float32))
    with pytest.raises(UserError, match="toy-001"):
        dataset[1]
