"""What tests of whole training runs share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.glowtts import ExperimentConfig
from models.tts.glowtts.trainer import GlowTTSTrainer
from tests.models.base.toy import reset_accelerate
from tests.models.tts.glowtts.processed import tiny_config, write_processed


@pytest.fixture
def quick_runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No samples, whose Griffin-Lim is slow, and a new Accelerator each time."""
    monkeypatch.setattr(GlowTTSTrainer, "write_samples", lambda self: None)
    reset_accelerate()
    yield
    reset_accelerate()


@pytest.fixture
def config(tmp_path: Path) -> ExperimentConfig:
    """Of a run on data of one speaker that is there."""
    config = tiny_config(tmp_path)
    write_processed(config)
    return config
