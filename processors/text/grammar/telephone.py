"""Telephone numbers, before their groups are taken for amounts."""

import re
from functools import cache

from processors.text.grammar.finding import substitute
from processors.text.grammar.language import Language
from processors.text.grammar.numerals import Context, has_digits

_SEPARATOR = r"(?: ?[/–-] ?| |\.|\) ?)"
_DIGITS = rf"\(?\d{{1,15}}\)?(?:{_SEPARATOR}\(?\d{{1,15}}\)?){{0,9}}"
# A plus or a zero in front; ``_speak`` counts the digits.
_MARKED = re.compile(rf"(?<![\w.,:/+-])(?<!\d )(?:\+ ?(?=\d)|\(?(?=0))({_DIGITS})(?![\w:%]|[.,]\d)")
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}|\d{1,4}[.-]\d\d(?:[.-]\d\d)?")
# Numbers of books, accounts and cards.
_SERIAL = re.compile(
    r"(?<![\w.,:/+-])(?:\d+(?:-\d+){3,}(?:-[Xx])?|\d{4}(?: \d{4}){2,}(?: \d{1,4})?)"
    r"(?![\w:/-]|[.,]\d)"
)
_FEWEST_DIGITS, _MOST_DIGITS = 6, 15


def expand_telephone_numbers(text: str, language: Language) -> str:
    """Text with telephone numbers in words, a pause between their groups."""
    if not has_digits(text):
        return text

    def after_word(match: re.Match[str], around: Context) -> str | None:
        words = _speak(match["number"], language, fewest=3)
        return words and f"{match['word']}{words}"

    text = substitute(
        _SERIAL, text, lambda m, _: language.telephone(re.findall(r"\d+", m[0]), False)
    )
    word, national = _patterns(language)
    text = substitute(word, text, after_word)
    text = substitute(national, text, lambda m, around: _speak(m[0], language))
    return substitute(_MARKED, text, lambda m, around: _speak(m[0], language))


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    number = rf"\+?{_DIGITS}"
    word = (
        rf"(?<!\w)(?P<word>(?:{language.telephone_words})\s?)(?P<number>{number})(?![\w:]|[.,]\d)"
    )
    national = rf"(?<![\w.,:/+-])(?<!\d )(?:{language.telephone_numbers})(?![\w:]|[.,]\d| \d)"
    return re.compile(word), re.compile(national)


def _speak(written: str, language: Language, fewest: int = _FEWEST_DIGITS) -> str | None:
    """Words of a telephone number, None for digits that are none."""
    groups = re.findall(r"\d+", re.sub(r"\(0\)", "", written) if "+" in written else written)
    count = sum(map(len, groups))
    if not fewest <= count <= _MOST_DIGITS or _DATE.fullmatch(written):
        return None
    plus = written.startswith("+")
    if plus and len(groups) == 1 and count < 8:
        return None
    return language.telephone(groups, plus)
