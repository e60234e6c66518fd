"""Normalizer: written text to words, by the rules of its language."""

import re

from processors.text.cleaning import clean
from processors.text.grammar.rules import expand
from processors.text.languages import find_language
from processors.text.minus import spell_minus


def normalize(text: str, language: str = "en-us") -> str:
    """Text in words, as far as the language has rules.

    The text of a language without rules reaches espeak-ng as it is written, which reads numbers by
    the rules of the language, apart from the minus sign where espeak-ng drops it.
    """
    rules = find_language(language)
    if rules is None:
        return tidy(spell_minus(clean(text, language), language))
    if rules.locale == "en":
        text = re.sub(r"(?<=\S)\s−\s(?=\S)", " minus ", text)  # no dash, as a hyphen would be
    return tidy(expand(clean(text, language), rules))


def tidy(text: str) -> str:
    """Text with commas for brackets, in which no mark is doubled, alone or at the start."""
    text = re.sub(r"^[-–]\s+(?=\w)", "", text)
    text = re.sub(r"[)\]}]+(?=[\s\"']*$)", "", text)
    text = re.sub(r"[(\[{]", ", ", text)
    text = re.sub(r"[)\]}]", ", ", text)
    text = re.sub(r"\s+([,.;:!?…])", r"\1", text)
    text = re.sub(r"(?:,\s*)+(?=[,.;:!?…—])|(?<=[.;:!?…—])(?:\s*,)+", "", text)
    text = re.sub(r"([.;:!?…])(?:[,;]|\.(?=\s|$))+", r"\1", text)
    text = re.sub(r"(?<=—)(?=[^\s—])", " ", text)
    text = re.sub(r"^[\s,.;:!?…—]+(?=.*\w)", "", text)
    text = re.sub(r"(?<=[^\W\d]),(?=[^\W\d])", ", ", text)
    return " ".join(text.split())
