"""The rules in the order in which they depend on each other."""

import re

from processors.text.grammar.addresses import expand_addresses, expand_versions
from processors.text.grammar.amounts import expand_durations, expand_money, expand_units
from processors.text.grammar.dates import expand_dates, expand_times
from processors.text.grammar.language import Language
from processors.text.grammar.numbers import (
    expand_mathematics,
    expand_numbers,
    expand_ordinals,
    expand_products,
)
from processors.text.grammar.numerals import join_groups
from processors.text.grammar.roman import expand_roman
from processors.text.grammar.signs import expand_signs
from processors.text.grammar.telephone import expand_telephone_numbers
from processors.text.grammar.words import expand_abbreviations, expand_initials

# Each rule reads what the rules before it left.
RULES = (
    expand_addresses,
    expand_telephone_numbers,
    lambda text, language: join_groups(text, language.formats),
    expand_times,
    expand_dates,
    expand_versions,
    expand_products,
    expand_money,
    expand_durations,
    expand_units,
    expand_abbreviations,
    expand_mathematics,
    expand_roman,
    expand_ordinals,
    expand_signs,
    expand_numbers,
    expand_initials,
)


def expand(text: str, language: Language) -> str:
    """Clean text in words, by the shared rules and the language's own before and after them."""
    text = language.before_marks(text)
    if language.uses_grammar:
        for rule in RULES:
            text = rule(text, language)
        text = re.sub(r"(?<=\s)[-–](?=\s)", "—", text)
    return language.after_marks(text)
