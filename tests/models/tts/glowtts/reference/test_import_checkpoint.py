"""Importing the reference's checkpoints: what is mapped, and what is refused."""

import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from models.base.checkpoint.checkpoint import read_state
from models.tts.base.voice import Voice
from models.tts.glowtts import GlowTTS
from models.tts.glowtts.reference.import_checkpoint import import_checkpoint
from models.tts.glowtts.reference.layout import experiment_values, reference_symbols
from tests.models.tts.glowtts.parity import unpack
from utils.errors import UserError

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(params=["tiny_single", "tiny_multi"])
def any_reference(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    unpack(FIXTURES / f"{request.param}.safetensors", tmp_path / "reference")
    return tmp_path / "reference"


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    unpack(FIXTURES / "tiny_multi.safetensors", tmp_path / "reference")
    return tmp_path / "reference"


def run_import(folder: Path, **changes: dict[str, Any]) -> Path:
    """Import, with keys of the config's sections changed (None removes one)."""
    config = json.loads((folder / "config.json").read_text())
    for section, values in changes.items():
        config[section].update(values)
        config[section] = {k: v for k, v in config[section].items() if v is not None}
    (folder / "changed.json").write_text(json.dumps(config))
    output = folder.parent / "voice"
    import_checkpoint(folder / "checkpoint.pth", folder / "changed.json", output)
    return output


def edit_checkpoint(folder: Path, weights: dict[str, torch.Tensor | None], **extra: Any) -> None:
    path = folder / "checkpoint.pth"
    checkpoint = torch.load(path, weights_only=False)
    checkpoint["model"].update(weights)
    checkpoint["model"] = {k: v for k, v in checkpoint["model"].items() if v is not None}
    torch.save({**checkpoint, **extra}, path)


def test_symbols_are_the_reference_s() -> None:
    table = reference_symbols(add_blank=False)
    assert len(table) == 148
    assert table.pad_id == 0
    assert table.blank_id is None
    known = {"_": 0, "-": 1, "!": 2, " ": 11, "A": 12, "Z": 37, "a": 38, "z": 63}
    known |= {"@AA": 64, "@AA0": 65, "@B": 88, "@UW2": 142, "@ZH": 147}
    assert {symbol: table.ids[symbol] for symbol in known} == known
    blanks = reference_symbols(add_blank=True)
    assert blanks.symbols[:148] == table.symbols
    assert blanks.blank_id == 148


def test_writes_a_whole_experiment(any_reference: Path) -> None:
    folder = run_import(any_reference)
    assert sorted(path.name for path in folder.iterdir()) == [
        "args.json",
        "checkpoint",
        "spk2id.json",
        "symbols.json",
    ]
    (checkpoint,) = (folder / "checkpoint").iterdir()
    state = read_state(checkpoint)
    assert (state.epoch, state.step) == (56, 1234)
    voice = Voice.from_checkpoint(folder)
    several = any_reference_has_speakers(any_reference)
    assert voice.speakers == ({"0": 0, "1": 1, "2": 2} if several else {"voice": 0})
    assert len(voice.symbols) == 148 + several
    text = voice.config.preprocess.text
    assert (text.phonemizer, text.add_blank) == ("none", several)
    assert all(flow.initialized for flow in voice.model.decoder.flows[::3])


def any_reference_has_speakers(folder: Path) -> bool:
    return "n_speakers" in json.loads((folder / "config.json").read_text())["model"]


def test_mel_settings_are_recorded(reference: Path) -> None:
    folder = run_import(reference, data={"sampling_rate": 16000, "hop_length": 200})
    mel = Voice.from_checkpoint(folder).config.preprocess.mel
    assert (mel.sample_rate, mel.hop_length, mel.n_mels, mel.f_max) == (16000, 200, 4, 8000.0)
    assert mel.center


def test_open_upper_edge_is_half_the_rate() -> None:
    data = {"sampling_rate": 16000, "filter_length": 1024, "hop_length": 256}
    data |= {"win_length": 1024, "n_mel_channels": 80, "mel_fmin": 0.0, "mel_fmax": None}
    model = {"hidden_channels": 192, "filter_channels": 768, "filter_channels_dp": 256}
    values = experiment_values({"data": data, "model": model}, "voice", "config.json")
    assert values["preprocess"]["mel"]["f_max"] == 8000
    # What a config leaves out has the defaults of the reference's class, which differ from ours.
    assert values["model"]["dilation_rate"] == 5
    assert values["model"]["n_sqz"] == 1
    assert values["model"]["mean_only"] is False


def test_training_settings_are_recorded(reference: Path) -> None:
    train = {"batch_size": 16, "warmup_steps": 100, "scheduler": "noam", "betas": [0.9, 0.99]}
    config = Voice.from_checkpoint(run_import(reference, train=train)).config.train
    assert (config.batch_size, config.warmup, config.betas) == (16, 100, (0.9, 0.99))


def test_half_precision_and_distributed_names(reference: Path) -> None:
    weights = torch.load(reference / "checkpoint.pth", weights_only=False)["model"]
    wrapped = {name: None for name in weights}
    wrapped |= {f"module.{name}": value.half() for name, value in weights.items()}
    edit_checkpoint(reference, wrapped)
    model = GlowTTS.from_checkpoint(run_import(reference))
    assert all(value.dtype == torch.float32 for value in model.parameters())


@pytest.mark.parametrize("module", ["numpy.core.multiarray", "numpy._core.multiarray"])
def test_numpy_numbers_in_the_optimizer_are_read(
    reference: Path, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checkpoints of the reference have them, under the name of the numpy that wrote them."""
    with monkeypatch.context() as patch:
        patch.setattr(np.float64(0).__reduce__()[0], "__module__", module)
        numbers = {"lr": np.float64(1e-3), "count": np.int64(3), "small": np.float32(0.5)}
        edit_checkpoint(reference, {}, optimizer={"state": {}, "param_groups": [numbers]})
    run_import(reference)


def test_existing_output_is_left_alone(reference: Path) -> None:
    output = reference.parent / "voice"
    output.mkdir()
    (output / "precious").touch()
    with pytest.raises(UserError, match="exists already"):
        run_import(reference)
    assert [path.name for path in output.iterdir()] == ["precious"]


def test_failure_leaves_nothing_behind(reference: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("models.tts.glowtts.reference.import_checkpoint.save_checkpoint", fail)
    with pytest.raises(OSError, match="disk full"):
        run_import(reference)
    assert [path.name for path in reference.parent.iterdir()] == ["reference"]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"encoder.proj_m.bias": None}, "1 missing: encoder.proj_m.bias"),
        ({"encoder.encoder.attn_layers.0.conv_k.weight": None}, "1 missing: .*conv_k.weight"),
        ({"decoder.flows.6.logs": torch.zeros(1, 8, 1)}, "1 not expected: decoder.flows.6.logs"),
        ({"encoder.proj_m.bias": torch.zeros(5)}, r"proj_m.bias \(5,\) instead of \(4,\)"),
        ({"encoder.emb.weight": torch.zeros(148, 8)}, "148 symbols, the config gives 149"),
        ({"emb_g.weight": torch.zeros(4, 5)}, "4 speakers, the config gives 3"),
    ],
)
def test_weights_that_do_not_fit(
    reference: Path, weights: dict[str, torch.Tensor | None], message: str
) -> None:
    edit_checkpoint(reference, weights)
    with pytest.raises(UserError, match=message):
        run_import(reference)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"data": {"add_blank": None}}, "149 symbols, the config gives 148"),
        ({"data": {"hop_length": None}}, "data lacks hop_length"),
        ({"model": {"filter_channels_dp": None}}, "model lacks filter_channels_dp"),
        ({"model": {"block_length": 4}}, "block_length"),
        ({"model": {"n_speakers": None}}, "do not fit"),
        ({"model": {"gin_channels": None}}, "do not fit"),
        ({"model": {"n_heads": 3}}, "not a multiple of n_heads"),
        ({"model": {"n_blocks_dec": 1}}, "not expected"),
    ],
)
def test_configs_that_do_not_fit(reference: Path, changes: dict, message: str) -> None:
    with pytest.raises(UserError, match=message):
        run_import(reference, **changes)


class Dangerous:
    """Unpickled by whoever does not look, it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return (Path.touch, (self.path,))


@pytest.mark.parametrize("place", ["weights", "optimizer", "name", "plain"])
def test_code_in_the_pickle_is_refused(reference: Path, place: str) -> None:
    executed, path = reference / "executed", reference / "checkpoint.pth"
    danger = Dangerous(executed)
    if place == "weights":
        torch.save({"model": {"a": danger}}, path)
    elif place == "optimizer":
        edit_checkpoint(reference, {}, optimizer={"state": danger})
    elif place == "name":
        edit_checkpoint(reference, {}, learning_rate=danger, iteration=danger)
    else:  # no archive of torch's at all
        path.write_bytes(pickle.dumps({"model": danger}, protocol=2))
    with pytest.raises(UserError, match=r"checkpoint\.pth: (refused: it holds|not a checkpoint)"):
        run_import(reference)
    assert not executed.exists()
    assert not (reference.parent / "voice").exists()
    pickle.loads(pickle.dumps(danger))
    assert executed.exists()  # it would have been


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", None])
def test_unreadable_checkpoint(reference: Path, content: bytes | None) -> None:
    path = reference / "checkpoint.pth"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(UserError, match=r"checkpoint\.pth"):
        run_import(reference)


def test_other_dicts_and_other_configs(reference: Path) -> None:
    torch.save({"generator": {}}, reference / "checkpoint.pth")
    with pytest.raises(UserError, match="no weights under 'model'"):
        run_import(reference)
    (reference / "config.json").write_text('{"audio": {}}')
    with pytest.raises(UserError, match="no 'data' section"):
        import_checkpoint(reference / "checkpoint.pth", reference / "config.json", "unused")


def test_script(reference: Path, repository: Path) -> None:
    script = repository / "bins" / "tts" / "import_checkpoint.py"
    command = [sys.executable, str(script), "--source", "checkpoint.pth"]
    command += ["--config", "config.json", "--output_dir", "../a voice"]
    first = subprocess.run(command, cwd=reference, capture_output=True, text=True)
    assert first.returncode == 0, first.stderr
    assert GlowTTS.from_checkpoint(reference.parent / "a voice").n_speakers == 3
    second = subprocess.run(command, cwd=reference, capture_output=True, text=True)
    assert second.returncode == 1
    assert second.stderr.strip().startswith("error: ")
    assert "Traceback" not in second.stderr
