"""Checkpoints: whole or absent, chosen by step, never trusted blindly."""

import contextlib
import json
import logging
import os
import pickle
from pathlib import Path

import pytest
import torch

from models.base.checkpoint import checkpoint
from models.base.checkpoint import durable_files as durable
from models.base.checkpoint.checkpoint import (
    CheckpointError,
    TrainingState,
    find_checkpoint,
    has_checkpoints,
    list_checkpoints,
    load_optimizer,
    load_random_state,
    load_weights,
    prune_checkpoints,
    read_document,
    read_state,
    remove_partial,
    save_checkpoint,
)

WEIGHTS = {"layer.weight": torch.arange(6.0).view(2, 3), "done": torch.tensor(True)}
DOCUMENTS = {"args.json": {"model_type": "GlowTTS"}, "symbols.json": ["_", "ə"]}


def save(parent: Path, step: int, valid_loss: float | None = None, loss: float = 1.5) -> Path:
    state = TrainingState(step=step, epoch=step // 10, loss=loss, valid_loss=valid_loss)
    return save_checkpoint(
        parent,
        state,
        {"model": WEIGHTS},
        DOCUMENTS,
        optimizer={"optimizer": {"state": {0: {"step": torch.tensor(3.0)}}}, "last_step": step},
        random_states=[{"torch": torch.get_rng_state()}],
    )


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def test_round_trip(tmp_path: Path) -> None:
    folder = save(tmp_path / "checkpoint", 12, valid_loss=0.25)
    assert folder.name == "epoch-0001_step-0000012_loss-0.250000"
    assert read_state(folder) == TrainingState(step=12, epoch=1, loss=1.5, valid_loss=0.25)
    weights = load_weights(folder)
    assert weights.keys() == WEIGHTS.keys()
    for name, value in WEIGHTS.items():
        torch.testing.assert_close(weights[name], value)
    assert load_optimizer(folder)["last_step"] == 12
    assert torch.equal(load_random_state(folder)["torch"], torch.get_rng_state())
    assert read_document(folder, "symbols.json") == ["_", "ə"]


def test_every_way_of_naming_a_checkpoint(tmp_path: Path) -> None:
    experiment = tmp_path / "my run"
    first = save(experiment / "checkpoint", 5, valid_loss=1.0)
    last = save(experiment / "checkpoint", 10, valid_loss=2.0)
    for path in (experiment, experiment / "checkpoint", last):
        assert find_checkpoint(path) == last
    assert find_checkpoint(experiment, "best") == first
    assert find_checkpoint(experiment, first) == first
    assert find_checkpoint(experiment, first.name) == first
    assert find_checkpoint(tmp_path / "elsewhere", experiment) == last
    with pytest.raises(CheckpointError, match="no such checkpoint"):
        find_checkpoint(experiment, "epoch-7")


def test_vocoder_layout(tmp_path: Path) -> None:
    folder = save(tmp_path / "checkpoints", 5)
    assert find_checkpoint(tmp_path) == folder


def test_latest_goes_by_step_in_the_file_not_by_name(tmp_path: Path) -> None:
    save(tmp_path, 10).rename(tmp_path / "epoch-0009_step-9999999_loss-0.000000")
    newest = save(tmp_path, 20)
    newest = newest.rename(tmp_path / "a copy")
    assert find_checkpoint(tmp_path) == newest


def test_best_prefers_the_newest_of_equals_and_survives_without_any(tmp_path: Path, caplog) -> None:
    for step in (1, 2):
        save(tmp_path, step, valid_loss=0.5)
    save(tmp_path, 3)
    assert read_state(find_checkpoint(tmp_path, "best")).step == 2
    save(tmp_path / "unmeasured", 3)
    with caplog.at_level(logging.WARNING):
        assert read_state(find_checkpoint(tmp_path / "unmeasured", "best")).step == 3
    assert "no checkpoint has a validation loss" in caplog.text


@pytest.mark.parametrize("name", ["model.safetensors", "optimizer.pt", "random_rank0.pt"])
@pytest.mark.parametrize("damage", ["truncated", "missing", "flipped"])
def test_broken_newest_falls_back(tmp_path: Path, caplog, name: str, damage: str) -> None:
    good, newest = save(tmp_path, 1), save(tmp_path, 2)
    path = newest / name
    if damage == "missing":
        path.unlink()
    elif damage == "truncated":
        truncate(path)
    else:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data))
    with caplog.at_level(logging.WARNING):
        assert find_checkpoint(tmp_path) == good
    assert newest.name in caplog.text
    assert name in caplog.text
    with pytest.raises(CheckpointError, match=name):
        find_checkpoint(newest)  # asked for by name: no silent replacement


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": {}, "format_version": 99}'])
def test_broken_state_falls_back(tmp_path: Path, text: str) -> None:
    good, newest = save(tmp_path, 1), save(tmp_path, 2)
    (newest / "state.json").write_text(text)
    assert find_checkpoint(tmp_path) == good


