"""Any Unicode text to plain characters: what has to happen before anything else reads a text."""

import re
import unicodedata

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
_KEPT_FORMS = frozenset("ำຳຳ…ʰʲʷˠˤⁿ²³¹⁰⁴⁵⁶⁷⁸⁹™€′″")
# Joiners that spelling depends on in Indic scripts and Persian.
_JOINERS = "\u200c\u200d"


def clean(text: str, language: str = "en-us") -> str:
    """Plain characters: NFC, no control characters, ASCII quotes and hyphens, single spaces.

    Marks of other scripts become the mark of ours that means the same, an ellipsis is always
    one "…", and a dash between words always " — ". Words and numbers stay as they are.
    """
    if language.split("-")[0] == "el":
        # Greek asks with what looks like a semicolon.
        text = text.replace(";", "?").replace("\u037e", "?").replace("\u0387", ";")
    text = re.sub(r"(?<=\d)(?=[¼-¾⅐-⅞])", " ", text)  # 3½ is not 31/2
    if not (text.isascii() and text.isprintable()):  # those are plain
        text = "".join(_plain(char) for char in text)
    text = unicodedata.normalize("NFC", text).translate(_TRANSLATION)
    text = " ".join(text.split())
    text = re.sub(r"\.{2,}|…[.…]*|(?:\. ){2,}\.", "…", text)
    text = re.sub(r"''", '"', text)
    text = re.sub(r"\s*(?:—|-{2,}|(?<=\s)[-–](?=\s))[\s—-]*", " — ", text)
    text = re.sub(r"(?<=[^\W\d])–(?=[^\W\d])", " — ", text)
    text = re.sub(r"([!?])[!?]*\1", r"\1", text)
    return " ".join(text.split())


def _plain(char: str) -> str:
    """One character without its typographic form; controls, emoji and the like are left out."""
    if char < "\x7f":
        return char if char >= " " else " "
    category = unicodedata.category(char)
    if category in ("Zs", "Zl", "Zp") or char == "\x85":
        return " "
    if category[0] == "C":
        return char if char in _JOINERS else ""
    if unicodedata.decomposition(char).startswith("<") and char not in _KEPT_FORMS:
        return unicodedata.normalize("NFKC", char)
    return "" if category in ("So", "Sk") and char not in _SPOKEN_SIGNS else char


_SPOKEN_SIGNS = frozenset("°©®™´`")
