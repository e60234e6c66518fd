"""What belongs together, from every kind of folder and list."""

import json
from pathlib import Path

import pytest

from processors.metrics.sources import match, match_texts, read_sources
from utils.errors import UserError


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    """What synthesis leaves: b was asked for and failed, c is of unknown origin."""
    folder = tmp_path / "result"
    for name in ("a", "c"):
        touch(folder / f"{name}.wav")
    requests = {"a": {"text": "Hello."}, "b": {"text": "World."}}
    (folder / "requests.json").write_text(json.dumps(requests))
    (folder / "speed.json").write_text(json.dumps({"a": {"compute_seconds": 0.5}}))
    return folder


def test_alone_each_has_its_own_text(spoken):
    matches = match(read_sources(spoken))
    assert [(p.name, p.text, p.reference) for p in matches.pairs] == [
        ("a", "Hello.", None),
        ("c", None, None),
    ]
    assert matches.pairs[0].degraded.facts == {"compute_seconds": 0.5}


def test_recordings_of_equal_names(spoken, tmp_path):
    for name in ("a.flac", "d.wav", "notes.txt"):
        touch(tmp_path / "recorded" / name)
    matches = match(read_sources(spoken), read_sources(tmp_path / "recorded"))
    (pair,) = matches.pairs
    assert (pair.name, pair.text, pair.reference.path.name) == ("a", "Hello.", "a.flac")
    assert (matches.missing, matches.extra) == (["d"], ["c"])


@pytest.mark.parametrize("given", ["folder", "file"])
def test_a_split_of_processed_data(spoken, tmp_path, given):
    folder = tmp_path / "processed" / "Mine"
    folder.mkdir(parents=True)
    row = {"Uid": "a", "Text": "Goodbye.", "Path": str(tmp_path / "far" / "x.wav")}
    (folder / "test.json").write_text(json.dumps([row]))
    (folder / "train.json").write_text(json.dumps([{**row, "Uid": "c"}]))
    path = folder if given == "folder" else folder / "test.json"
    (pair,) = match(read_sources(spoken), read_sources(path)).pairs
    assert (pair.name, pair.text, pair.reference.path.name) == ("a", "Goodbye.", "x.wav")
    (pair,) = match(read_sources(spoken), read_sources(folder, "train")).pairs
    assert pair.name == "c"


@pytest.mark.parametrize("given", ["folder", "file"])
def test_a_corpus(spoken, tmp_path, given):
    folder = tmp_path / "corpus"
    touch(folder / "wavs" / "a.wav")
    (folder / "metadata.csv").write_text("a|raw|Normalized.\n")
    path = folder if given == "folder" else folder / "metadata.csv"
    (pair,) = match(read_sources(spoken), read_sources(path)).pairs
    assert (pair.text, pair.reference.path) == ("Normalized.", folder / "wavs" / "a.wav")


def test_texts_by_name_and_by_what_was_said(spoken):
    degraded = read_sources(spoken)
    matches = match_texts(degraded, {"whatever": "Hello.", "c": "Third.", "e": "Nowhere."})
    assert [(p.name, p.text) for p in matches.pairs] == [("a", "Hello."), ("c", "Third.")]
    assert matches.missing == ["e"]


def test_what_is_wrong_is_said(spoken, tmp_path):
    with pytest.raises(UserError, match="no such file or folder"):
        read_sources(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="no recordings in it"):
        read_sources(tmp_path / "empty")
    touch(tmp_path / "other" / "z.wav")
    with pytest.raises(UserError, match=r"no name is on both sides: the reference has z, .* a, c"):
        match(read_sources(spoken), read_sources(tmp_path / "other"))
    (tmp_path / "odd.json").write_text('{"a": 1}')
    with pytest.raises(UserError, match="not a list of rows with Uid"):
        read_sources(tmp_path / "odd.json")
    (tmp_path / "broken.json").write_text("[")
    with pytest.raises(UserError, match=r"broken\.json: cannot be read"):
        read_sources(tmp_path / "broken.json")
