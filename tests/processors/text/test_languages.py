"""What holds for every language with rules of its own."""

import random
import re

import pytest

from processors.text.languages import find_language, languages_with_rules
from processors.text.normalizer import normalize
from processors.text.sentences import split_sentences
from tests.processors.text.test_every_language import SENTENCES

LANGUAGES = [code for code in languages_with_rules() if find_language(code).uses_grammar]
# Marks of every kind, whole and broken.
MARKS = tuple(
    """3. 12 1984 -5 € $ km % 3,50 1.234 0176 +49 h 14:30 Uhr XIV. V II Dr. z.B. a der Haus ( ) / –
    - . , ½ 10^-3 ² 1/2 x @ www.a.de A. U.S.A. № § °C ' " … 1e5 5º 2e e kr 1.2.3 00 < > ~ 12. 3.10.
    999999999999999999999 2024-10-03 14h30 5-10 «a» 1er 8 800 555
    """.split()  # noqa: SIM905
)


def words_of(code: str) -> dict[str, str]:
    """Every word of the tables of a language, by where it stands."""
    language = find_language(code)
    tables = (
        "signs", "signs_before_numbers", "address_words", "abbreviations", "before_numbers",
        "before_names",
    )  # fmt: skip
    words = {
        f"{table}[{key!r}]": value
        for table in tables
        for key, value in getattr(language, table).items()
    }
    for name in ("minus", "plus", "decimal_mark", "to", "by", "power", "over", "times", "and_"):
        words[name] = getattr(language, name)
    return words


@pytest.mark.parametrize("code", LANGUAGES)
def test_tables_hold_words(code: str) -> None:
    wrong = {
        place: words
        for place, words in words_of(code).items()
        if not words.strip() or re.search(r"[\d.,;:!?€$%&§/]", words)
    }
    assert not wrong


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_unit_and_currency_has_a_name(code: str) -> None:
    language = find_language(code)
    for sign in ("km", "m²", "kg", "h", "min", "s", "km/h", "°C", "%", "kWh", "GB"):
        unit = language.unit(sign)
        assert unit is not None
        assert re.fullmatch(r"[^\d{}]+", unit.form("other")), sign
    for code in ("EUR", "USD", "GBP", "CHF", "JPY"):
        assert re.fullmatch(r"[^\d]+", language.currency(code)[0].form("other"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_letters_are_left_as_they_are(code: str) -> None:
    text = SENTENCES.get(code) or SENTENCES[code.split("-")[0]]
    assert normalize(text, code) == text


@pytest.mark.parametrize("code", languages_with_rules())
def test_any_marks_become_words(code: str) -> None:
    """Whatever is written, nothing fails, and no Arabic digit is left."""
    draw = random.Random(code)
    for _ in range(60):
        text = "".join(
            draw.choice(MARKS) + draw.choice([" ", " ", "", "\u00a0"])
            for _ in range(draw.randint(1, 12))
        )
        words = normalize(text, code)
        assert not re.search(r"\d", words), (text, words)
        assert split_sentences(text, 100, code) or not text.strip()


@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers_of_all_sizes_are_told_apart(code: str) -> None:
    language = find_language(code)
    numbers = [
        *range(0, 130),
        200,
        234,
        999,
        1000,
        1001,
        1100,
        1999,
        2024,
        21_000,
        10**6,
        10**9 + 1,
    ]
    assert len({language.cardinal(number) for number in numbers}) == len(numbers)
    assert len({language.ordinal(number) for number in range(1, 130)}) == 129
