"""English feet and inches, and minutes and seconds of arc: what quotes after a number mean."""

import re

from processors.text.english.numbers import NUMBER, has_digits

_ARC = re.compile(
    r"(\d+)\s?°\s?(\d{1,2})\s?'(?:\s?(\d{1,2}(?:\.\d+)?)\s?(?:\"|''))?(?:\s?([NSEW])\b)?"
)
_DIRECTIONS = {"N": "north", "S": "south", "E": "east", "W": "west"}
_AMOUNT = rf"(?:\d+[ -]\d+/\d+|\d+/\d+|{NUMBER})"
_INCHES = re.compile(rf"(?<![\w.,/'])({_AMOUNT})\"")
_FEET = re.compile(rf"(?<![\w.,/'])({_AMOUNT})'(?=[\s,.;:!?)x×]|$)")
# After these "12 inches long" are inches; before a noun ("a 12 inch ruler") it is the singular.
_NO_NOUN = re.compile(
    r"\s*(?:$|[^\sa-z]|(?:long|wide|tall|high|deep|thick|across|apart|above|below|by|x|of|from|to|"
    r"in|and|or|away|at|on|is|are|was|were|for|with|but|than|off|under|over|down|up|as|per|into|"
    r"square|longer|taller|shorter|wider|deeper|higher|when|which|that|each|it|he|she)\b)"
)


def expand_primes(text: str) -> str:
    """Text with feet, inches and angles of arc in words; numbers stay digits."""
    if not has_digits(text) or ("'" not in text and '"' not in text):
        return text
    text = _ARC.sub(_arc, text)
    closing = _closing_quotes(text)
    text = _INCHES.sub(lambda m: m[0] if m.end() - 1 in closing else _inches(m), text)
    text = _FEET.sub(_feet, text)
    return re.sub(r"\b(feet|foot|inch|inches) ?[x×] ?(?=\d)", r"\1 by ", text)


def _arc(match: re.Match[str]) -> str:
    degrees, minutes, seconds, direction = match.groups()
    words = f"{degrees} {_several(degrees, 'degree')} {int(minutes)} {_several(minutes, 'minute')}"
    if seconds:
        words += f" {seconds} {_several(seconds, 'second')}"
    return f"{words} {_DIRECTIONS[direction]}" if direction else words


def _several(number: str, unit: str) -> str:
    return unit if number.lstrip("0") == "1" else f"{unit}s"


def _closing_quotes(text: str) -> set[int]:
    """Places of quotes that end a quotation, by those that begin one before."""
    closing, is_open = set(), False
    for match in re.finditer('"', text):
        if is_open:
            closing.add(match.start())
        elif text[match.start() - 1 : match.start()].isdigit():
            continue  # of an inch
        is_open = not is_open
    return closing


def _inches(match: re.Match[str]) -> str:
    if re.search(r"\d'\s?$", match.string[: match.start()]):
        return match[0]  # the inches of feet
    return f"{match[1]} {_unit(match, 'inch', 'inches')}"


def _feet(match: re.Match[str]) -> str:
    if re.search(r"(?<!\w)'(?!\d\ds?\b)", match.string[: match.start()]) or (
        re.match(r"\s?\d+(?:\"|\s?in\b|(?![\w'.,]))", match.string[match.end() :])
    ):
        return match[0]
    return f"{match[1]} {_unit(match, 'foot', 'feet')}"


def _unit(match: re.Match[str], one: str, several: str) -> str:
    plural = _NO_NOUN.match(match.string[match.end() :]) and match[1] != "1"
    return several if plural else one
