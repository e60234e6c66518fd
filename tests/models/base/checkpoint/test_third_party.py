"""A checkpoint whose files were exchanged for ones with code in them: refused, and not run."""

import contextlib
import json
import pickle
import zlib
from pathlib import Path

import pytest
import torch

from models.base.checkpoint.checkpoint import find_checkpoint, load_optimizer, load_random_state
from models.base.start import Start
from tests.models.base.toy import ToyTrainer, make_settings, reset_accelerate
from utils.errors import UserError


class Dangerous:
    """Unpickled by whoever does not look, it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return (Path.touch, (self.path,))


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    ToyTrainer(make_settings(max_steps=2), tmp_path / "run").train()
    return find_checkpoint(tmp_path / "run")


def exchange(checkpoint: Path, name: str, archive: bool) -> Path:
    """Put code into one of the files, with the checksum to match; the file that it would make."""
    executed, path = checkpoint.parents[1] / "executed", checkpoint / name
    if archive:
        torch.save({"optimizers": {"model": Dangerous(executed)}}, path)
    else:
        path.write_bytes(pickle.dumps(Dangerous(executed), protocol=2))
    state = json.loads((checkpoint / "state.json").read_text())
    data = path.read_bytes()
    state["files"][name] = {"bytes": len(data), "crc32": zlib.crc32(data)}
    (checkpoint / "state.json").write_text(json.dumps(state))
    return executed


@pytest.mark.parametrize("archive", [True, False])
@pytest.mark.parametrize("name", ["optimizer.pt", "random_rank0.pt"])
def test_code_is_neither_run_nor_resumed_from(checkpoint: Path, name: str, archive: bool) -> None:
    executed = exchange(checkpoint, name, archive)
    load = load_optimizer if name == "optimizer.pt" else load_random_state
    with pytest.raises(UserError, match=name):
        load(checkpoint)
    settings, experiment = make_settings(max_steps=4), checkpoint.parents[1]
    before = {path: path.read_bytes() for path in checkpoint.iterdir()}
    reset_accelerate()
    with pytest.raises(UserError, match=name):
        ToyTrainer(settings, experiment, Start("resume", checkpoint)).train()
    assert not executed.exists()
    assert {path: path.read_bytes() for path in checkpoint.iterdir()} == before
    with contextlib.suppress(RuntimeError):  # after the deed
        torch.load(checkpoint / name, weights_only=False)
    assert executed.exists()  # it would have been


def test_weights_cannot_hold_code(checkpoint: Path) -> None:
    executed = exchange(checkpoint, "model.safetensors", archive=False)
    with pytest.raises(UserError, match=r"model\.safetensors: cannot be read"):
        ToyTrainer(
            make_settings(max_steps=4), checkpoint.parents[1], Start("resume", checkpoint)
        ).train()
    assert not executed.exists()
