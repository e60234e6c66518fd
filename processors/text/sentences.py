"""Sentence splitter: cuts a long text into segments that are spoken one after another."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from processors.text.grammar.sentence_ends import dot_ends_sentence
from processors.text.languages import find_language
from processors.text.lines import unwrap_lines
from processors.text.markup import strip_markup

if TYPE_CHECKING:
    from processors.text.grammar.language import Language

_ABBREVIATIONS = """
    mr mrs ms dr prof rev hon gov sen rep gen col capt lt sgt cpl maj adm cmdr pres supt messrs
    mme mlle mt ft fr st jr sr vs etc al eg ie cf approx est dept inc co corp ltd bros no nos vol
    ch fig sec art pp p jan feb mar apr jun jul aug sept sep oct nov dec ave blvd rd ca viz op ed
    bzw usw evtl ggf nr str dhr mevr sra srta dra
"""
_NEVER_END = frozenset(_ABBREVIATIONS.split())
# Abbreviations after which a sentence may well be over.
_MAY_END = frozenset(("etc", "jr", "sr", "inc", "co", "corp", "ltd", "bros", "ave", "blvd", "rd"))
# What begins a sentence, where an abbreviation leaves it open.
_STARTERS = frozenset(
    """The A An He She It They We I You This That These Those There But And However In On At When
    What Who Where Why How If As For His Her Its Their Our My After Before Then No Yes So
    """.split()  # noqa: SIM905 - a list of words
)
# French sets a space before a closing quote; German quotes may point the other way.
_CLOSING = r"(?:[\"'”’“‘»«)\]」』】]|\s»(?=\s|$))*"
# Phones in [[…]] and stretches of another language hold marks of their own; they are matched
# first, whole, and never cut.
_WHOLE = re.compile(r"\[\[.*?\]\]|<lang\b.*?</lang\s*>", re.DOTALL)
_END = re.compile(
    rf"({_WHOLE.pattern})|([.!?…]+{_CLOSING}(?=\s|$)|[。！？｡]+{_CLOSING}|\n\s*)", re.DOTALL
)
_CLAUSE = re.compile(rf"(?:[;:]{_CLOSING}(?=\s)|[；：]|\s[—–-]+(?=\s)|—)")
_COMMA = re.compile(rf"(?:,{_CLOSING}(?=\s)|[，、])")
_SPACE = re.compile(r"(?=\s)")


def split_sentences(text: str, max_chars: int = 300, language: str = "") -> list[str]:
    """Sentences of a text, none longer than ``max_chars`` unless one word is.

    A sentence ends at . ! ? …, their CJK forms, an empty line, or the end of a line that is not
    only the width of a page (see ``unwrap_lines``). Too long ones are cut at semicolons, colons and
    dashes, then at commas, then between words; a word that is longer than ``max_chars`` stays whole
    unless its script writes no spaces. Nothing is lost but white space and markup.

    ``language`` is an espeak-ng code: one with rules knows the ordinals, abbreviations and initials
    whose dots end no sentence.
    """
    if max_chars < 1:
        raise ValueError(f"max_chars must be positive, got {max_chars}")
    segments = []
    rules = find_language(language)
    if rules is not None and not rules.uses_grammar:
        rules = None  # English has its own
    for sentence in _sentences(unwrap_lines(strip_markup(text, keep=("lang",))), rules):
        segments += _fit(sentence, max_chars, [_CLAUSE, _COMMA, _SPACE])
    return segments


def _sentences(text: str, rules: "Language | None") -> list[str]:
    sentences, start = [], 0
    for match in _END.finditer(text):
        if match[1] or not _ends(text, match, rules):
            continue
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    sentences.append(text[start:].strip())
    return _attach_marks([sentence for sentence in sentences if sentence])


def _ends(text: str, match: re.Match[str], rules: "Language | None") -> bool:
    """Whether a mark ends its sentence: not after "Dr.", "J." or before a small letter."""
    mark = match[2]
    if not mark.startswith("."):
        rest = text[match.end() :].lstrip(" –—-" if rules else " ")
        # "What?" he asked. "Wait… what": the sentence goes on in small letters.
        return mark[0] not in "…!?" or not rest[:1].islower()
    rest = text[match.end() :].lstrip()
    if mark.startswith("..") or rest[:1].islower():
        return not rest[:1].islower()
    if rules is not None:
        return dot_ends_sentence(text[: match.start()], text[match.end() :], rules)
    word = re.search(r"[^\s\"'“‘(\[]*$", text[max(0, match.start() - 40) : match.start()])[0]
    name = word.casefold().replace(".", "")
    if name in _NEVER_END:
        return name in _MAY_END and mark == "." and not _continues(rest)
    if len(word) == 1 and word.isalpha() and word != "I":
        return not rest[:1].isupper()  # an initial
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", word):
        return not _continues(rest)  # "U.S. Army" and "the U.S. He"
    return True


def _continues(rest: str) -> bool:
    """Whether what follows an abbreviation looks like more of the same sentence."""
    first = re.match(r"[\"'“‘(]*(\w+)", rest)
    if first is None:
        return False
    return first[1] not in _STARTERS


def _attach_marks(sentences: list[str]) -> list[str]:
    """Sentences, those without a letter or digit joined to the one before (or after)."""
    joined: list[str] = []
    for sentence in sentences:
        silent = not re.search(r"\w", sentence)
        if joined and (silent or not re.search(r"\w", joined[-1])):
            joined[-1] = f"{joined[-1]} {sentence}"
        else:
            joined.append(sentence)
    return joined


def _fit(segment: str, max_chars: int, cuts: list[re.Pattern[str]]) -> list[str]:
    """Cut a segment at the best marks available and fill each part up to ``max_chars``."""
    if len(segment) <= max_chars:
        return [segment]
    if not cuts:
        return _chop(segment, max_chars)
    parts = _cut(segment, cuts[0])
    filled: list[str] = []
    for part in parts:
        if filled and len(filled[-1]) + len(part) <= max_chars:
            filled[-1] += part
        else:
            filled.append(part)
    return [
        fitted
        for part in filled
        if part.strip()
        for fitted in _fit(part.strip(), max_chars, cuts[1:])
    ]


def _cut(segment: str, cut: re.Pattern[str]) -> list[str]:
    """Parts of a segment, cut after every mark; white space stays with the part after it."""
    protected = [match.span() for match in _WHOLE.finditer(segment)]
    ends = [
        match.end()
        for match in cut.finditer(segment)
        if not any(start < match.end() < end for start, end in protected)
    ]
    edges = [0, *ends, len(segment)]
    return [segment[start:end] for start, end in pairwise(edges) if start < end]


_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]")


def _chop(word: str, max_chars: int) -> list[str]:
    """Parts of one overlong word, which is cut only in scripts without spaces."""
    if "[[" in word or not _UNSPACED.search(word):
        return [word]
    return [word[start : start + max_chars] for start in range(0, len(word), max_chars)]
