"""English telephone numbers: digit by digit, with a pause between groups."""

import re

from processors.text.english.numbers import has_digits, spell_digits

_LOCAL = re.compile(
    r"(?<![\w.,$€£+-])(?:\+(\d{1,3})[\s.-])?(?:(1)[\s.-])?(?:\((\d{3})\)\s?|(\d{3})[\s.-])?"
    r"(\d{3})[.-](\d{4})(?![\w-]|[.,]\d)"
)
_INTERNATIONAL = re.compile(r"(?<![\w+])\+(?=\(?[1-9])(\(?\d[\d().-]*(?: ?[\d().-]*\d)*)(?!\w|,\d)")
_GROUPED = re.compile(
    r"(?<![\w.,$€£¥+/:-])(?<!\d )(\(\d{2,5}\) ?)?\d{1,5}(?:[ -]\d{2,8}){1,5}"
    r"(?![\w:/]|-\w|[.,]\d| ?[%°]| \d)"
)
_UNGROUPED = re.compile(r"(?<![\w.,$€£¥+/:#=-])\d{6,13}(?!\w|[.,]\d| ?[%°]| [a-z]+s\b)")
_AFTER_WORD = re.compile(
    r"\b(?:call|dial|phone|telephone|tel|fax|mobile|cell|hotline|helpline|ring|whatsapp)\b"
    r"|\b(?:my|our|his|her|your|their|phone|contact) number(?: is|'s)?(?![a-z])"
    r"(?:[.:]| ?(?:us|me|him|her|them|now|today|at|on|is|number|no)\b)*[\s:]*$",
    re.IGNORECASE,
)
# Lengths of groups that are telephone numbers wherever they stand.
_PATTERNS = frozenset([(3, 3, 4), (1, 3, 3, 4)])
_DATES = frozenset([(2, 2, 4), (2, 2, 2), (4, 2, 2), (4, 4), (2, 4), (4, 2)])
_ONE_DIGIT_CODES = ("1", "7")
_TWO_DIGIT_CODES = frozenset(
    """20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64
    65 66 81 82 84 86 90 91 92 93 94 95 98""".split()  # noqa: SIM905 - a list of codes
)


def expand_telephone_numbers(text: str) -> str:
    """Text with telephone numbers in words: with dashes, spaces, an area in brackets, a plus."""
    if not has_digits(text):
        return text
    text = _LOCAL.sub(_local, text)
    text = re.sub(r"\b1-(8\d\d)-(?=[A-Z]{3})", lambda m: f"one, {spell_digits(m[1])}, ", text)
    if "+" in text:
        text = _INTERNATIONAL.sub(_international, text)
    text = _GROUPED.sub(_grouped, text)
    return _UNGROUPED.sub(_ungrouped, text)


def _spell(groups: list[str]) -> str:
    return ", ".join(spell_digits(group) for group in groups)


def _local(match: re.Match[str]) -> str:
    country, *groups = match.groups()
    words = _spell([group for group in groups if group])
    return f"plus {spell_digits(country)}, {words}" if country else words


def _international(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[1].replace("(0)", ""))
    if not 7 <= sum(map(len, groups)) <= 15:
        return match[0]
    first = groups[0]
    if len(first) > 3:  # the country's code touches the number
        size = 1 if first[0] in _ONE_DIGIT_CODES else 2 if first[:2] in _TWO_DIGIT_CODES else 3
        groups[:1] = [first[:size], first[size:]]
    return "plus " + _spell([part for group in groups for part in _split(group)])


def _split(digits: str) -> list[str]:
    """Groups of three, four at the end, where more than five digits stand together."""
    if len(digits) <= 5:
        return [digits]
    head = len(digits) - 4
    return [*(digits[start : min(start + 3, head)] for start in range(0, head, 3)), digits[head:]]


def _grouped(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0])
    if not _is_telephone(match, groups):
        return match[0]
    return _spell([part for group in groups for part in _split(group)])


def _is_telephone(match: re.Match[str], groups: list[str]) -> bool:
    sizes, total = tuple(map(len, groups)), sum(map(len, groups))
    if not 6 <= total <= 13:
        return False
    if match[1] or _AFTER_WORD.search(match.string[: match.start()]):
        return match[1] is None or total >= 7
    if sizes in _PATTERNS or (sizes == (4, 3, 3) and groups[0] in ("1300", "1800", "1900")):
        return True
    if groups[0][0] == "0":
        return len(groups[0]) > 1 and total >= 8 and sizes not in _DATES
    if sizes == (3, 4) and " " in match[0]:
        is_year = 1900 <= int(groups[1]) < 2100
        return groups[0] == "555" or (groups[0][0] in "23456789" and not is_year)
    return False


def _ungrouped(match: re.Match[str]) -> str:
    """Ten digits in a row, or any after "call"; a round number is an amount."""
    digits = match[0]
    is_telephone = re.fullmatch(r"0\d{9,10}|1?[2-9]\d{9}", digits) and digits[-3:] != "000"
    if not (is_telephone or _AFTER_WORD.search(match.string[: match.start()])):
        return digits
    if len(digits) == 11 and digits[0] == "1":
        return _spell(["1", digits[1:4], digits[4:7], digits[7:]])
    return _spell(_split(digits))
