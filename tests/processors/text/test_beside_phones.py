"""Words beside [[…]] and beside words of a lexicon sound as they do inside of a sentence."""

import pytest

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor
from processors.text.beside_phones import read_beside_phones


def phonemize(text: str, language: str = "en-us", **settings) -> str:
    config = TextConfig(language=language, **settings)
    return TextProcessor(config, SymbolTable.default()).phonemize(text)


@pytest.mark.parametrize(
    ("language", "sentence", "word", "given"),
    [
        ("en-us", "He lives in Boston.", "Boston", "bˈɔstən"),
        ("en-us", "It is for the apple, and not of the tree.", "apple", "ˈæpəl"),
        ("en-gb", "Is it from Rome? Or to (some) other place!", "Rome", "ɹˈəʊm"),
        ("de", "Ich bin in Hamburg und auf der Insel.", "Hamburg", "hˈambʊɐk"),
        ("fr-fr", "les anges de la mer", "anges", "ˈɑ̃ʒ"),
    ],
)
def test_words_are_read_as_in_the_sentence(
    language: str, sentence: str, word: str, given: str
) -> None:
    """The one word whose phones are given has those, and everything else stays."""
    whole = phonemize(sentence, language)
    assert given in whole
    assert phonemize(sentence.replace(word, f"[[{given}]]"), language) == whole


def test_the_next_sound_decides_how_an_article_is_read() -> None:
    assert phonemize("the [[ˈæpəl]]") == "ðɪ ˈæpəl"
    assert phonemize("the [[kˈæt]]") == "ðə kˈæt"


def test_words_of_a_lexicon_too(tmp_path) -> None:
    lexicon = tmp_path / "words.tsv"
    lexicon.write_text("Loughborough\tlˈʌfbɹə\n", encoding="utf-8")
    assert phonemize("She is in Loughborough.", lexicon=str(lexicon)) == "ʃiː ɪz ɪn lˈʌfbɹə."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[kˈæt]]", "kˈæt"),
        ("[[kˈæt]] [[dˈɔɡ]].", "kˈæt dˈɔɡ."),
        ("two [[kˈæt]] [[dˈɔɡ]]", "tˈuː kˈæt dˈɔɡ"),
        ("in zob [[kˈæt]]", "ɪn zˈɑːb kˈæt"),  # the word that stands for phones is in the text
        ("[[kˈæt]]s", "kˈætˈɛs"),  # phones that are part of a word
    ],
)
def test_where_nothing_stands_beside_the_phones_or_they_are_not_found(
    text: str, expected: str
) -> None:
    assert phonemize(text) == expected


def test_texts_without_phones_are_left_alone() -> None:
    def fail(texts: list[str]) -> list[str]:
        raise AssertionError(texts)

    assert read_beside_phones([["a text"], ["", "kˈæt", " "]], fail) == [None, None]


def test_a_stand_in_that_is_read_differently_is_given_up() -> None:
    spoken = {"zob": "tsob", "obz": "ops", "in zob": "in dzob", "in obz": "ˌin ˈops"}

    def speak(texts: list[str]) -> list[str]:
        return [spoken[text] for text in texts]

    rows = [["in ", "k", ""], ["in ", "ˈa", ""]]
    assert read_beside_phones(rows, speak) == [None, ["ˌin", ""]]
