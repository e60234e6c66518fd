"""Numbers with an ending or a word behind a hyphen: "1-й", "90-х", "5-летний", "20%-ный"."""

import re

from processors.text.grammar.finding import substitute
from processors.text.grammar.numerals import Context, has_digits
from processors.text.russian.agreement import ENDINGS
from processors.text.russian.numbers import RussianNumbers
from processors.text.russian.numerals import joined
from processors.text.slavic.declension import agreement

_RANKED = re.compile(
    r"(?<![\w.,/])(?P<first>\d{1,4})(?:(?P<joiner>\s?[-–—,]\s?|\sи\s|\sили\s)(?P<last>\d{1,4}))?"
    r"\s?[-‑]\s?(?P<suffix>й|ый|ой|ий|го|ого|его|му|ому|ему|м|ым|им|ом|ем|х|ых|их|е|ое|ые|ие|я|ая|ья|ю|ую|"
    r"ми|ыми|мя|ти|тью|и|ью|ей|рёх|ёх|рех|ух|та)(?![\w-])"
)
_CASES = {
    "го": ("gen", "m"), "му": ("dat", "m"), "ых": ("gen", "pl"), "их": ("gen", "pl"),
    "х": ("gen", "pl"), "ые": ("nom", "pl"), "ие": ("nom", "pl"), "ое": ("nom", "n"),
    "я": ("nom", "f"), "ая": ("nom", "f"), "ья": ("nom", "f"), "ю": ("acc", "f"),
    "ую": ("acc", "f"), "ми": ("ins", "pl"), "ыми": ("ins", "pl"), "ом": ("loc", "m"),
    "ем": ("loc", "m"), "ей": ("gen", "f"), "ый": ("nom", "m"), "ий": ("nom", "m"),
    "ого": ("gen", "m"), "его": ("gen", "m"), "ому": ("dat", "m"), "ему": ("dat", "m"),
}  # fmt: skip
_CARDINAL_CASES = {
    "ти": "gen", "и": "gen", "та": "gen", "мя": "ins", "тью": "ins", "ью": "ins", "рёх": "gen",
    "ёх": "gen", "рех": "gen", "ух": "gen",
}  # fmt: skip
_COMPOUND = re.compile(
    r"(?<![\w.,/-])(?P<first>\d{1,4})(?:[-–](?P<last>\d{1,4}))?(?P<half>,5)?(?P<percent>\s?-?%)?"
    r"[-‑](?:(?:ти|и|х|ми|мя|та|рёх)(?:[-‑]|\s(?=(?:комнатн|летн|этажн|дневн|месячн|местн|кратн|разов))))?(?P<word>[а-яё]{4,}|ный|ного|ному|ным|ном|ная|ной|ную|ное|ные|ных|ными|й|го|м|я|е|х)"
    r"(?!\w)"
)
_NO_COMPOUND = re.compile(
    r"(?:тысяч[аиу]?|миллион(?:а|ов)?|процент(?:а|ов)?|человек|рубл[а-я]+|раз)$"
)


def expand_suffixes(text: str, language: RussianNumbers) -> str:
    """Text with such numbers in words."""
    if not has_digits(text) or not re.search(r"\d[,.\d%\s]*[-‑–]", text):
        return text
    text = substitute(_COMPOUND, text, lambda m, around: _compound(m, language))
    return substitute(_RANKED, text, lambda m, around: _ranked(m, around, language))


def _compound(match: re.Match[str], language: RussianNumbers) -> str | None:
    word, percent = match["word"], match["percent"]
    if not percent and (len(word) < 4 or _NO_COMPOUND.match(word)):
        return None
    if percent:
        word = f"процент{word if word.startswith('н') else f'н{_LONG.get(word, word)}'}"
    first = language.in_words(int(match["first"]), "gen")
    head = joined(int(match["first"]), first)
    if match["half"]:
        if match["first"] != "1":
            return None
        head = "полутора"
    if match["last"]:
        last = int(match["last"])
        return f"{head}-{joined(last, language.in_words(last, 'gen'))}{word}"
    return head + word


_LONG = {"й": "ый", "го": "ого", "м": "ом", "я": "ая", "е": "ое", "х": "ых"}


def _ranked(match: re.Match[str], around: Context, language: RussianNumbers) -> str:
    first, last, suffix = int(match["first"]), match["last"], match["suffix"]
    number = int(last) if last else first
    cardinal = _cardinal_case(number, suffix, around, language)
    if cardinal:
        words = language.in_words(number, cardinal)
        return _joined(match, language.in_words(first, cardinal), words) if last else words
    case, gender = _agreement(number, suffix, around, language)
    words = language.rank(number, case, gender)
    return _joined(match, language.rank(first, case, gender), words) if last else words


def _joined(match: re.Match[str], first: str, last: str) -> str:
    joiner = match["joiner"].strip()
    if joiner == ",":
        return f"{first}, {last}"
    return f"{first} {joiner if joiner in ('и', 'или') else '—'} {last}"


def _cardinal_case(
    number: int, suffix: str, around: Context, language: RussianNumbers
) -> str | None:
    """Case of a cardinal with its last letters behind it: "5-ти", "2-х", "3-мя"."""
    if suffix in _CARDINAL_CASES:
        return _CARDINAL_CASES[suffix]
    if suffix in ("х", "ех") and number in (2, 3, 4):
        return "loc" if language.asked(around)[:1] == ("loc",) else "gen"
    if suffix == "ми" and number in (7, 8):
        return "gen"
    after = language.nouns_after(around)
    if suffix == "ю" and after and after[-1].endswith(("ами", "ями", "ьми")):
        return "ins"
    return None


def _agreement(
    number: int, suffix: str, around: Context, language: RussianNumbers
) -> tuple[str, str]:
    asked = language.asked(around)
    after = language.nouns_after(around)
    found = agreement(ENDINGS, after[0], asked) if after else None
    if suffix in ("й", "ой"):
        if asked and "acc" not in asked:
            return "gen", "f"  # "от 1-й до 5-й страницы"
        if found and found[1] == "f":
            return "gen", "f"
        return (
            ("gen", "f") if suffix == "ой" and language.rank(number)[-2:] != "ой" else ("nom", "m")
        )
    if suffix in ("м", "ым", "им"):
        if suffix == "м" and "loc" in asked:
            return "loc", "m"
        return ("dat", "pl") if found == ("dat", "pl") else ("ins", "m")
    if suffix == "е":
        if found and found[1] in ("n", "m") and found[0] != "gen":
            return "nom", "n"
        is_decade = number % 10 == 0 and number >= 20
        return "nom", "pl" if is_decade or (found and after) else "n"
    return _CASES[suffix]
