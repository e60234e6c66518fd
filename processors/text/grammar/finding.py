"""Shared parts of the rules: substitution with context, and patterns that every rule builds on."""

import re
from collections.abc import Callable, Iterable

from processors.text.grammar.language import Language
from processors.text.grammar.numerals import Context

# A minus that is no hyphen, dash or span: nothing that could be its left side stands before it.
MINUS = r"(?:(?<![\w)\]%€$£.])[-−]\s?(?=\d))"
SPAN = r"\s?[-–]\s?"
REACH = 200  # characters on each side of a mark that say how it is spoken
NOT_INSIDE = r"(?<![\w.,])"


def substitute(
    pattern: re.Pattern[str], text: str, speak: Callable[[re.Match[str], Context], str | None]
) -> str:
    """Text with each match in words; one for which ``speak`` gives None stays as it is.

    ``speak`` sees the text before a match as it is spoken by then. Words get a space where a letter
    or digit touches them.
    """
    done, end = "", 0
    for match in pattern.finditer(text):
        done += text[end : match.start()]
        end = match.end()
        around = Context(done[-REACH:], text[end : end + REACH])
        words = speak(match, around)
        if words is None:
            done += match[0]
            continue
        before, after = done[-1:], text[end : end + 1]
        done += (" " if before.isalnum() and words[:1].isalnum() else "") + words
        done += " " if after.isalnum() and words[-1:].isalnum() else ""
    return done + text[end:]


def any_of(words: Iterable[str]) -> str:
    """Pattern of any of these, the longest one first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def signed_number(language: Language) -> str:
    """Pattern of a number with or without a minus, as one group."""
    return rf"({MINUS}?{language.formats.number})"


def is_end_of_text(after: str) -> bool:
    """Whether nothing but marks follows."""
    return re.search(r"\w", after) is None


def ends_sentence(after: str, language: Language, *, likely: bool = False) -> bool:
    """Whether a dot before ``after`` also ends its sentence: nothing or a new one follows.

    ``likely``: so it often does here, and any capital begins a sentence in languages that write
    nouns in small letters.
    """
    if is_end_of_text(after):
        return not after.lstrip().startswith((".", ",", ";", ":", "!", "?", "…"))
    following = re.match(r"[\"')\]]*\s+[\"'(¿¡]*([^\W\d_][\w'’-]*)", after)
    if following is None:
        return False
    any_capital = likely and not language.capitalized_nouns and following[1][0].isupper()
    is_initial = len(following[1]) == 1 and after[following.end() :].startswith(".")
    return any_capital or (not is_initial and language.begins_sentence(following[1]))
