"""Written text to words, in the order in which the rules depend on each other."""

import re
from functools import lru_cache

from processors.text.cleaning import clean
from processors.text.english.dates import expand_dates, expand_times
from processors.text.english.money import expand_money
from processors.text.english.numbers import expand_fractions, expand_numbers
from processors.text.english.roman import expand_roman
from processors.text.english.signs import expand_phones, expand_signs, expand_web
from processors.text.english.units import expand_units
from processors.text.english.words import expand_abbreviations, expand_references

# Languages that write 1.234,5 for what English writes as 1,234.5.
_DECIMAL_COMMA = frozenset(
    """af az be bg bs ca cs da de el es et eu fi fr gl hr hu hy id is it ka kk lt lv mk nb nl no pl
    pt ro ru sk sl sq sr sv tr uk uz vi""".split()  # noqa: SIM905 - a list of codes
)

# Where num2words writes kanji, espeak reads digits but no kanji.
_LEFT_TO_ESPEAK = frozenset(["ja"])


def normalize(text: str, language: str = "en-us") -> str:
    """Spell out what is not written as words.

    English has the whole grammar; in other languages num2words reads numbers where it knows the
    language, and what is left is espeak's to read.
    """
    text = clean(text, language)
    name = language.lower().split("-")[0]
    if name == "en":
        text = normalize_english(text, day_first=not language.lower().startswith("en-us"))
    else:
        text = spell_numbers(text, name)
    return tidy(text)


def normalize_english(text: str, day_first: bool = False) -> str:
    """Clean English text to words; each rule reads what those before it left."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))(?<=\d{4},)", ", ", text)  # "1990,200": a list
    text = expand_web(text)
    text = re.sub(r"(?<=\d)/(?=[a-z]{2})", " per ", text)
    text = expand_phones(text)
    text = expand_times(text)
    text = expand_dates(text, day_first)
    text = expand_money(text)
    text = expand_fractions(text)
    text = expand_units(text)
    text = expand_references(text)
    text = expand_roman(text)
    text = expand_abbreviations(text)
    text = expand_signs(text)
    return expand_numbers(text)


def spell_numbers(text: str, language: str) -> str:
    """Numbers in the words of a language that num2words knows; else the text as it is."""
    if not re.search(r"\d", text) or not _speaks(language):
        return text
    group, point = (r"[.\s]", ",") if language in _DECIMAL_COMMA else (",", r"\.")
    whole = rf"(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{point}\d+)?"
    pattern = rf"(?<![\w.,:/-]){whole}(?![\w:/-]|[.,]\d)"

    def words(match: re.Match[str]) -> str:
        digits = re.sub(group, "", match[0]).replace(",", ".")
        return _number(digits, language) or match[0]

    return re.sub(pattern, words, text)


@lru_cache
def _speaks(language: str) -> bool:
    return language not in _LEFT_TO_ESPEAK and _number("1", language) is not None


def _number(digits: str, language: str) -> str | None:
    from num2words import num2words

    try:
        return num2words(
            float(digits) if "." in digits else int(digits),
            lang={"nb": "no"}.get(language, language),
        )
    except (NotImplementedError, OverflowError, ValueError, KeyError, IndexError, TypeError):
        return None


def tidy(text: str) -> str:
    """Brackets and bars become pauses; no mark is doubled, stands alone or begins the text."""
    text = re.sub(r"^[-–]\s+(?=\w)", "", text)
    text = re.sub(r"[)\]}]+(?=[\s\"']*$)", "", text)
    text = re.sub(r"[(\[{]", ", ", text)
    text = re.sub(r"[)\]}]", ", ", text)
    text = re.sub(r"\s+([,.;:!?…])", r"\1", text)
    text = re.sub(r"(?:,\s*)+(?=[,.;:!?…—])|(?<=[.;:!?…—])(?:\s*,)+", "", text)
    text = re.sub(r"([.;:!?…])(?:[,;]|\.(?=\s|$))+", r"\1", text)
    text = re.sub(r"(?<=—)(?=[^\s—])", " ", text)
    text = re.sub(r"^[\s,.;:!?…—]+(?=.*\w)", "", text)
    text = re.sub(r"(?<=[^\W\d]),(?=[^\W\d])", ", ", text)
    return " ".join(text.split())
