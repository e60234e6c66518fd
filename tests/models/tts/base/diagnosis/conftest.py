"""A tiny voice, trained once, and copies of it for each test to break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from torch import Tensor

from models.base.checkpoint.checkpoint import read_document, read_state, save_checkpoint
from models.tts.base.diagnosis.experiment import DiagnosedExperiment
from models.tts.glowtts.trainer import GlowTTSTrainer
from tests.models.base.toy import reset_accelerate
from tests.models.tts.glowtts.processed import tiny_config, write_processed
from tests.models.tts.glowtts.runs import adjust, run


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with ``processed`` and the experiment ``runs/run``, of eight steps."""
    folder = tmp_path_factory.mktemp("trained")
    config = tiny_config(folder)
    write_processed(config)
    reset_accelerate()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GlowTTSTrainer, "write_samples", lambda self: None)
        run(config, "run")
    reset_accelerate()
    return folder


@pytest.fixture
def home(trained: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return Path(shutil.copytree(trained, tmp_path / "home"))


@pytest.fixture
def open_voice(home: Path) -> Callable[..., DiagnosedExperiment]:
    """The experiment as a experiment; ``change`` is called on a dict of weights first."""

    def make(
        change: Callable[[dict[str, Tensor]], None] | None = None, **options
    ) -> DiagnosedExperiment:
        experiment = DiagnosedExperiment(home / "runs" / "run", **options)
        if change is not None:
            weights = {name: value.clone() for name, value in experiment.weights.items()}
            change(weights)
            state = read_state(experiment.folder)
            state.step += 1
            documents = {
                name: read_document(experiment.folder, name)
                for name in ("args.json", "symbols.json", "spk2id.json")
            }
            save_checkpoint(experiment.folder.parent, state, {"model": weights}, documents)
            experiment = DiagnosedExperiment(home / "runs" / "run", **options)
        experiment.config = adjust(
            experiment.config, preprocess={"processed_dir": str(home / "processed")}
        )
        return experiment

    return make


@pytest.fixture
def voice(open_voice: Callable[..., DiagnosedExperiment]) -> DiagnosedExperiment:
    """As it was trained."""
    return open_voice()
