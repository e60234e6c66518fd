"""Line breaks: the width of a page, or lines of a list or an address."""

import textwrap

import pytest

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor, split_sentences
from processors.text.lines import speak_line_breaks, unwrap_lines

PARAGRAPH = (
    "The quick brown fox jumps over the lazy dog and then runs through the long green grass of "
    "the hill behind Martha's house, where nobody has seen it since the spring of that year, until "
    "it comes to the river at last and drinks from the cold clear water under the old stone bridge"
)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        (
            "There are four fruits we want\nApple\nBanana\nOrange",
            "There are four fruits we want, Apple, Banana, Orange",
        ),
        ("John Smith\n12 High Street\nLondon", "John Smith, 12 High Street, London"),
        ("12 Oak St.\nLondon", "12 Oak St., London"),
        ("Milk\r\nBread\r\nEggs", "Milk, Bread, Eggs"),
        ("- milk\n- bread", "milk, bread"),
        ("1. Milk\n2. Bread", "1. Milk, 2. Bread"),
        ("The end\n\nThe next day", "The end. The next day"),
        ("The end.\n\nThe next day", "The end. The next day"),
        ("Is it?\nYes", "Is it? Yes"),
        ("a small\nletter follows", "a small letter follows"),
        ("We went to\nParis", "We went to Paris"),
        ("a well-\nknown man", "a well-known man"),
        ("one\u2028two", "one two"),
        ("今天天气很好\n\n我们出去玩", "今天天气很好. 我们出去玩"),
        ("\n\nOne\n", "One"),
    ],
)
def test_breaks_are_spaces_or_pauses(text: str, spoken: str) -> None:
    assert speak_line_breaks(text) == spoken


@pytest.mark.parametrize("width", [32, 40, 55, 72, 80])
@pytest.mark.parametrize("words", [12, 20, 30, 60])
def test_wrapped_paragraph_is_one_sentence_at_any_length(width: int, words: int) -> None:
    plain = " ".join(PARAGRAPH.split()[:words])
    wrapped = textwrap.fill(plain, width)
    assert unwrap_lines(wrapped) == plain
    assert split_sentences(wrapped, 1000) == [plain]


def test_lines_are_sentences_of_a_long_text() -> None:
    text = "Shopping\n\nMilk\nBread\n\n" + textwrap.fill(PARAGRAPH, 40)
    assert split_sentences(text, 1000) == ["Shopping", "Milk", "Bread", PARAGRAPH]


def test_list_has_pauses_in_its_phones() -> None:
    processor = TextProcessor(TextConfig(), SymbolTable.default())
    phones = processor.phonemize("There are four fruits we want\nApple\nBanana\nOrange")
    assert phones.count(",") == 3
    assert processor.phonemize("One\n\nTwo").count(".") == 1
    assert processor.phonemize("one and\ntwo") == processor.phonemize("one and two")
