"""Forms of words by case: tables that hold them on one line each, and rules of agreement."""

import re
from functools import cache
from typing import NamedTuple

CASES = ("nom", "gen", "dat", "acc", "ins", "loc")


def in_case(forms: str, case: str) -> str:
    """Form of a word in a case, from its forms with "/" between them.

    One form is the same in all cases. Two are nominative and accusative, and all others. Three
    are the same with the instrumental at the end. Six are those of ``CASES`` in their order.
    """
    words = forms.split("/")
    if len(words) == len(CASES):
        return words[CASES.index(case)]
    if len(words) == 1 or case in ("nom", "acc"):
        return words[0]
    return words[-1] if case == "ins" else words[1]


class Ending(NamedTuple):
    """What the end of a noun or adjective says of its case and gender.

    ``pattern`` is of the end of a word in small letters, of the whole word after "^". ``asked``
    names the cases of which a preposition before must ask for one; without them it always holds.
    """

    pattern: str
    case: str
    gender: str
    asked: str = ""


def agreement(
    endings: tuple[Ending, ...], word: str, asked: tuple[str, ...]
) -> tuple[str, str] | None:
    """Case and gender of a word as far as the first rule that fits says, or None."""
    word = word.lower()
    for ending in endings:
        if ending.asked and not set(ending.asked.split()) & set(asked):
            continue
        if _compiled(ending.pattern).search(word):
            return ending.case, ending.gender
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:{pattern})$")
