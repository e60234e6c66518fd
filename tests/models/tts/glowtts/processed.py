"""Processed data without recordings: every phone is a fixed spectrum, held for a few frames."""

from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from config.glowtts import ExperimentConfig
from processors.processed import speaker_embedding
from processors.processed.feature_settings import feature_settings
from processors.processed.paths import mel_path, meta_path, phone_path, speakers_path, split_path
from tests.models.tts.glowtts.tiny import SIZES
from utils.files import write_json, write_json_rows, write_text

N_MELS = 8
PHONES = "əɪtnsɹlɛʃ "


def tiny_config(folder: Path, **train: Any) -> ExperimentConfig:
    """A model and data small enough for tests, all below ``folder``."""
    settings = {
        "batch_size": 4,
        "max_epoch": None,
        "max_steps": 8,
        "warmup": 20,
        "num_workers": 0,
        "log_interval": 2,
        "valid_interval": 5,
        "sample_interval": 5,
        "save_interval": 4,
    }
    return ExperimentConfig(
        dataset=["Toy"],
        dataset_path={"Toy": str(folder / "corpus")},
        log_dir=str(folder / "runs"),
        preprocess={
            "processed_dir": str(folder / "processed"),
            "mel": {"n_mels": N_MELS},
        },
        model={**SIZES, "p_dropout": 0.1, "p_dropout_dec": 0.05},
        train={**settings, **train},
    )


def write_processed(
    config: ExperimentConfig,
    speakers: tuple[str, ...] = ("Toy",),
    counts: tuple[int, int] = (18, 3),
) -> None:
    """What stage 1 would leave for ``config``: ``counts`` training and validation utterances."""
    folder, rng = config.processed_dir, np.random.default_rng(0)
    n_mels = config.preprocess.mel.n_mels
    spectra = rng.normal(-4, 2, (len(PHONES) + 1, n_mels))
    ends = np.cumsum([0, *counts, 1]).tolist()
    for split, first, end in zip(("train", "valid", "test"), ends, ends[1:], strict=False):
        rows = []
        for i in range(first, end):
            symbols = rng.integers(0, len(PHONES), rng.integers(3, 12))
            ids = np.full(2 * len(symbols) + 1, len(PHONES))
            ids[1::2] = symbols
            frames = np.repeat(ids, rng.integers(1, 5, len(ids)))
            if len(frames) % 2 and len(frames) < len(ids) + 2:
                frames = np.append(frames, frames[-1])
            mel = (spectra[frames] + rng.normal(0, 0.3, (len(frames), n_mels))).T
            uid = f"toy-{i:03d}"
            mel_path(folder, "Toy", uid).parent.mkdir(parents=True, exist_ok=True)
            np.save(mel_path(folder, "Toy", uid), np.ascontiguousarray(mel, dtype=np.float32))
            write_text(phone_path(folder, "Toy", uid), "".join(PHONES[s] for s in symbols))
            row = {"Dataset": "Toy", "index": i, "Singer": speakers[i % len(speakers)], "Uid": uid}
            seconds = len(frames) * 256 / 22050
            row |= {"Text": "", "Path": "", "Duration": seconds, "Frames": len(frames)}
            rows.append({**row, "Phones": len(ids)})
        write_json_rows(split_path(folder, "Toy", split), rows)
    write_json(speakers_path(folder), {name: i for i, name in enumerate(speakers)})
    settings = feature_settings(config.preprocess)
    write_json(meta_path(folder, "Toy"), {"settings": settings, "n_sqz": config.model.n_sqz})


def write_embeddings(config: ExperimentConfig) -> None:
    """Speaker embeddings as stage 1 would leave them: one direction a speaker, a little blurred."""

    def make(folder: Path, rows: list[dict[str, Any]], *_: Any) -> None:
        for number, row in enumerate(rows):
            rng = np.random.default_rng(sum(row["Singer"].encode()))
            value = rng.random(256) + 0.1 * np.random.default_rng(number).random(256)
            np.save(folder / f"{row['Uid']}.npy", (value / np.linalg.norm(value)).astype("f4"))

    with mock.patch.object(speaker_embedding, "_make", make):
        for dataset in config.dataset:
            speaker_embedding.update_embeddings(config, dataset, 1)
