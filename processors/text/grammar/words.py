"""Abbreviations, initials and initialisms: which dots are no ends of sentences."""

import re
from collections.abc import Iterable
from functools import cache

from processors.text.grammar.finding import ends_sentence, is_end_of_text, substitute
from processors.text.grammar.language import Language
from processors.text.grammar.numerals import ROMAN, Context

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĪĮŁŃŇŌŐŒŘŚŠŤŪŮŰŲŹŻŽА-ЯЁ"
_LETTER = r"[^\W\d_]"
# "U.S.A.", "J. S. Bach", "e.V."; one letter alone only before a name.
_INITIALS = re.compile(rf"(?<![\w.])(?:[{_CAPITAL}]\.\s?){{2,}}")
_DOTTED = re.compile(rf"(?<![\w.])(?:{_LETTER}\.){{2,}}(?!\w)")
_NUMERAL = rf"(?![CDLM](?!\w)){ROMAN}(?!\w)"  # these letters alone are initials
_INITIAL = re.compile(rf"(?<![\w.])([{_CAPITAL}])\.\s?(?=[{_CAPITAL}]{_LETTER})")


def expand_abbreviations(text: str, language: Language) -> str:
    """Text with the abbreviations of the language in full."""
    general, numbered, named = _patterns(language)
    text = substitute(numbered, text, lambda m, around: _before_number(m, language))
    text = substitute(named, text, lambda m, around: _before_name(m, around, language))
    return substitute(general, text, lambda m, around: _in_full(m, around, language))


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    general = rf"(?<![\w.])(?:{_written(language.abbreviations)})(?!\w)"
    numbered = rf"(?<![\w.])(?P<word>{_written(language.before_numbers)})\s?(?=\d|{_NUMERAL})"
    named = rf"(?<![\w.])(?P<word>{_written(language.before_names)})\s?(?=[{_CAPITAL}])"
    return tuple(re.compile(pattern) for pattern in (general, numbered, named))


def _written(abbreviations: Iterable[str]) -> str:
    """Pattern of abbreviations: spaces are optional, and the first letter may be a capital."""
    patterns = []
    for one in sorted(abbreviations, key=len, reverse=True):
        pattern = re.escape(one).replace(r"\ ", r"\s?")
        first = one[0]
        if first.islower():
            pattern = f"[{first}{first.upper()}]{pattern[1:]}"
        patterns.append(pattern)
    return "|".join(patterns) or "(?!)"


def _in_full(match: re.Match[str], around: Context, language: Language) -> str:
    written = match[0]
    words = _look_up(written, language, "abbreviations")
    if not written.endswith("."):
        return words
    key = _key(written)
    may_end = any(_key(one) == key for one in language.may_end)
    if is_end_of_text(around.after) or may_end:
        return words + ("." if ends_sentence(around.after, language, likely=may_end) else "")
    return words


def _before_number(match: re.Match[str], language: Language) -> str:
    return _look_up(match["word"], language, "before_numbers") + " "


def _before_name(match: re.Match[str], around: Context, language: Language) -> str | None:
    following = around.word_after()
    if len(following) < 2 or (len(match["word"]) <= 2 and language.begins_sentence(following)):
        return None
    return _look_up(match["word"], language, "before_names") + " "


def _look_up(written: str, language: Language, table: str) -> str:
    """Words of an abbreviation, with a capital where it was written with one."""
    known = _without_spaces(language, table)
    written = _key(written)
    if written in known:
        return known[written]
    words = known[written[0].lower() + written[1:]]
    return words[:1].upper() + words[1:]


@cache
def _without_spaces(language: Language, table: str) -> dict[str, str]:
    return {_key(written): words for written, words in getattr(language, table).items()}


def _key(written: str) -> str:
    return re.sub(r"\s", "", written)


def expand_initials(text: str, language: Language) -> str:
    """Text without the dots of initials and dotted initialisms: "J. S. Bach", "U.S.A."."""
    if "." not in text:
        return text

    def letters(match: re.Match[str], around: Context) -> str:
        words = language.letters("".join(char for char in match[0] if char.isalpha()))
        ends = ends_sentence(
            around.after if match[0].endswith(".") else match[0][-1] + around.after, language
        )
        space = " " if match[0][-1].isspace() else ""
        return words + ("." if ends else "") + space

    text = substitute(_INITIALS, text, letters)
    text = substitute(_DOTTED, text, letters)
    return substitute(_INITIAL, text, lambda m, around: _initial(m, around, language))


def _initial(match: re.Match[str], around: Context, language: Language) -> str | None:
    following = around.word_after()
    before = around.word_before()
    if language.begins_sentence(following) or before in language.numbered:
        return None
    return f"{language.letters(match[1])} "
