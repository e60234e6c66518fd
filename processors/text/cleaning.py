"""Cleaning of any Unicode text to plain characters, before the rules of a language read it."""

import re
import unicodedata

from processors.text.languages import find_language
from processors.text.lines import speak_line_breaks
from processors.text.markup import strip_markup
from utils.errors import UserError

# Marks of other scripts, and typographic ones, that mean one of ours. NFKC has already been.
_MARKS = {
    "。": ". ", "｡": ". ", "．": ". ", "，": ", ", "、": ", ", "､": ", ", "；": "; ", "：": ": ",
    "！": "! ", "？": "? ", "・": " ", "·": " ", "「": '"', "」": '"', "『": '"', "』": '"',
    "《": '"', "》": '"', "〈": '"', "〉": '"', "【": "(", "】": ")", "〜": "–", "～": "–",
    "؟": "?", "،": ",", "؛": ";", "۔": ".", "।": ".", "॥": ".", "։": ".", "՝": ",", "՜": "!",
    "՞": "?", "።": ".", "፣": ",", "፤": ";", "፥": ":", "፧": "?", "។": ".", "။": ".", "၊": ",",
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"', "‹": "'", "›": "'",
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "ʹ": "'",
    "‐": "-", "‑": "-", "‒": "–", "―": "—", "﹘": "—", "−": "-", "⁄": "/", "∕": "/",
    "•": ",", "‣": ",", "▪": ",", "●": ",", "■": ",", "※": "",
}  # fmt: skip
_TRANSLATION = str.maketrans(_MARKS)
# Compatibility forms that are how the script is written, or that carry meaning as they are.
_KEPT_FORMS = frozenset("ำຳຳ…ʰʲʷˠˤⁿ²³¹⁰⁴⁵⁶⁷⁸⁹⁻⁺™€′″ºª№µ")
# espeak-ng reads these in the languages that follow; elsewhere, and in English, "1/2" is read.
_FRACTIONS = frozenset("½¼¾")
_LANGUAGES_WITH_FRACTIONS = frozenset(["cs", "de", "fr", "it", "nl", "pl", "pt"])
_SPOKEN_SIGNS = frozenset("°©®™´`№")
# Klingon's letters have no place in Unicode but one in the area for private use.
_KLINGON = frozenset(map(chr, range(0xF8D0, 0xF900)))
# Joiners that spelling depends on in Indic scripts and Persian.
_JOINERS = "\u200c\u200d"
# Bytes that were not UTF-8 when the text was read from the command line or the environment.
_UNDECODED = re.compile("[\udc80-\udcff]+")
# No-break spaces between digits group thousands; spaces do where the groups are zeros.
_GROUPS = re.compile(
    r"(?<![\d.,])(?<!\d[ \u00a0\u202f])([1-9]\d{0,2}(?:(?:[\u00a0\u202f]\d{3})+|(?: 000)+))"
    r"(?![ \u00a0\u202f]?\d)"
)
_SPACED_GROUP = re.compile(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}(?!\d))")

_DASH = re.compile(r"\s*(?:—|-{2,}|(?<=\s)[-–](?=\s))[\s—-]*")
# English reads the hyphen between numbers: a span or a subtraction.
_DASH_OR_SPAN = re.compile(
    r"\s*(?:—|-{2,}|(?<=\s)(?<!\d\s)[-–](?=\s)|(?<=\d\s)[-–](?=\s)(?!\s[-$€£¥]?\d))[\s—-]*"
)


def clean(text: str, language: str = "en-us") -> str:
    """Text in plain characters: NFC, no control characters, ASCII quotes, single spaces.

    Marks of other scripts become the mark of ours that means the same, an ellipsis is always
    one "…", and a dash between words always " — ". Words and numbers stay as they are. Markup is
    left out; an empty line and the end of a short line become a mark. Raises UserError for bytes
    that are not UTF-8.
    """
    _require_utf8(text)
    name = language.lower().split("-")[0]
    text = speak_line_breaks(strip_markup(text))
    if name == "el":
        # Greek asks with what looks like a semicolon.
        text = text.replace(";", "?").replace("\u037e", "?").replace("\u0387", ";")
    rules = find_language(language)
    if rules is not None and rules.uses_grammar:
        text = _SPACED_GROUP.sub(rules.formats.group, text)
        text = re.sub(r"(?<=\d)\s?[·⋅]\s?(?=\d)", "×", text)
    if text.isascii() and text.isprintable():  # those are plain
        text = text.replace("`", "'")
    else:
        text = _plain_text(text, name)
    if rules is None:
        text = _GROUPS.sub(lambda match: re.sub(r"\s", "", match[0]), text)
    text = " ".join(text.split())
    text = re.sub(r"\.{2,}|…[.…]*|(?:\. ){2,}\.", "…", text)
    text = re.sub(r"''", '"', text)
    text = (_DASH_OR_SPAN if rules else _DASH).sub(" — ", text)
    text = re.sub(r"(?<=[^\W\d])–(?=[^\W\d])", " — ", text)
    text = re.sub(r"([!?])[!?]*\1", r"\1", text)
    return " ".join(text.split())


def _plain_text(text: str, language: str) -> str:
    kept = _KEPT_FORMS
    if language in _LANGUAGES_WITH_FRACTIONS:
        kept |= _FRACTIONS
    if language == "piqd":
        kept |= _KLINGON
    text = re.sub(r"(?<=\d)(?=[¼-¾⅐-⅞])", " ", text)  # 3½ is not 31/2
    text = re.sub(r"(?<=\d)\.(?=[ºª])", "", text)  # Spanish writes "1.º", too
    if language == "ca":
        text = re.sub(r"(?<=[lL])[·•‧](?=[lL])", "\0", text)  # "col·lega" is spelled with it
    text = "".join(char if char == "\0" else _plain(char, kept) for char in text)
    text = unicodedata.normalize("NFC", text).translate(_TRANSLATION)
    return text.replace("\0", "·")


def _require_utf8(text: str) -> None:
    match = _UNDECODED.search(text)
    if match is not None:
        octets = match[0].encode("utf-8", "surrogateescape").hex(" ")
        before = text[max(0, match.start() - 20) : match.start()]
        raise UserError(f"the text is not UTF-8: byte {octets} after {before!r}")


def _plain(char: str, kept: frozenset[str]) -> str:
    """Character without its typographic form; empty for controls, emoji and the like."""
    if char < "\x7f":
        return char if char >= " " else " "
    category = unicodedata.category(char)
    if category in ("Zs", "Zl", "Zp") or char == "\x85":
        return " "
    if category[0] == "C":
        return char if char in _JOINERS or char in kept else ""
    if unicodedata.decomposition(char).startswith("<") and char not in kept:
        return unicodedata.normalize("NFKC", char)
    return "" if category in ("So", "Sk") and char not in _SPOKEN_SIGNS else char
