"""Normalizer: written text to words, rules in the order in which they depend on each other."""

import re

from processors.text.cleaning import clean
from processors.text.english.capitals import lower_capitals
from processors.text.english.dates import expand_dates, expand_times
from processors.text.english.durations import expand_durations
from processors.text.english.mathematics import expand_mathematics
from processors.text.english.money import expand_money
from processors.text.english.numbers import expand_fractions, expand_numbers, join_groups
from processors.text.english.primes import expand_primes
from processors.text.english.references import (
    expand_aircraft,
    expand_references,
    expand_verses,
)
from processors.text.english.roman import expand_roman
from processors.text.english.signs import expand_signs, expand_web
from processors.text.english.telephone import expand_telephone_numbers
from processors.text.english.units import expand_units
from processors.text.english.words import expand_abbreviations
from processors.text.minus import spell_minus


def normalize(text: str, language: str = "en-us") -> str:
    """Text in words, as far as the language has rules.

    English has the whole grammar. Other languages have no rules of their own yet: their text
    reaches espeak-ng as it is written, which reads numbers by the rules of the language, apart from
    the minus sign where espeak-ng drops it.
    """
    english = language.lower().split("-")[0] == "en"
    if english:
        text = re.sub(r"(?<=\S)\s−\s(?=\S)", " minus ", text)  # no dash, as a hyphen would be
    text = clean(text, language)
    if english:
        text = normalize_english(text, day_first=not language.lower().startswith("en-us"))
    else:
        text = spell_minus(text, language)
    return tidy(text)


def normalize_english(text: str, day_first: bool = False) -> str:
    """Clean English text in words; each rule reads what the rules before it left."""
    text = lower_capitals(text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))(?<=\d{4},)", ", ", text)  # "1990,200": a list
    text = expand_web(text)
    text = re.sub(r"(?<=\d)/(?=[a-z]{2})", " per ", text)
    text = expand_telephone_numbers(text)
    text = join_groups(text)
    text = expand_verses(text)
    text = expand_times(text)
    text = expand_dates(text, day_first)
    text = expand_mathematics(text)
    text = expand_money(text)
    text = expand_primes(text)
    text = expand_durations(text)
    text = expand_fractions(text)
    text = expand_units(text)
    text = expand_references(text)
    text = expand_roman(text)
    text = expand_abbreviations(text)
    text = expand_aircraft(text)
    text = expand_signs(text)
    return re.sub(r" [-–] ", " — ", expand_numbers(text))


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
