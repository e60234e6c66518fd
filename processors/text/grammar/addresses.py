"""Addresses of the web and of mail, and versions and internet addresses in digits."""

import re

from processors.text.grammar.finding import substitute
from processors.text.grammar.language import Language
from processors.text.grammar.numerals import Context, has_digits

_TOP = (
    "com|org|net|edu|gov|int|info|biz|app|dev|io|ai|tv|me|eu|de|at|ch|fr|be|es|it|pt|br|nl|pl|ru|cz|se|"
    "no|dk|uk|us|mx|ar|cl|jp|cn|kr|hk|tw|fi|hu|ro|sk|ua|gr|tr|ie|lu|рф"
)
_HOST = rf"(?:[\w](?:[\w-]{{0,61}}\w)?\.)+(?:{_TOP})"
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+-]{{1,64}}@{_HOST}(?!\w)")
_URL = re.compile(
    rf"(?:\bhttps?://|\bftp://|\bwww\.)[^\s<>\"']*[\w/]|(?<![\w@.]){_HOST}(?![\w.])(?:/[^\s<>\"']*[\w/])?",
    re.IGNORECASE,
)
_LIKE_AN_ADDRESS = re.compile(r"\w\.\w|@|://")
_MARKS = re.compile(r"([./@_?=&#:%+~-])")
_VERSION = re.compile(r"(?<![\d.,:/-])\d{1,4}(?:\.\d{1,4}){2,}(?![\w]|[.,]\d)")
_AFTER_LETTER = re.compile(r"(?<=[A-Za-z])\d{1,3}\.\d{1,3}(?![\w]|[.,]\d)")


def expand_addresses(text: str, language: Language) -> str:
    """Text with addresses of web and mail in words."""
    if not _LIKE_AN_ADDRESS.search(text):
        return text
    text = substitute(_EMAIL, text, lambda m, around: _spell(m[0], language))
    return substitute(_URL, text, lambda m, around: _spell(m[0], language))


def _spell(address: str, language: Language) -> str:
    address = re.sub(r"^(?:https?|ftp)://", "", address, flags=re.IGNORECASE).rstrip("/")
    parts = []
    for part in _MARKS.split(address):
        words = language.address_words.get(part, part)
        is_short = len(part) <= 3 and part.isalpha() and part.lower() not in language.read_domains
        parts.append(language.letters(part.upper()) if is_short and part.isascii() else words)
    return " ".join(part for part in parts if part)


def expand_versions(text: str, language: Language) -> str:
    """Text with versions in words: "2.0.1", "Python3.11", "192.168.0.1"."""
    if not has_digits(text):
        return text

    def speak(match: re.Match[str], around: Context) -> str | None:
        parts = match[0].split(".")
        is_grouped = language.formats.group == "." and all(len(part) == 3 for part in parts[1:])
        is_host = len(parts) == 4 and all(part[0] != "0" and int(part) < 256 for part in parts)
        is_amount = is_grouped and parts[0] != "0" and not is_host
        return None if is_amount else language.version(parts)

    text = substitute(_VERSION, text, speak)
    return substitute(_AFTER_LETTER, text, lambda m, around: language.version(m[0].split(".")))
