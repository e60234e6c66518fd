"""English references: "No. 5", "p. 12", "Matthew 5:3-12", and models such as "Boeing 737-800"."""

import re

from processors.text.english.numbers import cardinal, has_digits, pairs

_BEFORE_NUMBERS = {
    "No": "number", "no": "number", "Nos": "numbers", "nos": "numbers", "p": "page",
    "pp": "pages", "Pp": "pages", "Vol": "volume", "vol": "volume", "Ch": "chapter",
    "ch": "chapter", "Fig": "figure", "fig": "figure", "Figs": "figures", "Sec": "section",
    "sec": "section", "Art": "article", "art": "article", "Eq": "equation", "Tab": "table",
    "Ex": "example", "Ref": "reference", "c": "circa", "ca": "circa", "Apt": "apartment",
    "Rm": "room", "Op": "opus", "op": "opus", "v": "version", "Rte": "route", "St": "street",
}  # fmt: skip
_WORDS = "|".join(sorted(_BEFORE_NUMBERS, key=len, reverse=True))
_BEFORE_NUMBER = re.compile(rf"\b({_WORDS})\.\s?(?=\d)")
_BEFORE_NUMERAL = re.compile(r"\b(Vol|Ch|Fig|Sec|Art|Op)\. (?=[IVXLC]+\b)")
_NUMERO = re.compile(r"(?:№|\bN[º°]\.?)\s?(?=\d)")
# "No 1" is a number; "No 2 people are alike" is not, nor is "no 1".
_UNDOTTED = re.compile(r"\bNo(s?) (?=\d{1,4}(?![\w:%]|[.,]\d| [a-z]+s\b| (?:people|men|women)\b))")
_BOOKS = (
    "Genesis|Exodus|Leviticus|Numbers|Deuteronomy|Joshua|Judges|Ruth|Samuel|Kings|Chronicles|Ezra|"
    "Nehemiah|Esther|Job|Psalms?|Ps|Proverbs|Ecclesiastes|Isaiah|Jeremiah|Lamentations|Ezekiel|"
    "Daniel|Hosea|Joel|Amos|Obadiah|Jonah|Micah|Nahum|Habakkuk|Zephaniah|Haggai|Zechariah|Malachi|"
    "Matthew|Matt|Mark|Luke|John|Acts|Romans|Corinthians|Galatians|Ephesians|Philippians|"
    "Colossians|Thessalonians|Timothy|Titus|Philemon|Hebrews|James|Peter|Jude|Revelation|Rev|"
    "Surah?|Sura|Quran|Gen|Exod?|Deut|Isa|Jer|Rom|Cor|Gal|Eph|Phil|Col|Heb|Jas|Pet"
)
_VERSES = re.compile(
    rf"\b({_BOOKS})\.? (\d{{1,3}}):(\d{{1,3}})(?:\s?[-–]\s?(\d{{1,3}})(?![\d:]))?"
    r"(?![\d:]|\s?[AaPp]\.?[Mm]\b)"
)
_AIRCRAFT = re.compile(
    r"(?<![\w.,$€£-])(7[0-8]7|A3[0-8]0|MD|DC|CRJ)-([1-9]00|\d{1,2})(?![\w-]|[.,]\d)"
)
_BOEING = re.compile(r"\b(Boeings?) (7[0-8]7)\b")


def expand_references(text: str) -> str:
    """Text with abbreviations before numbers in words; numbers stay digits."""
    text = _BEFORE_NUMERAL.sub(lambda m: f"{_BEFORE_NUMBERS[m[1]]} ", text)
    if not has_digits(text):
        return text
    text = _NUMERO.sub("number ", text)
    text = _UNDOTTED.sub(lambda m: f"number{m[1]} ", text)
    return _BEFORE_NUMBER.sub(lambda m: f"{_BEFORE_NUMBERS[m[1]]} ", text)


def expand_verses(text: str) -> str:
    """Text with chapters and verses in words, before they are taken for times of day."""
    return _VERSES.sub(_verses, text) if ":" in text else text


def _verses(match: re.Match[str]) -> str:
    book, chapter, first, last = match.groups()
    words = f"{book} {cardinal(chapter)} {cardinal(first)}"
    return f"{words} to {cardinal(last)}" if last else words


def expand_aircraft(text: str) -> str:
    """Text with aircraft in words: "737-800" → "seven thirty-seven eight hundred"."""
    if not has_digits(text):
        return text
    text = _BOEING.sub(lambda m: f"{m[1]} {pairs(m[2])}", text)
    text = re.sub(r"\b(Boeings? seven \w+-\w+)-(\d{3})\b", lambda m: f"{m[1]} {pairs(m[2])}", text)
    text = _AIRCRAFT.sub(_aircraft, text)
    return re.sub(r"\bA(3[0-8]0)\b(?!-)", lambda m: f"A {pairs(m[1])}", text)


def _aircraft(match: re.Match[str]) -> str:
    family, variant = match.groups()
    if family.isdigit() and len(variant) < 3:
        return match[0]
    if family.isdigit():
        return f"{pairs(family)} {pairs(variant)}"
    name = f"A {pairs(family[1:])}" if family[0] == "A" else family
    return f"{name} {pairs(variant)}"
