"""A small corpus of generated recordings, and the config to preprocess it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from config.glowtts import ExperimentConfig

RATE = 22050
PHONES = "[[həlˈoʊ]]"  # 6 symbols, 13 ids: espeak is not needed


class Corpus:
    """A custom dataset that tests add clips to, change and preprocess."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "corpus"
        self.processed = folder / "processed"
        self.rows: dict[str, str] = {}

    def add(self, uid: str, seconds: float = 0.5, text: str = PHONES, **audio: Any) -> Path:
        """Write a recording and its line of metadata."""
        path = self.audio(uid, seconds, **audio)
        self.text(uid, text)
        return path

    def audio(
        self, uid: str, seconds: float = 0.5, suffix: str = ".wav", rate: int = RATE,
        channels: int = 1, amplitude: float = 0.3,
    ) -> Path:  # fmt: skip
        rng = np.random.default_rng(len(uid) + round(1000 * seconds))
        samples = amplitude * rng.uniform(-1, 1, (round(seconds * rate), channels))
        path = self.folder / "wavs" / f"{uid}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, samples, rate)
        return path

    def text(self, uid: str, text: str) -> None:
        self.rows[uid] = text
        self.write()

    def write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = [f"{uid}|{text}\n" for uid, text in self.rows.items()]
        (self.folder / "metadata.csv").write_text("".join(lines), encoding="utf-8")

    def config(self, model: dict | None = None, **preprocess: Any) -> ExperimentConfig:
        """Config of the corpus as dataset ``Mine``; ``preprocess`` overrides settings."""
        settings = {
            "processed_dir": str(self.processed),
            "num_workers": 1,
            "text": {"phonemizer": "none"},
            **preprocess,
        }
        return ExperimentConfig(
            dataset=["Mine"],
            dataset_path={"Mine": str(self.folder)},
            preprocess=settings,
            model=model or {},
        )

    def times(self, pattern: str) -> dict[str, int]:
        """Modification times of the files of the dataset that match, by name."""
        files = (self.processed / "Mine").glob(pattern)
        return {file.name: file.stat().st_mtime_ns for file in files}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


@pytest.fixture
def full_corpus(corpus: Corpus) -> Corpus:
    """Eight good clips."""
    for index in range(8):
        corpus.add(f"clip{index}", 0.4 + 0.05 * index)
    return corpus


@pytest.fixture
def changed() -> Callable[[dict, dict], set[str]]:
    """Names whose times differ between two calls of ``Corpus.times``."""
    return lambda before, after: {name for name in after if after[name] != before.get(name)}