def test_half_written_is_never_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = save(tmp_path, 1)
    with monkeypatch.context() as patch:
        # The process dies just before the rename, cleaning nothing up.
        patch.setattr(checkpoint, "put_in_place", lambda *_: (_ for _ in ()).throw(SystemExit))
        patch.setattr(checkpoint.shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(SystemExit):
            save(tmp_path, 2)
    assert len(list(tmp_path.glob(".partial-*"))) == 1
    assert find_checkpoint(tmp_path) == good
    assert len(list_checkpoints(tmp_path)) == 1
    remove_partial(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [good.name]


def test_full_disk_leaves_the_last_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = save(tmp_path, 1)
    calls = []

    def failing(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", failing)
    with pytest.raises(CheckpointError, match=r"No space left on device.*intact"):
        save(tmp_path, 2)
    assert [path.name for path in tmp_path.iterdir()] == [good.name]
    assert find_checkpoint(tmp_path) == good


def test_same_step_twice_replaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = save(tmp_path, 1), save(tmp_path, 1)
    assert first == second
    assert len(list(tmp_path.iterdir())) == 1

    def killed(*_: object) -> None:
        raise SystemExit

    original = Path.rename
    for at in range(4):  # at each of the renames, and after them
        calls = iter(range(10))
        with monkeypatch.context() as patch:
            patch.setattr(
                Path, "rename", lambda *a, c=calls, n=at: original(*a) if next(c) < n else killed()
            )
            with contextlib.suppress(SystemExit):
                save(tmp_path, 1)
        assert read_state(find_checkpoint(tmp_path)).step == 1
    save(tmp_path, 1)
    assert find_checkpoint(tmp_path) == first


def test_nothing_there(tmp_path: Path) -> None:
    assert not has_checkpoints(tmp_path)
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CheckpointError, match="no usable checkpoint"):
            find_checkpoint(path)
    save(tmp_path / "checkpoint", 1)
    assert has_checkpoints(tmp_path)


def test_prune_keeps_newest_best_and_strangers(tmp_path: Path) -> None:
    losses = {1: 3.0, 2: 1.0, 3: 2.0, 4: 4.0, 5: 5.0}
    folders = {step: save(tmp_path, step, valid_loss=loss) for step, loss in losses.items()}
    (tmp_path / "notes").mkdir()
    assert prune_checkpoints(tmp_path, keep_last=2) == [folders[1], folders[3]]
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {folders[step].name for step in (2, 4, 5)} | {"notes"}
    assert find_checkpoint(tmp_path, "best") == folders[2]


def test_prune_keeps_what_was_just_written(tmp_path: Path) -> None:
    """After going back to before a checkpoint whose damage only its checksum shows."""
    first, newest = save(tmp_path, 1), save(tmp_path, 9)
    path = newest / "optimizer.pt"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert find_checkpoint(tmp_path) == first
    written = save(tmp_path, 5)
    assert prune_checkpoints(tmp_path, 1, written) == [first]
    assert find_checkpoint(tmp_path) == written


def test_prune_counts_only_whole_ones_and_follows_no_links(tmp_path: Path) -> None:
    other = save(tmp_path / "other", 1)
    run = tmp_path / "run"
    save(run, 2)
    (run / "epoch-0000_step-0000001_loss-0").symlink_to(other)
    broken = save(run, 3)
    truncate(broken / "model.safetensors")
    prune_checkpoints(run, keep_last=1)
    assert read_state(find_checkpoint(run)).step == 2
    assert find_checkpoint(tmp_path / "other") == other


class Malicious:
    """Unpickled, it would make the folder ``target``."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple:
        return os.mkdir, (str(self.target),)


@pytest.mark.parametrize(
    ("name", "load"), [("optimizer.pt", load_optimizer), ("random_rank0.pt", load_random_state)]
)
@pytest.mark.parametrize("dump", [lambda v, p: p.write_bytes(pickle.dumps(v, 2)), torch.save])
def test_code_in_a_pickle_is_refused(tmp_path: Path, name: str, load, dump) -> None:
    folder = save(tmp_path, 1)
    target = tmp_path / "executed"
    for value in (Malicious(target), {"optimizer": Malicious(target)}):
        dump(value, folder / name)
        with pytest.raises(CheckpointError, match=rf"{name}: refused.*none of it was run"):
            load(folder)
        assert not target.exists()
    with pytest.raises(CheckpointError, match=name):  # and it is not what was written
        find_checkpoint(folder)


@pytest.mark.parametrize("content", [b"", b"no pickle", b"\x80\x02.", pickle.dumps([1, 2], 2)])
def test_nonsense_is_an_error_too(tmp_path: Path, content: bytes) -> None:
    folder = save(tmp_path, 1)
    (folder / "optimizer.pt").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"optimizer\.pt"):
        load_optimizer(folder)


def test_state_cannot_point_outside(tmp_path: Path) -> None:
    folder = save(tmp_path, 1)
    values = json.loads((folder / "state.json").read_text())
    values["files"]["../secret"] = {"bytes": 1, "crc32": 0}
    (folder / "state.json").write_text(json.dumps(values))
    with pytest.raises(CheckpointError, match="outside"):
        find_checkpoint(folder)
