"""Languages with rules of their own: espeak-ng code to the object that knows how marks sound."""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from processors.text.grammar.language import Language

# Code, or its part before the first hyphen, to the class. The only list of languages with rules.
_CLASSES = {
    "en": "english.language:English",
    "fr": "french.language:French",
    "de": "german.language:German",
    "es": "spanish.language:Spanish",
    "pt": "portuguese.language:Portuguese",
    "it": "italian.language:Italian",
    "nl": "dutch.language:Dutch",
    "sv": "scandinavian.swedish:Swedish",
    "nb": "scandinavian.norwegian:Norwegian",
    "da": "scandinavian.danish:Danish",
    "pl": "polish.language:Polish",
    "cs": "czech.language:Czech",
    "ru": "russian.language:Russian",
    "cmn": "mandarin.language:Mandarin",
}


@cache
def find_language(code: str) -> "Language | None":
    """Language of an espeak-ng code; None for one whose marks are left to espeak-ng."""
    code = code.lower()
    if code == "cmn-latn-pinyin":
        return None  # its digits are tones
    name = _CLASSES.get(code) or _CLASSES.get(code.split("-")[0])
    if name is None:
        return None
    module, _, found = name.partition(":")
    return getattr(import_module(f"processors.text.{module}"), found)(code)


def languages_with_rules() -> list[str]:
    """Codes that ``find_language`` knows, without their variants."""
    return sorted(_CLASSES)
