"""Speaker embeddings in stage 1: made once, redone where a recording changed, means of training."""

from pathlib import Path

import numpy as np
import pytest
import torch

from config.glowtts import ExperimentConfig
from modules.speaker_encoder import SpeakerEncoder
from processors.audio.speaker_encoding import embed_file, load_speaker_encoder
from processors.preprocess.stage import preprocess
from processors.processed import speaker_embedding
from processors.processed.rows import load_rows
from processors.processed.speaker_embedding import (
    embedding_path,
    load_embedding,
    load_speaker_means,
    update_embeddings,
)
from tests.processors.conftest import Corpus
from tests.processors.encoder_package import write_encoder
from utils.errors import UserError

MODEL = {"speaker_encoder": "resemblyzer"}


@pytest.fixture(autouse=True)
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(write_encoder(tmp_path / "packages").parents[1]))


@pytest.fixture
def config(full_corpus: Corpus) -> ExperimentConfig:
    return full_corpus.config(model=MODEL)


def rows_of(config: ExperimentConfig, *splits: str) -> list[dict]:
    return [row for name in splits for row in load_rows(config.processed_dir, "Mine", name)]


def test_stage_1_makes_what_training_needs(config: ExperimentConfig) -> None:
    preprocess(config)
    encoder = load_speaker_encoder()
    for row in rows_of(config, "train", "valid"):
        value = load_embedding(config.processed_dir, row)
        torch.testing.assert_close(value, embed_file(row["Path"], encoder), atol=1e-5, rtol=1e-4)
    (test_row,) = rows_of(config, "test")
    assert not embedding_path(config.processed_dir, "Mine", test_row["Uid"]).exists()
    train = [load_embedding(config.processed_dir, row) for row in rows_of(config, "train")]
    mean = torch.stack(train).mean(0)
    means = load_speaker_means(config)
    torch.testing.assert_close(means, {"Mine": mean / mean.norm()})


def test_again_only_what_changed(full_corpus: Corpus, config: ExperimentConfig, changed) -> None:
    preprocess(config)
    pattern = "speaker_embeddings/*.np*"
    before = full_corpus.times(pattern)
    preprocess(config)
    assert full_corpus.times(pattern) == before
    uid = rows_of(config, "train")[0]["Uid"]
    full_corpus.audio(uid, 0.9)
    mean = load_speaker_means(config)["Mine"]
    preprocess(config)
    assert changed(before, full_corpus.times(pattern)) == {f"{uid}.npy", "means.npz"}
    assert not torch.equal(mean, load_speaker_means(config)["Mine"])


def test_a_kill_costs_the_batch_in_work(
    full_corpus: Corpus, config: ExperimentConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed, calls = SpeakerEncoder.embed, []

    def third_fails(self: SpeakerEncoder, parts: list) -> torch.Tensor:
        calls.append(len(parts))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return embed(self, parts)

    monkeypatch.setattr(speaker_embedding, "BATCH", 2)
    monkeypatch.setattr(SpeakerEncoder, "embed", third_fails)
    with pytest.raises(KeyboardInterrupt):
        preprocess(config)
    with pytest.raises(UserError, match="no speaker embeddings by 'resemblyzer' here; run stage 1"):
        load_speaker_means(config)
    folder = config.processed_dir / "Mine" / "speaker_embeddings"
    with (folder / ".journal.jsonl").open("a") as file:
        file.write('["clip')  # torn by the kill
    np.save(folder / ".clip0.abc.npy", np.zeros(256))  # half written
    done = set(full_corpus.times("speaker_embeddings/clip*.npy"))
    assert len(done) == 4
    assert update_embeddings(config, "Mine", 1) == len(rows_of(config, "train", "valid")) - 4
    assert not list(folder.glob(".clip0*"))
    assert update_embeddings(config, "Mine", 1) == 0

    load_speaker_means(config)
    full_corpus.audio(rows_of(config, "train")[0]["Uid"], 0.9)
    calls[:] = [0, 0]
    with pytest.raises(KeyboardInterrupt):
        preprocess(config)
    with pytest.raises(UserError, match="no speaker embeddings"):  # no longer those of the data
        load_speaker_means(config)


def test_worker_processes_give_the_same(full_corpus: Corpus, config: ExperimentConfig) -> None:
    preprocess(config)
    mean = load_speaker_means(config)["Mine"]
    for path in (config.processed_dir / "Mine" / "speaker_embeddings").glob("*.npy"):
        path.unlink()
    assert update_embeddings(config, "Mine", 2) == 7
    torch.testing.assert_close(load_speaker_means(config)["Mine"], mean, atol=1e-6, rtol=1e-5)


def test_without_an_encoder_there_are_none(full_corpus: Corpus, config: ExperimentConfig) -> None:
    preprocess(full_corpus.config())
    assert not (config.processed_dir / "Mine" / "speaker_embeddings").exists()
    with pytest.raises(UserError, match="no speaker embeddings"):
        load_speaker_means(config)


def test_a_recording_that_went_missing_is_named(config: ExperimentConfig) -> None:
    preprocess(config)
    path = Path(rows_of(config, "train")[0]["Path"])
    path.unlink()
    with pytest.raises(UserError, match=rf"{path.name}: missing.*run stage 1"):
        update_embeddings(config, "Mine", 1)


def test_files_that_hold_something_else_are_refused(config: ExperimentConfig) -> None:
    preprocess(config)
    row = rows_of(config, "train")[0]
    np.save(embedding_path(config.processed_dir, "Mine", row["Uid"]), np.zeros(3))
    with pytest.raises(UserError, match="not an embedding"):
        load_embedding(config.processed_dir, row)


def test_the_encoder_decides_the_width() -> None:
    with pytest.raises(ValueError, match="speaker_channels must be 256"):
        ExperimentConfig(model={**MODEL, "speaker_channels": 64})
