"""The user's lexicon: reading, errors with file and line, matching."""

from pathlib import Path

import pytest

from processors.text.lexicon import Lexicon
from utils.errors import UserError


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "lexicon.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_words_become_phones(tmp_path: Path) -> None:
    lexicon = Lexicon.read(write(tmp_path, "# names\n\nGlow\tɡlˈoʊ\nNew York\tnuː jˈɔːɹk\n"))
    assert lexicon.mark("glow, GLOW, aglow and New  york.") == (
        "[[ɡlˈoʊ]], [[ɡlˈoʊ]], aglow and [[nuː jˈɔːɹk]]."
    )


def test_longest_entry_wins() -> None:
    lexicon = Lexicon({"new": "a", "new york": "b"})
    assert lexicon.mark("New York is new") == "[[b]] is [[a]]"


def test_words_may_end_in_signs() -> None:
    lexicon = Lexicon({"c++": "siː"})
    assert lexicon.mark("C++ is C++, not c+") == "[[siː]] is [[siː]], not c+"


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("good\tɡʊd\nbad bæd\n", 2, "expected word<tab>phones"),
        ("# comment\n\nbad\t\n", 3, "expected word<tab>phones"),
        ("\tphones\n", 1, "expected word<tab>phones"),
        ("a\tb\tc\n", 1, "one tab"),
        ("a\t[[b]]\n", 1, "without brackets"),
        ("a\tb\nA\tc\n", 2, "already in line 1"),
    ],
)
def test_wrong_lines_are_named(tmp_path: Path, text: str, line: int, problem: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UserError, match=problem) as error:
        Lexicon.read(path)
    assert str(error.value).startswith(f"{path}:{line}: ")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        Lexicon.read(tmp_path / "missing")
    with pytest.raises(UserError, match="no words"):
        Lexicon.read(write(tmp_path, "# nothing\n"))
    latin = tmp_path / "latin"
    latin.write_bytes("é\te".encode("latin-1"))
    with pytest.raises(UserError, match="cannot be read"):
        Lexicon.read(latin)
