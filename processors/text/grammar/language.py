"""Language: how each mark of a written text is spoken, with defaults that most languages share.

The rules beside this file find the marks. They ask a language object for words: a subclass gives
the tables and overrides the methods in which its grammar differs (agreement, order, endings).
"""

import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import ClassVar

from processors.text.grammar import nouns
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats, Number

NOWHERE = Context("", "")
NO_BREAK = "\u00a0"  # between letters that are spelled: no other rule takes them for a numeral
_LONGEST_READ_AS_NUMBER = 15


class Language:
    """One language; ``code`` is the espeak-ng code it was asked for ("pt-br").

    Every method that speaks a mark gets the text around it, from which case and gender follow.
    """

    locale: str = ""
    """Locale of babel: names of months, units and currencies, plural rules."""
    number_code: str = ""
    """Language of num2words; ``cardinal`` and ``ordinal`` use it."""
    formats: Formats = Formats()
    uses_grammar: bool = True
    """False for a language that does everything in ``before_marks``."""

    capitalized_nouns: bool = False
    """Whether nouns begin with a capital, which then says little about a new sentence."""

    # Words that stand for signs.
    minus: str = "minus"
    plus: str = "plus"
    decimal_mark: str = ""
    """The word for the decimal comma (or point)."""
    point: str = ""
    """The word for the dot in versions, and for a decimal mark that is not the language's."""
    to: str = ""
    """Between the ends of a span."""
    ratio: str = ""
    """Between the sides of "3:1"; empty: the sides follow each other."""
    per: str = ""
    """Between a unit or currency and the unit below it: "5 €/kg"."""
    by: str = ""
    """Between the sides of "3 x 4 m"."""
    power: str = ""
    """Before an exponent that is not named."""
    over: str = ""
    """Between the sides of a fraction that has no name."""
    times: str = ""
    and_: str = ""
    signs: ClassVar[Mapping[str, str]] = {}
    """Words of signs wherever they stand; those of ``address_words`` are for addresses."""
    signs_before_numbers: ClassVar[Mapping[str, str]] = {}
    """Words of signs right before a number: "§", "<", "~", "#"."""
    address_words: ClassVar[Mapping[str, str]] = {}
    """Words of ``. / @ - _`` and others inside addresses."""

    read_domains: ClassVar[frozenset[str]] = frozenset(("com", "org", "net", "web", "app"))
    """Short parts of addresses that are words; others of up to three letters are spelled."""

    abbreviations: ClassVar[Mapping[str, str]] = {}
    """Written with its dots ("z. B.": spaces are optional) to words."""
    before_numbers: ClassVar[Mapping[str, str]] = {}
    """Abbreviations that are some only before a number: {"S.": "Seite"}."""
    before_names: ClassVar[Mapping[str, str]] = {}
    """Abbreviations that are some only before a capital: {"M.": "Monsieur"}."""
    may_end: ClassVar[frozenset[str]] = frozenset()
    """Abbreviations that often end a sentence ("usw."): a capital after them begins a new one."""
    never_end: ClassVar[frozenset[str]] = frozenset()
    """More abbreviations after which a sentence goes on, without words of their own."""
    starters: ClassVar[frozenset[str]] = frozenset()
    """Capitalized words that begin a sentence, where an abbreviation or ordinal leaves it open."""
    telephone_words: str = r"(?i:tel|fax)\b\.?:?"
    """Pattern of the words before a telephone number that may begin with any digit."""
    telephone_numbers: str = r"(?!)"
    """Pattern of telephone numbers that begin neither with + nor with 0."""
    numbered: ClassVar[frozenset[str]] = frozenset()
    """Words, in small letters, before numbers that are no dates, years or amounts: "kapitel"."""
    year_words: ClassVar[frozenset[str]] = frozenset()
    """Words before four digits that are a year for certain."""

    unit_genders: ClassVar[Mapping[str, str]] = {}
    """Gender of units by the sign; the one without an entry is ``default_gender``."""
    default_gender: str = "m"
    more_units: ClassVar[Mapping[str, Noun]] = {}
    """Units that CLDR lacks or names otherwise, by the sign."""
    no_units: ClassVar[frozenset[str]] = frozenset()
    """Signs that are words of the language after a number, and no units."""
    currencies: ClassVar[Mapping[str, tuple[Noun, Noun | None]]] = {}
    """Currency by ISO code: its noun and that of its hundredth part; CLDR names the others."""
    currency_words: ClassVar[Mapping[str, str]] = {}
    """Names of currencies as they are written after an amount, to ISO code: {"Euro": "EUR"}."""
    more_currency_signs: ClassVar[Mapping[str, str]] = {}
    """Sign to ISO code, beside the shared ones: {"kr": "SEK"}."""
    magnitudes: ClassVar[Mapping[str, Noun]] = {}
    """Abbreviated or written numerals between amount and currency: {"Mio.": Million(en)}."""
    magnitude_joiner: str = " "
    """Between a magnitude and the currency: " de " in "dos millones de euros"."""
    cents_joiner: str = " "
    """Between the currency and its hundredth part."""
    names_cents: bool = False
    """Whether the hundredth part is named: "y noventa centavos"."""

    def __init__(self, code: str) -> None:
        self.code = code

    def before_marks(self, text: str) -> str:
        """Text after the rules of the language alone, which go before the shared ones."""
        return text

    def after_marks(self, text: str) -> str:
        """Text after the rules of the language alone, which go after the shared ones."""
        return text

    # Numbers

    def cardinal(self, number: int, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        """Words of a whole number, in the gender of the noun that it counts."""
        return num2words_cardinal(number, self.number_code)

    def ordinal(self, number: int, around: Context = NOWHERE) -> str:
        """Words of a rank, in the form that the words around it ask for."""
        return num2words_ordinal(number, self.number_code)

    def is_ordinal(self, number: str, around: Context) -> bool:
        """Whether number and dot ("3. ") are an ordinal here, in languages that write so."""
        following = around.word_after()
        return len(number) <= 3 and following[:1].islower()

    def digits(self, digits: str) -> str:
        """Words of single digits."""
        return " ".join(self.cardinal(int(digit)) for digit in digits if digit.isdigit())

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        """Words of any number: sign, leading zeros and decimals included."""
        whole = number.whole
        if len(whole) > _LONGEST_READ_AS_NUMBER or (len(whole) > 1 and whole[0] == "0"):
            words = self.digits(whole)
        else:
            words = self.cardinal(int(whole), None if number.decimals else noun, around)
        if number.decimals:
            words += f" {self._mark(number)} {self.decimals(number.decimals)}"
        return f"{self.minus} {words}" if number.negative else words

    def decimals(self, digits: str) -> str:
        """Words of the digits after the decimal mark."""
        return self.digits(digits)

    def _mark(self, number: Number) -> str:
        is_ours = number.point == self.formats.decimal or not self.point
        return self.decimal_mark if is_ours else self.point

    def count(self, number: Number, noun: Noun, around: Context = NOWHERE) -> str:
        """Words of an amount and of what is counted, which agree."""
        return f"{self.number(number, noun, around)} {self.form(noun, number)}"

    def form(self, noun: Noun, number: Number) -> str:
        """Form of a noun after a number."""
        return noun.form(nouns.plural_category(number.value, self.locale))

    def year(self, number: int, around: Context = NOWHERE) -> str:
        """Words of a year."""
        return self.cardinal(number)

    def is_year(self, number: Number, around: Context) -> bool:
        """Whether four digits without a separator are a year."""
        return len(number.whole) == 4 and 1100 <= int(number.whole) <= 2099

    def marked_ordinal(self, number: int, sign: str, around: Context = NOWHERE) -> str:
        """Words of a number with an ordinal sign ("1º", "2e"), by the sign as it is written."""
        return self.ordinal(number, around)

    def decade(self, number: int, around: Context = NOWHERE) -> str:
        """Words of "80er" and its like; only languages whose formats find decades need it."""
        return self.cardinal(number)

    def span(self, first: str, last: str) -> str:
        """Words of a span, from those of its ends."""
        return f"{first} {self.to} {last}"

    def span_within(self, first: str, last: str, around: Context) -> str:
        """Words of a span whose sides depend on the text around it."""
        return self.span(first, last)

    def score(self, first: int, last: int) -> str:
        """Words of "3:1"."""
        sides = (self.cardinal(first), self.ratio, self.cardinal(last))
        return " ".join(filter(None, sides))

    def ends_around(self, around: Context) -> tuple[Context, Context]:
        """What both ends of a span of numbers take for the text around them."""
        return around, around

    def year_span(self, first: Number, last: Number, around: Context = NOWHERE) -> str:
        """Words of a span of years, the last one with four digits or two."""
        end = self.year(int(last.whole)) if len(last.whole) == 4 else self.number(last)
        return self.span(self.year(int(first.whole)), end)

    def season(self, first: Number, last: Number, around: Context = NOWHERE) -> str:
        """Words of "2023/24"."""
        end = self.year(int(last.whole)) if len(last.whole) == 4 else self.number(last)
        return f"{self.year(int(first.whole), around)} {end}"

    def fraction(self, numerator: int, denominator: int, around: Context = NOWHERE) -> str:
        """Words of "3/4"."""
        return f"{self.cardinal(numerator)} {self.over} {self.cardinal(denominator)}"

    def mixed_fraction(self, whole: int, numerator: int, denominator: int) -> str:
        """Words of "2 1/2"."""
        part = self.fraction(numerator, denominator)
        return f"{self.cardinal(whole)} {self.and_} {part}"

    def part_of_unit(
        self, whole: int, numerator: int, denominator: int, unit: Noun, around: Context = NOWHERE
    ) -> str:
        """Words of "3/4 l" and "2 1/2 h"."""
        if not whole:
            return f"{self.fraction(numerator, denominator, around)} {unit.form('one')}"
        return f"{self.mixed_fraction(whole, numerator, denominator)} {unit.form('other')}"

    def raised(self, exponent: str) -> str:
        """Words after a base for its exponent, digits with or without a sign."""
        return f"{self.power} {self.number(self.formats.parse(exponent))}"

    def version(self, parts: list[str]) -> str:
        """Words of "2.0.1" and of an internet address."""
        spoken = [self.number(Number(part)) if part.isdigit() else part for part in parts]
        return f" {self.point} ".join(spoken)

    def roman(self, value: int, numeral: str, around: Context) -> str | None:
        """Words of a Roman numeral between the words around it, None where it is no number."""
        return None

    # Dates, times, telephones

    def date(self, day: int, month: int, year: str | None, around: Context) -> str:
        """Words of a day; ``year`` as it is written, two digits or four."""
        words = f"{self.ordinal(day, around)} {self.month(month)}"
        return f"{words} {self.written_year(year)}" if year else words

    def date_span(self, first: int, day: int, month: int, year: str | None, around: Context) -> str:
        """Words of the days from ``first`` to ``day`` of a month."""
        return self.span(self.ordinal(first, around), self.date(day, month, year, around))

    def month(self, number: int) -> str:
        """Name of a month as dates have it."""
        return nouns.month_names(self.locale)[number - 1]

    def month_number(self, written: str) -> int | None:
        """Number of a month as it is written, in full or short."""
        return self.month_numbers.get(written.lower().rstrip("."))

    @cached_property
    def month_numbers(self) -> dict[str, int]:
        """Number of each written form of a month, in small letters."""
        return nouns.month_numbers(self.locale)

    @cached_property
    def full_months(self) -> frozenset[str]:
        """Names of months that are no abbreviations, in small letters."""
        return frozenset(name for name in self.month_numbers if self.is_full_month(name))

    def is_full_month(self, name: str) -> bool:
        """Whether the name of a month stands for itself, without a dot."""
        return name in nouns.full_month_names(self.locale)

    def written_year(self, year: str) -> str:
        """Words of the year of a date: four digits, or two."""
        if len(year) == 4:
            return self.year(int(year))
        return self.number(Number(year))

    def time(self, hour: int, minute: int, second: int | None, around: Context) -> str:
        """Words of a time of day."""
        words = self.cardinal(hour)
        if minute:
            words += f" {self.cardinal(minute)}"
        return words if second is None else f"{words} {self.cardinal(second)}"

    def telephone(self, groups: list[str], plus: bool) -> str:
        """Words of a telephone number, a comma between its groups."""
        words = ", ".join(self.digits(group) for group in groups)
        return f"{self.plus} {words}" if plus else words

    # Units and money

    def unit(self, sign: str) -> Noun | None:
        """Noun of a unit by its sign, None for a sign that is no unit."""
        if sign in self.more_units:
            return self.more_units[sign]
        name = nouns.UNITS.get(sign)
        gender = self.unit_genders.get(sign, self.default_gender)
        return None if name is None else nouns.unit(name, self.locale, gender)

    def per_unit(self, noun: Noun) -> str:
        """Words of the unit below another unit: "per hour"."""
        return f"{self.per} {noun.form('one')}"

    def per_unit_in_price(self, noun: Noun) -> str:
        """Words of the unit below a currency: "per kilogram"."""
        return self.per_unit(noun)

    def currency(self, code: str) -> tuple[Noun, Noun | None]:
        """Noun of a currency and of its hundredth part."""
        if code in self.currencies:
            return self.currencies[code]
        return nouns.currency(code, self.locale, self.default_gender), None

    @cached_property
    def currency_signs(self) -> dict[str, str]:
        """ISO code by sign or code."""
        codes = {code: code for code in nouns.CURRENCY_CODES}
        return nouns.CURRENCY_SIGNS | codes | dict(self.more_currency_signs)

    def money(self, number: Number, code: str, around: Context = NOWHERE) -> str:
        """Words of an amount of money: the whole, the currency, the hundredths."""
        whole, cent = self.currency(code)
        decimals = number.decimals
        if len(decimals) != 2 or not cent:
            if decimals.strip("0") or (decimals and not cent):
                return self.count(number, whole, around)
            return self.count(_whole(number), whole, around)
        cents = Number(str(int(decimals)))
        if not int(decimals):
            return self.count(_whole(number), whole, around)
        if not int(number.whole):
            words = self.count(cents, cent, around)
            return f"{self.minus} {words}" if number.negative else words
        words = self.count(_whole(number), whole, around)
        spoken = self.count(cents, cent) if self.names_cents else self.number(cents)
        return f"{words}{self.cents_joiner}{spoken}"

    def magnitude_of_money(
        self, number: Number, magnitude: Noun, code: str, around: Context = NOWHERE
    ) -> str:
        """Words of "5 Mio. €"."""
        many = Number("5")
        currency = self.form(self.currency(code)[0], many)
        return f"{self.count(number, magnitude, around)}{self.magnitude_joiner}{currency}"

    # Words

    def letters(self, letters: str) -> str:
        """Letters that are read one by one, in a form that espeak-ng spells."""
        return NO_BREAK.join(letters)

    def respell(self, text: str) -> str:
        """Words as espeak-ng reads them best; what the user sees stays as it is."""
        return text

    def begins_sentence(self, word: str) -> bool:
        """Whether a capitalized word after an open dot begins a sentence."""
        return word in self.starters

    @cached_property
    def abbreviation_stems(self) -> frozenset[str]:
        """Abbreviations in small letters without dots and spaces: "zb", "bzgl"."""
        written = {
            *self.abbreviations, *self.before_numbers, *self.before_names, *self.never_end
        }  # fmt: skip
        return frozenset(re.sub(r"[.\s]", "", one).lower() for one in written)


def _whole(number: Number) -> Number:
    return Number(number.whole, negative=number.negative, grouped=number.grouped)


@cache
def num2words_cardinal(number: int, code: str) -> str:
    """Cardinal by num2words, with plain spaces."""
    from num2words import num2words

    return " ".join(num2words(number, lang=code).split())


@cache
def num2words_ordinal(number: int, code: str) -> str:
    """Ordinal by num2words, with plain spaces."""
    from num2words import num2words

    return " ".join(num2words(number, lang=code, to="ordinal").split())
