"""English: rules that are older than the shared grammar and know more of the language."""

import re

from processors.text.english.capitals import lower_capitals
from processors.text.english.dates import expand_dates, expand_times
from processors.text.english.durations import expand_durations
from processors.text.english.mathematics import expand_mathematics
from processors.text.english.money import expand_money
from processors.text.english.numbers import expand_fractions, expand_numbers, join_groups
from processors.text.english.primes import expand_primes
from processors.text.english.references import expand_aircraft, expand_references, expand_verses
from processors.text.english.roman import expand_roman
from processors.text.english.signs import expand_signs, expand_web
from processors.text.english.telephone import expand_telephone_numbers
from processors.text.english.units import expand_units
from processors.text.english.words import expand_abbreviations
from processors.text.grammar.language import Language
from processors.text.grammar.numerals import Formats


class English(Language):
    """English of any country; all but American English writes the day before the month."""

    locale = "en"
    number_code = "en"
    formats = Formats(decimal=".", group=",")
    uses_grammar = False

    def before_marks(self, text: str) -> str:
        """Clean text in words; each rule reads what the rules before it left."""
        text = lower_capitals(text)
        text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))(?<=\d{4},)", ", ", text)  # "1990,200": a list
        text = expand_web(text)
        text = re.sub(r"(?<=\d)/(?=[a-z]{2})", " per ", text)
        text = expand_telephone_numbers(text)
        text = join_groups(text)
        text = expand_verses(text)
        text = expand_times(text)
        text = expand_dates(text, day_first=not self.code.startswith("en-us"))
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
