"""Recognizers by name: models that packages carry, and what is said of wrong names."""

from pathlib import Path

import numpy as np
import pytest

from processors.metrics.recognizers import load_recognizer, package_files
from utils.errors import UserError


@pytest.fixture
def package(tmp_path: Path, monkeypatch):
    """Make an installed package with files in its folder ``data``."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(name: str, **files: bytes) -> None:
        folder = tmp_path / name / "data"
        folder.mkdir(parents=True)
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('imported')\n")
        for file, content in files.items():
            (folder / file.replace("__", ".")).write_bytes(content)

    return make


def test_a_model_in_one_package(package):
    package("carries_a_model", model__bin=b"weights", config__json=b"{}")
    assert package_files("carries-a-model") == {"model.bin": b"weights", "config.json": b"{}"}


def test_parts_are_joined_in_their_order(package):
    parts = {f"model__bin__part{n}": bytes([n]) for n in (1, 10, 2, 9, 3)}
    package("first_half", config__json=b"{}", **parts)
    package("second_half", **{f"model__bin__part{n}": bytes([n]) for n in (4, 8, 7, 6, 5)})
    files = package_files("first-half+second-half")
    assert files == {"config.json": b"{}", "model.bin": bytes(range(1, 11))}


def test_a_missing_part_and_a_package_without_a_model(package):
    package("half", model__bin__part2=b"")
    package("empty")
    with pytest.raises(UserError, match=r"half: parts \[2\] of model\.bin; name all"):
        package_files("half")
    with pytest.raises(UserError, match=r"empty: no model\.bin in that package"):
        package_files("empty")


@pytest.mark.parametrize("name", ["no-such-thing", "no such thing", "sys"])
def test_an_unknown_name(name):
    with pytest.raises(UserError, match="no folder, model or package is called"):
        package_files(name)


def test_no_name():
    with pytest.raises(UserError, match="need --recognizer: a folder with"):
        load_recognizer(None)


def test_a_folder_that_holds_no_model(tmp_path):
    pytest.importorskip("faster_whisper", reason="not installed: the extra metrics")
    with pytest.raises(UserError, match=r"cannot be loaded \(.*model.bin.*give a folder"):
        load_recognizer(str(tmp_path))


def test_pocketsphinx_hears_the_same_whatever_came_before(clip):
    pytest.importorskip("pocketsphinx", reason="not installed: pip install pocketsphinx")
    with pytest.raises(UserError, match="English only"):
        load_recognizer("pocketsphinx", "de")
    recognizer = load_recognizer("pocketsphinx")
    rng = np.random.default_rng(0)
    noise = rng.normal(size=16000) * np.repeat(rng.uniform(0, 0.3, 100), 160)
    first = recognizer.transcribe(clip(noise, "a", 16000))
    recognizer.transcribe(clip(noise[::-1] * 0.1, "b", 16000))
    assert recognizer.transcribe(clip(noise, "c", 16000)) == first
