"""Line breaks in a text: which are only the width of a page, and which separate lines."""

import re
import unicodedata
from itertools import pairwise

_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_ENDS_IN_MARK = re.compile(r"[.!?…:;,。！？、，；：।؟،—–]['\"”’»)\]」』】]*$")
_LIST_ITEM = re.compile(r"(?:[•‣▪●■*–—-]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
_BULLET = re.compile(r"^[•‣▪●■*–-]\s+")
# A line that ends in one of these goes on: "the city of" / "London".
_GOES_ON = re.compile(r"(?:^|\s)(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|with)$", re.I)
# The dot of an address ends no sentence: "12 Oak St." / "London".
_ABBREVIATION = re.compile(r"\b(?:St|Rd|Ave|Dr|Ln|Blvd|Ct|Pl|Sq|Inc|Ltd|Co|Apt|Str)\.$")
# Lines of fewer columns are a list or an address, not a paragraph that was wrapped.
_MIN_WRAP_COLUMNS = 30


def unwrap_lines(text: str) -> str:
    """Text in which only the line breaks are left that separate lines or paragraphs.

    A single break inside a wrapped paragraph becomes a space, at any length of the text. Short
    lines (an address, a list) stay lines, and an empty line ("\\n\\n") stays between paragraphs.
    """
    text = _BREAK.sub("\n", text).strip()
    if "\n" not in text:
        return text
    return "\n\n".join(_unwrap(paragraph) for paragraph in _PARAGRAPH.split(text))


def speak_line_breaks(text: str) -> str:
    """One line: a pause stands where ``unwrap_lines`` left a break, unless a mark is there."""
    text = unwrap_lines(text)
    if "\n" not in text:
        return text
    out = ""
    for piece in re.split(r"(\n+)", text):
        if not piece.startswith("\n"):
            out += _BULLET.sub("", piece)
        elif (
            _ENDS_IN_MARK.search(out.rstrip()) and not _ABBREVIATION.search(out)
        ) or not re.search(r"\w", out):
            out += " "
        else:
            out += ". " if len(piece) > 1 else ", "
    return out


def _unwrap(paragraph: str) -> str:
    lines = [line.strip() for line in paragraph.split("\n")]
    wrapped = _is_wrapped(lines)
    text = lines[0]
    for before, line in pairwise(lines):
        if _LIST_ITEM.match(line) or not (wrapped or _goes_on(before, line)):
            text += "\n" + line
        elif re.search(r"[^\W\d_]-$", before) and line[:1].islower():
            text += line  # a word that was cut at its hyphen
        else:
            text += " " + line
    return text


def _is_wrapped(lines: list[str]) -> bool:
    """Whether the lines are one paragraph that was cut at about the same width."""
    if len(lines) < 2:
        return True
    columns = [_columns(line) for line in lines]
    if max(columns) < _MIN_WRAP_COLUMNS or min(columns[:-1]) < max(columns) / 2:
        return False
    starts = [line.lstrip("\"'“‘(«")[:1] for line in lines[1:]]
    return len(lines) == 2 or any(not (start.isupper() or start.isdigit()) for start in starts)


def _goes_on(before: str, line: str) -> bool:
    """Whether a sentence, or the pause of its mark, leads over the break."""
    if _ABBREVIATION.search(before):
        return False
    return bool(line[:1].islower() or _ENDS_IN_MARK.search(before) or _GOES_ON.search(before))


def _columns(line: str) -> int:
    """Columns of a line; a letter of Chinese or Japanese takes two."""
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
