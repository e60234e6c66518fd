"""Signs that are read as words, and those that are not read."""

import re
from functools import cache

from processors.text.grammar.finding import any_of, substitute
from processors.text.grammar.language import Language

# Nothing that a rule about signs looks for.
_NO_SIGNS = re.compile(r"[\w\s.,;:!?'\"()—…-]*")
_UNSPOKEN = re.compile(r"[*_^~\\/|<>#@™®©{}\[\]]|(?<!\w)\+(?!\w)")


def expand_signs(text: str, language: Language) -> str:
    """Text with signs in words: "&", "§ 5", "<5", "a = b"."""
    if _NO_SIGNS.fullmatch(text):
        return text
    before, anywhere = _patterns(language)
    text = substitute(before, text, lambda m, _: f" {language.signs_before_numbers[m[1]]} ")
    text = re.sub(r"(?<=[\w)])\s?\+\s?(?=[\w(])", f" {language.plus} ", text)
    text = re.sub(r"(?<![\w)+.])\+(?=[^\W\d_])", f"{language.plus} ", text)
    text = substitute(anywhere, text, lambda m, _: f" {language.signs[m[0]]} ")
    text = re.sub(r"(?<=\w)–(?=\w)(?!(?<=\d–)\d)", f" {language.to} ", text)
    return _UNSPOKEN.sub(" ", text)


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = rf"({any_of(language.signs_before_numbers) or '(?!)'})\s?(?=-?\d)"
    return re.compile(before), re.compile(any_of(language.signs) or "(?!)")
