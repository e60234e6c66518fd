"""A second acoustic model: its own folder, one line in the registry, and every stage takes it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bins.tts import diagnose, evaluate, inference, preprocess, train
from models.registry import MODELS, ModelEntry
from models.tts.base import Synthesizer
from models.vocoders import griffin_lim
from tests.import_graph import imports_of
from tests.models.base.toy import reset_accelerate
from tests.models.toy_acoustic.model import ToyModel
from utils.errors import UserError

HERE = "tests.models.toy_acoustic"
TOY = ModelEntry(
    kind="acoustic",
    config=f"{HERE}.config:ToyExperimentConfig",
    trainer=f"{HERE}.trainer:ToyTrainer",
    loader=f"{HERE}.model:ToyModel",
)
TEXT = "[[həlˈoʊ]]"  # espeak is not needed


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "Toy", TOY)
    monkeypatch.setattr(griffin_lim, "PHASE_STEPS", 4)
    reset_accelerate()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Config of two corpora, each of a speaker with a tone of its own."""
    rng = np.random.default_rng(0)
    for name, pitch in (("Ann", 0.15), ("Bob", 0.05)):
        folder = tmp_path / name / "wavs"
        folder.mkdir(parents=True)
        for i in range(12):
            samples = 0.3 * np.sin(np.arange(7000 + 600 * i) * pitch)
            samples += rng.normal(0, 0.01, len(samples))
            soundfile.write(folder / f"clip{i}.wav", samples, 22050)
        lines = [f"clip{i}|{TEXT}\n" for i in range(12)]
        (tmp_path / name / "metadata.csv").write_text("".join(lines), encoding="utf-8")
    values = {
        "model_type": "Toy",
        "dataset": ["Ann", "Bob"],
        "dataset_path": {name: str(tmp_path / name) for name in ("Ann", "Bob")},
        "log_dir": str(tmp_path / "runs"),
        "preprocess": {
            "processed_dir": str(tmp_path / "processed"),
            "num_workers": 1,
            "valid_fraction": 0.1,
            "test_fraction": 0.1,
            "text": {"phonemizer": "none"},
        },
        "train": {
            "batch_size": 4,
            "max_steps": 40,
            "lr": 0.05,
            "num_workers": 0,
            "valid_interval": 20,
            "save_interval": 20,
        },
    }
    path = tmp_path / "exp_config.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Run the ``main`` of a script with a command line."""

    def run(script, *arguments: object) -> object:
        monkeypatch.setattr(sys, "argv", [script.__name__, *map(str, arguments)])
        reset_accelerate()
        return script.main()

    return run


def test_every_stage_takes_a_second_acoustic_model(
    config: Path, tmp_path: Path, call: Callable[..., object], capsys: pytest.CaptureFixture
) -> None:
    call(preprocess, "--config", config)
    assert call(train, "--config", config, "--exp_name", "toy") == 0
    expt = tmp_path / "runs" / "toy"
    points = map(json.loads, (expt / "log" / "metrics.jsonl").read_text().splitlines())
    losses = [point["loss"] for point in points if point["split"] == "valid"]
    assert losses[-1] < losses[0]
    again = json.loads(config.read_text())
    again["train"]["max_steps"] = 50
    config.write_text(json.dumps(again))
    assert call(train, "--config", config, "--exp_name", "toy", "--resume") == 0
    assert any("step-0000050" in path.name for path in (expt / "checkpoint").iterdir())

    voice = ["--acoustics_dir", expt, "--device", "cpu"]
    assert call(inference, *voice, "--text", TEXT, "--speaker_name", "Ann") == 0
    (wav,) = (expt / "result").glob("*.wav")
    assert soundfile.info(wav).frames > 1000
    assert call(inference, *voice, "--mode", "batch", "--dataset", "Bob") == 0

    call(evaluate, *voice, "--dataset", "Ann", "--metrics", "mcd,duration")
    table = (expt / "evaluation" / "table.md").read_text()
    assert "free" in table
    assert "aligned" not in table  # which this model cannot do
    call(diagnose, expt)
    printed = capsys.readouterr().out
    assert "actnorm" not in printed
    assert "predicted speech lasts" in printed


def test_what_it_lacks_is_told(config: Path, tmp_path: Path, call: Callable[..., object]) -> None:
    from bins.tts import make_aligned_mels
    from models.tts.glowtts import GlowTTS

    call(preprocess, "--config", config)
    call(train, "--config", config, "--exp_name", "toy")
    expt = tmp_path / "runs" / "toy"
    with pytest.raises(UserError, match="Toy cannot speak with the timing of recordings"):
        call(make_aligned_mels, "--acoustics_dir", expt, "--output_dir", tmp_path / "aligned")
    with pytest.raises(UserError, match="holds a ToyModel, not a GlowTTS"):
        GlowTTS.from_checkpoint(expt)
    assert isinstance(ToyModel.from_checkpoint(expt), ToyModel)
    with pytest.raises(UserError, match=r"this is a voice \(Toy\), not a vocoder"):
        Synthesizer.from_checkpoint(expt, vocoder_dir=expt)


def test_it_knows_nothing_of_glow_tts() -> None:
    files = [path for path in Path(__file__).parent.glob("*.py") if path != Path(__file__)]
    found = {module for path in files for module in imports_of(path)}
    assert found
    assert not {module for module in found if "glowtts" in module}
