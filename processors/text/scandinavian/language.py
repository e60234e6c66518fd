"""What Swedish, Norwegian and Danish share in how marks are spoken."""

import re
from typing import ClassVar

from processors.text.grammar.language import NOWHERE, Language
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Number
from processors.text.scandinavian.numerals import Numerals

_SMALL = frozenset(
    """och og eller i på av til till er är var kom å to
    """.split()  # noqa: SIM905 - a list of words
)
_NAME = re.compile(r"\b([A-ZÅÄÖÆØ][a-zåäöæøé]+)\s*$")
_COUNTED = frozenset(
    """del kapitel kapittel världskriget bok bind bind klass klasse typ type grupp gruppe akt
    artikel artikkel fas fase världskrig vatikankonciliet avdelning
    """.split()  # noqa: SIM905 - a list of words
)
# "kl. 8.00–16.00": both ends are times.
CLOCK_SPAN = re.compile(
    r"\b([Kk]l\.?)\s?(\d{1,2})[.:](\d\d)\s?[-–]\s?(\d{1,2})[.:](\d\d)(?!\w|[.,]\d)"
)


class Scandinavian(Language):
    """Swedish, Norwegian or Danish; a subclass names its numerals, tables and words."""

    numerals: ClassVar[Numerals]
    default_gender = "c"
    rulers: ClassVar[frozenset[str]] = frozenset()
    """Names of rulers before "4." or "IV"; others before a Roman numeral are read alike."""
    century: str = ""
    """Word of the century, after an ordinal."""
    the: str = "den"
    half: tuple[str, str] = ("en halv", "en och en halv")
    part: tuple[str, str] = ("del", "delar")
    clock: str = "klokken"
    neuter_one: str = "ett"
    common_one: str = "en"

    def cardinal(self, number: int, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        if number == 1:
            neuter = noun is None or noun.gender == "n"
            return self.neuter_one if noun is not None and neuter else self.counting_one(noun)
        return self.numerals.cardinal(number)

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        following = around.word_after()
        if noun is None and number.is_one and following[:1].islower() and following not in _SMALL:
            noun = Noun.of("", gender="n" if self.neuter.fullmatch(following) else "c")
        return super().number(number, noun, around)

    neuter: re.Pattern[str] = re.compile(r"(?!)")
    """Pattern of neuter nouns, before which one has a form of its own."""

    def counting_one(self, noun: Noun | None) -> str:
        """The word for one without a neuter noun after it."""
        return self.common_one if noun is not None else self.numerals.ones[1]

    def ordinal(self, number: int, around: Context = NOWHERE) -> str:
        words = self.numerals.ordinal(number)
        return f"{self.the} {words}" if self._ruler(around) else words

    def respell(self, text: str) -> str:
        """Number words with hyphens between their parts, where espeak-ng misses the seam."""
        return self.numerals.seams.sub(r"\1-", text)

    def is_year(self, number: Number, around: Context) -> bool:
        if not super().is_year(number, around) or around.word_before() in self.numbered:
            return False
        if around.word_before() in self.year_words:
            return True
        return re.match(self.counted, around.after.lstrip()) is None

    counted: str = r"(?!)"
    """Pattern of a counted word after a number that is no year."""

    def date(self, day: int, month: int, year: str | None, around: Context) -> str:
        words = f"{self.numerals.ordinal(day)} {self.month(month)}"
        return f"{words} {self.written_year(year)}" if year else words

    def date_span(self, first: int, day: int, month: int, year: str | None, around: Context) -> str:
        return self.span(self.numerals.ordinal(first), self.date(day, month, year, around))

    def time(self, hour: int, minute: int, second: int | None, around: Context) -> str:
        words = self.numerals.cardinal(hour)
        if hour == 1:
            words = self.neuter_one
        if minute:
            words += (
                f" {self.digits('0') + ' ' if minute < 10 else ''}{self.numerals.cardinal(minute)}"
            )
        return words if second is None else f"{words} {self.and_} {self.cardinal(second)}"

    def fraction(self, numerator: int, denominator: int, around: Context = NOWHERE) -> str:
        if (numerator, denominator) == (1, 2):
            return self.half[0]
        if not 3 <= denominator <= 20 or numerator > 3 * denominator:
            return super().fraction(numerator, denominator, around)
        one = self.part_name(denominator)
        if numerator == 1:
            return f"{self.common_one} {one}{self.part[0]}"
        return f"{self.cardinal(numerator)} {one}{self.part[1]}"

    def part_name(self, denominator: int) -> str:
        """Ordinal before "part": "fjärde"."""
        return self.numerals.ordinal(denominator)

    def mixed_fraction(self, whole: int, numerator: int, denominator: int) -> str:
        if (numerator, denominator) == (1, 2):
            if whole == 1:
                return self.half[1]
            return f"{self.cardinal(whole)} {self.and_} {self.half[0]}"
        return super().mixed_fraction(whole, numerator, denominator)

    def roman(self, value: int, suffix: str, around: Context) -> str | None:
        before = around.word_before()
        if self.century and re.match(rf"\s*{self.century}", around.after):
            return self.ordinal(value)
        if before in self.numbered or before in _COUNTED:
            return self.cardinal(value) + suffix
        name = _NAME.search(around.before)
        if name and value < 40 and not self.begins_sentence(name[1]):
            return f"{self.the} {self.ordinal(value)}"
        return None

    def is_ordinal(self, number: str, around: Context) -> bool:
        if around.word_before() in self.numbered:
            return False
        if self._ruler(around):
            return True
        return super().is_ordinal(number, around)

    def _ruler(self, around: Context) -> bool:
        name = _NAME.search(around.before)
        return name is not None and name[1] in self.rulers
