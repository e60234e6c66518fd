"""Sentence ends: dots of ordinals, abbreviations and initials are none."""

import re

from processors.text.grammar.language import Language
from processors.text.grammar.numerals import ROMAN, Context

_WORD = re.compile(r"[^\s\"'“‘„«»(\[¿¡]*$")
_OPENING = re.compile(r"[\s\"'“”„‚‘«»(\[¿¡]*")
_ROMAN = re.compile(ROMAN)


def dot_ends_sentence(before: str, after: str, language: Language) -> bool:
    """Whether a dot between two texts ends a sentence, in a language with rules.

    What begins with a small letter never is a new sentence. After an ordinal, an abbreviation or
    an initial it takes a word that the language knows as the first one of a sentence.
    """
    rest = _OPENING.sub("", after, count=1)
    if rest[:1].islower():
        return False
    if not rest:
        return True
    word = _WORD.search(before[-40:])[0]
    first = None if re.match(r"\w\.", rest) else re.match(r"[^\W\d_][\w'’-]*", rest)
    begins = first is not None and language.begins_sentence(first[0])
    if word.isdigit() and language.formats.dotted_ordinals:
        around = Context(before[: len(before) - len(word)], after)
        return begins or not language.is_ordinal(word, around)
    stem = re.sub(r"[.\s]", "", word).lower()
    if stem in language.abbreviation_stems or re.search(r"(?:^|\s)\w\.[\s-]?\w$", before[-6:]):
        return begins
    if len(word) == 1 and word.isalpha():
        return begins or not rest[:1].isupper()
    if _ROMAN.fullmatch(word) and language.formats.dotted_ordinals:
        return begins
    return True
