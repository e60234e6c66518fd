"""Characters that espeak-ng names instead of reading."""

import logging

import pytest

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor
from processors.text.unreadable import leave_out_unreadable
from utils.errors import UserError


def processor(language: str, **options: bool) -> TextProcessor:
    return TextProcessor(TextConfig(language=language), SymbolTable.default(), **options)


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [
        ("en-us", "say 你好 twice", "say  twice"),
        ("en-us", "the word привет is", "the word  is"),
        ("en-us", "a مرحبا b", "a  b"),
        ("en-us", "a こんにちは b", "a  b"),
        ("en-us", "a שלום b", "a  b"),
        ("en-us", "a สวัสดี b", "a  b"),
        ("en-us", "a ሰላም b", "a  b"),
        ("de", "der Футбол ist", "der  ist"),
        ("ja", "今日は привет", "今日は "),
        ("cmn", "你好こんにちは", "你好"),
        ("ru", "слово 你好", "слово "),
        ("kl", "aluu да", "aluu "),
    ],
)
def test_named_characters_are_left_out(language: str, text: str, kept: str) -> None:
    texts, counts = leave_out_unreadable([text], language)
    assert texts == [kept]
    left_out = [char for char in text if char.isalpha() and char not in kept]
    assert sorted(counts[0].elements()) == sorted(left_out)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-us", "naïve café Łódź Dvořák"),
        ("en-us", "α and β, γ-rays and µ, π"),
        ("en-us", "서울 is Seoul, नमस्ते"),
        ("ja", "ラーメン、ちゃっきゅう、コーヒー"),
        ("ja", "hello こんにちは"),
        ("cmn", "你好世界, 今天天气很好"),
        ("ru", "Съешь же ещё этих мягких булок, я и он в СССР. й"),
        ("uk", "ще й шатро їхнє п'яне знаємо"),
        ("ar", "السَّلامُ عَلَيْكُمْ ٥٠"),
        ("fa", "می‌خواهم ۵۰"),
        ("hi", "ज्ञान क्षमा ५०"),
        ("th", "สวัสดีชาวโลก ๕"),
        ("vi", "người đường ngủ ạ ẫ"),
        ("ko", "안녕하세요 한국어"),
        ("ka", "გამარჯობა მსოფლიო"),
        ("haw", "ʻōlelo Hawaiʻi"),
        ("grc", "ἄνθρωπος λόγος"),
    ],
)
def test_what_the_language_reads_is_kept(language: str, text: str) -> None:
    texts, counts = leave_out_unreadable([text], language)
    assert texts == [text]
    assert not counts[0]


def test_latin_letters_lose_marks_that_espeak_would_spell() -> None:
    texts, counts = leave_out_unreadable(["Nguyễn Thị and Ḥasan"], "en-us")
    assert texts == ["Nguyen Thi and Hasan"]
    assert not counts[0]


def test_texts_keep_their_order_and_their_own_counts() -> None:
    texts, counts = leave_out_unreadable(["a 你", "b", "c 你你"], "en-us")
    assert texts == ["a ", "b", "c "]
    assert [count["你"] for count in counts] == [1, 0, 2]


def test_warning_names_characters_text_and_remedy(caplog: pytest.LogCaptureFixture) -> None:
    speaker = processor("ko")
    with caplog.at_level(logging.WARNING):
        phones = speaker.phonemize("今日 해는 아침 떠오른다")
        speaker.phonemize("今日 해는 아침")
    assert phones == processor("ko").phonemize("해는 아침 떠오른다")
    assert len(caplog.records) == 1
    assert "cannot read '今日' in language 'ko'" in caplog.text
    assert "해는 아침 떠오른다" in caplog.text
    assert "[[…]]" in caplog.text
    assert speaker.unreadable == {"今": 2, "日": 2}


@pytest.mark.parametrize(
    ("language", "text"),
    [("en-us", "你好" * 180), ("ko", "今日"), ("de", "привет мир"), ("en-us", "a 你好")],
)
def test_text_that_is_mostly_unreadable_is_an_error(language: str, text: str) -> None:
    with pytest.raises(UserError, match=rf"cannot read .* in language '{language}': write"):
        processor(language).phonemize(text)


def test_training_refuses_any() -> None:
    speaker = processor("en-us", refuse_unreadable=True)
    assert speaker.phonemize("fine words")
    with pytest.raises(UserError, match="cannot read '你'"):
        speaker.phonemize("many fine words and 你 among them")
    assert speaker.unreadable == {"你": 1}


def test_phones_in_brackets_are_not_looked_at() -> None:
    assert processor("en-us", refuse_unreadable=True).phonemize("go [[ɡˈoʊ]]") == "ɡˌoʊ ɡˈoʊ"
