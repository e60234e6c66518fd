"""Words beside given phones, read as in a sentence that has a word in the place of the phones.

Read by itself, a stretch between given phones has the stress of words that stand alone ("ˈɪn" for
"ɪn"), and its last word does not hear of the vowel that follows ("ðə" for "ðɪ").
"""

import re
from collections.abc import Callable, Sequence

from processors.text.inventory import PUNCTUATION

# Words that no text has, in the place of phones that begin with a consonant, and with a vowel.
_STAND_INS = ("zob", "obz")
_VOWELS = frozenset("aeiouyæøœɐɑɒɔɘəɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏ")
_STRESS = "ˈˌ"
_OUTSIDE = re.escape("".join(mark for mark in PUNCTUATION if mark not in "'’-"))


def read_beside_phones(
    rows: Sequence[list[str]], speak: Callable[[list[str]], list[str]]
) -> list[list[str] | None]:
    """Phones of the texts of each row, which are at even places; given phones are at odd ones.

    None for a row without both, and where the phones of the stand-in are not found again: where it
    is read differently beside other words, or is part of a word. ``speak`` gives phones of texts.
    """
    wanted = [len(row) > 1 and re.search(r"\w", "".join(row[::2])) is not None for row in rows]
    if not any(wanted):
        return [None] * len(rows)
    sentences = [_with_stand_ins(rows[index]) for index, both in enumerate(wanted) if both]
    consonant, vowel, *answers = speak([*_STAND_INS, *sentences])
    pattern = f"{_whatever_stress(consonant)}|{_whatever_stress(vowel)}"
    found = re.compile(rf"(?<![^\s{_OUTSIDE}])(?:{pattern})(?![^\s{_OUTSIDE}])")
    remaining = iter(answers)
    parts = [found.split(next(remaining)) if both else [] for both in wanted]
    return [
        [part.strip() for part in own] if len(own) == len(row[::2]) else None
        for own, row in zip(parts, rows, strict=True)
    ]


def _with_stand_ins(row: list[str]) -> str:
    return "".join(
        _STAND_INS[part.lstrip(_STRESS)[:1] in _VOWELS] if index % 2 else part
        for index, part in enumerate(row)
    )


def _whatever_stress(phones: str) -> str:
    """Pattern of phones that may be stressed otherwise."""
    plain = [re.escape(phone) for phone in phones if phone not in _STRESS]
    return f"[{_STRESS}]?".join(["", *plain])
