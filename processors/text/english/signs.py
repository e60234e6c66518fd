"""Addresses of the web, and signs that are read as words."""

import re

from processors.text.english.numbers import NUMBER

_TOP = "com|org|net|edu|gov|mil|int|io|ai|co|uk|de|fr|eu|us|ca|au|jp|info|biz|tv|me|app|dev|xyz"
_HOST = rf"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.)+(?:{_TOP})"
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+-]{{1,64}}@{_HOST}\b")
_URL = re.compile(
    rf"(?:\bhttps?://|\bftp://|\bwww\.)[^\s<>\"']*[\w/]|(?<![\w@.])(?i:{_HOST})\b(?:/[^\s<>\"']*[\w/])?"
)
# Without one of these there is no address, nor a full stop that lacks its space.
_LIKE_AN_ADDRESS = re.compile(r"[.!?]\S|[@/]")
_READ = {
    ".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", "?": "question mark",
    "=": "equals", "&": "and", "#": "hash", ":": "colon", "%": "percent", "+": "plus",
    "~": "tilde",
}  # fmt: skip
# Nothing that a rule about signs looks for.
_NO_SIGNS = re.compile(r"[A-Za-z0-9\s.,;:!?'\"()—…]*")


def expand_web(text: str) -> str:
    """Text with web addresses in words; a dot inside a file name is a "dot", too."""
    if not _LIKE_AN_ADDRESS.search(text):
        return text
    text = _EMAIL.sub(lambda m: _spell(m[0]), text)
    text = _URL.sub(lambda m: _spell(re.sub(r"^(?:https?|ftp)://", "", m[0]).rstrip("/")), text)
    # A missing space after a full stop, not a name: "end.Start".
    text = re.sub(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])", " ", text)
    return re.sub(r"(?<=[a-z\d])\.(?=[a-z]{2,4}\b)(?<!\d\.)", " dot ", text)


def _spell(address: str) -> str:
    parts = re.split(r"([./@_?=&#:%+~-])", re.sub(r"^www(?=\.)", "W W W", address))
    return " ".join(_READ.get(part, part) for part in parts if part)


def expand_signs(text: str) -> str:
    """Text with signs in words; signs that are not spoken are left out."""
    if _NO_SIGNS.fullmatch(text):
        return text
    text = re.sub(r"\bC\+\+(?!\w)", "C plus plus", text)
    text = re.sub(r"\b([CF])#(?!\w)", r"\1 sharp", text)
    text = re.sub(r"#(?=\d)", " number ", text)
    text = re.sub(r"#(?=[A-Za-z])", " hashtag ", text)
    text = re.sub(rf"~\s?(?={NUMBER})", " about ", text)
    text = re.sub(r"\s*[×✕]\s*", " times ", text)
    text = re.sub(r"(?<=\w) ?\* ?(?=\d)", " times ", text)
    text = re.sub(r"(?<=[\w)])\s?\+\s?(?=[\w(])", " plus ", text)
    text = re.sub(r"(?<=\d)[ºª](?!\w)", "th", text)
    for sign, words in _SIGNS.items():
        text = text.replace(sign, f" {words} ")
    text = re.sub(r"(?<=[A-Z])&A\b", " and Eigh", text)
    text = re.sub(r"(?<![A-Z])&|&(?![A-Z])", " and ", text)  # espeak reads "AT&T"
    text = re.sub(r"(?<=[\w.])\s?/\s?(?=[a-z]+\b)(?<=\d\s/)|(?<=\d)/(?=[a-z])", " per ", text)
    text = re.sub(r"(?<=\w)–(?=\w)", " to ", text)
    text = re.sub(r"(?<=\w)@(?=\w)| @ ", " at ", text)
    text = re.sub(r"@(?=\w)", " at ", text)
    text = text.replace("²", " squared ").replace("³", " cubed ")
    return re.sub(r"[*_^~\\/|<>#@™®©]|(?<!\w)\+(?!\w)", " ", text)


_SIGNS = {
    "±": "plus or minus", "÷": "divided by", "=": "equals", "≈": "is about", "≠": "is not",
    "≤": "is at most", "≥": "is at least", "→": "to", "§": "section", "¶": "paragraph",
    "√": "the square root of", "∞": "infinity", "°": "degrees", "µ": "micro", "π": "pi",
    " < ": "is less than", " > ": "is greater than",
}  # fmt: skip
