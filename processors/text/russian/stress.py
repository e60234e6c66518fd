"""Forms of Russian numerals and units that espeak-ng stresses on another syllable."""

import re

from processors.text.grammar.finding import any_of
from processors.text.russian.agreement import NUMERALS, PREPOSITIONS, TRANSPARENT

_NUMERALS = any_of(NUMERALS)
_BEFORE = any_of(NUMERALS | PREPOSITIONS.keys() | TRANSPARENT)
# A hyphen gives the part behind it a stress of its own, without a pause.
_SPELLINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), spelling)
    for pattern, spelling in (
        (r"\bсорок\b(?!-)", "сорокь"),
        (rf"\b({_BEFORE}) сорока\b", r"\1 соро-ка"),  # no magpie
        (rf"\bсорока(?= (?:{_NUMERALS})\b)", "соро-ка"),
        (r"\b((?:четыр|тр)ё[хм])(?=сот|ста)", r"\1-"),
        (r"\bодну целую\b", "одну целою"),
        (r"(?<=[ое]м )году\b", "го-ду"),  # "в девятом году"
        (r"\bвек(ах|ам)\b", r"ве-к\1"),
        (r"\b(два|три|четыре|полтора|половиной) часа\b", r"\1 ча-са"),
        (r"\b(кило|мега|гекто)(?=паскал)", r"\1-"),
        (r"\b(микро|нано|милли)(?=секунд)", r"\1-"),
        (r"\b(микро|нано)(?=метр)", r"\1-"),
        (r"\b(гига|мега|тера|кило)(?=(?:байт|бит|ватт|герц)[аеу]\b)", r"\1-"),
    )
)


def respell(text: str) -> str:
    """Text in which these words are spelled so that their stress is right."""
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return text
