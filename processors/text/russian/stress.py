"""Forms of Russian numerals and units that espeak-ng stresses on another syllable."""

import re

# A hyphen gives the part behind it a stress of its own, without a pause.
_SPELLINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), spelling)
    for pattern, spelling in (
        (r"\bсорок\b(?!-)", "сорокь"),
        (r"\bсорока(?=\s|$|[,.;:!?…])", "соро-ка"),
        (r"\b((?:четыр|тр)ё[хм])(?=сот|ста)", r"\1-"),
        (r"\bодну целую\b", "одну целою"),
        (r"\b(два|три|четыре|полтора|половиной) часа\b", r"\1 ча-са"),
        (r"\b(кило|мега|гекто)(?=паскал)", r"\1-"),
        (r"\b(микро|нано|милли)(?=секунд)", r"\1-"),
        (r"\b(микро|нано)(?=метр)", r"\1-"),
        (r"\b(гига|мега|тера|кило)(?=(?:байт|бит|ватт|герц)[аеу]\b)", r"\1-"),
    )
)
_MISREAD = re.compile(
    r"сорок|ё[хм]с|одну целую|часа|паскал|[оаи]секунд|[оа]метр|(?:байт|бит|ватт|герц)[аеу]\b",
    re.IGNORECASE,
)


def respell(text: str) -> str:
    """Text in which these words are spelled so that their stress is right."""
    if not _MISREAD.search(text):
        return text
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return text
