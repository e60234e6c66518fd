"""Markup in a text: HTML and SSML tags are left out, character references decoded."""

import html
import re
from collections.abc import Collection

_INLINE = """a abbr acronym b bdi bdo big center cite code data del dfn em font i ins kbd label mark
    phoneme prosody q ruby s samp say-as small span strike strong sub sup time tt u var voice wbr
    emphasis speak w audio button canvas iframe img input link meta svg video"""
_BLOCK = """address article aside blockquote body caption dd details div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 head header hr html li main menu nav ol
    option p pre section select summary table tbody td tfoot th thead title tr ul
    textarea"""
_NAMES = frozenset(f"{_INLINE} {_BLOCK} br break".split())
_BLOCKS = frozenset(_BLOCK.split())

_ATTRIBUTE = r"""\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))?"""
_TAG = re.compile(rf"<(/?)([A-Za-z][\w:-]*)((?:{_ATTRIBUTE})*)\s*(/?)>")
_UNSPOKEN = re.compile(
    r"<!--.*?-->|<(script|style)\b[^<>]*>.*?</\1\s*>|<!(?i:doctype)\b[^<>]*>|<\?.*?\?>",
    re.DOTALL | re.IGNORECASE,
)
_RAISED = re.compile(r"<sup>\s*([-−+]?\d+)\s*</sup>", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_ADDRESS = re.compile(r"<((?:https?|ftp)://[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def strip_markup(text: str, keep: Collection[str] = ()) -> str:
    """Text without tags and comments; character references such as ``&amp;`` are decoded.

    A tag that separates paragraphs becomes an empty line, ``<br>`` a comma. A name in angle
    brackets that is no known element ("<your name>") and a comparison ("a <b") are no tags.
    ``keep`` names elements whose tags stay.
    """
    if "<" in text and ">" in text:
        text = _ADDRESS.sub(r"\1", _UNSPOKEN.sub(" ", text))
        closed = {match[2].lower() for match in _TAG.finditer(text) if match[1]}
        text = _RAISED.sub(lambda match: match[1].translate(_SUPERSCRIPTS), text)
        text = _TAG.sub(lambda match: _instead_of(match, closed, keep), text)
    if "&" in text:
        text = _REFERENCE.sub(lambda match: html.unescape(match[0]), text)
    return text


def _instead_of(match: re.Match[str], closed: set[str], keep: Collection[str]) -> str:
    closing, name, attributes, empty = match[1], match[2].lower(), match[3], match[4]
    if name in keep:
        return match[0]
    known = name in _NAMES and (not attributes or "=" in attributes or len(name) > 1)
    if not (known or closing or empty or name in closed or "=" in attributes):
        return match[0]
    if name in _BLOCKS:
        return "\n\n"
    return ", " if name in ("br", "break") else ""
