"""Weights from another run: mapped by name, everything accounted for, misfits refused."""

import pytest
import torch
from torch import nn

from models.base.checkpoint.partial_load import Rows, load_partially
from utils.errors import UserError


class Voice(nn.Module):
    def __init__(self, n_symbols: int, n_speakers: int = 0, width: int = 4) -> None:
        super().__init__()
        self.embedding = nn.Embedding(n_symbols, width)
        self.speaker_table = nn.Embedding(n_speakers, 3) if n_speakers else None
        self.out = nn.Conv1d(width + (3 if n_speakers else 0), 2, 1)


def transfer(target: Voice, source: Voice, **options):
    options = {"rows": {"embedding.weight": Rows("_abc", "_ca")}, **options}
    return load_partially(target, source.state_dict(), **options)


def test_rows_follow_their_names() -> None:
    source, target = Voice(4), Voice(5)
    start = target.embedding.weight.clone()
    report = transfer(target, source, rows={"embedding.weight": Rows("_abc", "cxa_y")})
    old, new = source.embedding.weight, target.embedding.weight
    assert torch.equal(new, torch.stack([old[3], start[1], old[1], old[0], start[4]]))
    assert report.mapped == {"embedding.weight": ["x", "y"]}
    assert report.loaded == ["out.weight", "out.bias"]
    assert torch.equal(target.out.weight, source.out.weight)
    assert "2 new: 'x', 'y'" in str(report)


def test_one_speaker_becomes_many() -> None:
    source, target = Voice(4), Voice(3, n_speakers=2)
    start = target.speaker_table.weight.clone()
    report = transfer(target, source, may_grow=["out.weight"], may_be_new=["speaker_table"])
    assert report.new == ["speaker_table.weight"]
    assert report.grown == ["out.weight"]
    assert torch.equal(target.speaker_table.weight, start)
    assert torch.equal(target.out.weight[:, :4], source.out.weight)
    assert not target.out.weight[:, 4:].any()


def test_many_speakers_keep_their_rows() -> None:
    source, target = Voice(4, n_speakers=2), Voice(4, n_speakers=3)
    rows = {
        "embedding.weight": Rows("_abc", "_abc"),
        "speaker_table.weight": Rows(["Ann", "Bob"], ["Bob", "Cy", "Ann"]),
    }
    report = load_partially(target, source.state_dict(), rows=rows)
    assert torch.equal(target.speaker_table.weight[[2, 0]], source.speaker_table.weight)
    assert report.mapped["speaker_table.weight"] == ["Cy"]


def test_unused_weights_are_named() -> None:
    report = transfer(Voice(3), Voice(4), may_grow=[])
    assert report.unused == []
    source = {**Voice(4).state_dict(), "ema.decay": torch.zeros(())}
    report = load_partially(Voice(3), source, rows={"embedding.weight": Rows("_abc", "_ca")})
    assert report.unused == ["ema.decay"]
    assert "unused: 'ema.decay'" in str(report)


def test_other_sizes_are_refused_with_a_table() -> None:
    target = Voice(3, width=5)
    before = {name: value.clone() for name, value in target.state_dict().items()}
    with pytest.raises(UserError) as error:
        transfer(target, Voice(4))
    message = str(error.value)
    assert "2 weights of the checkpoint do not fit" in message
    assert "embedding.weight  4x4         3x5" in message
    assert "out.weight        2x4x1       2x5x1" in message
    assert all(torch.equal(before[name], v) for name, v in target.state_dict().items())
    with pytest.raises(UserError, match=r"speaker_table.weight +absent +2x3"):
        transfer(Voice(3, n_speakers=2), Voice(4), may_grow=["out.weight"])
