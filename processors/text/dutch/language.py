"""Dutch: how each mark of a text is spoken."""

import re

from processors.text.dutch import tables
from processors.text.grammar.language import NOWHERE, Language
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats, Number

_RULER = re.compile(r"\b([A-Z][a-zéëï]+)\s*$")
_COUNTED = frozenset(
    """deel hoofdstuk wereldoorlog artikel boek groep klasse type band akte titel fase
    """.split()  # noqa: SIM905 - a list of words
)
_DECADE = re.compile(r"(?<![\w.,'])'?((?:1[1-9]|20)?\d0)(?:'s|er)(?!\w)")
_SHORT_DECADE = re.compile(r"(?<=\bjaren )'(\d0)(?!\w)")
_COMPOUND = re.compile(r"(?<![\w.,])(\d{1,4})-(jarige?|daagse?|urige?|voudige?|delige?|koppige?)")
_ONES = (
    "één|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|der|veer|twin|tach|honderd"
)
_SEAM = re.compile(rf"(honderd|duizend)(?={_ONES})", re.IGNORECASE)
_TIMES = re.compile(r"(?<![\w.,])(\d{1,3})x(?=\s[a-z]{2})")


class Dutch(Language):
    """Dutch of the Netherlands and Flanders."""

    locale = "nl"
    number_code = "nl"
    formats = Formats(
        ordinal_signs="e|de|ste|ᵉ", time_words="uur|u", time_signs="h", roman_suffixes="e|de|ste"
    )
    decimal_mark, point, to, ratio, by, power = "komma", "punt", "tot", "", "bij", "tot de macht"
    minus, plus, over, times, and_, per = "min", "plus", "gedeeld door", "keer", "en", "per"
    signs = tables.SIGNS
    signs_before_numbers = tables.SIGNS_BEFORE_NUMBERS
    address_words = tables.ADDRESS_WORDS
    abbreviations = tables.ABBREVIATIONS
    before_numbers = tables.BEFORE_NUMBERS
    may_end = tables.MAY_END
    never_end = tables.NEVER_END
    starters = tables.STARTERS
    numbered = tables.NUMBERED
    year_words = tables.YEAR_WORDS
    telephone_words = r"(?i:tel|telefoon|telefoonnummer|fax|mobiel|bel|nummer)\b\.?:?"
    more_units = tables.MORE_UNITS
    currencies = tables.CURRENCIES
    currency_words = tables.CURRENCY_WORDS
    magnitudes = tables.MAGNITUDES

    def before_marks(self, text: str) -> str:
        """Text after what only Dutch writes: "jaren '80", "5-jarige", "t/m", "3x per dag"."""
        text = _SHORT_DECADE.sub(lambda m: self.cardinal(int(m[1])), text)
        text = re.sub(r"(?<!\w)t/m(?!\w)", "tot en met", text)
        text = _DECADE.sub(lambda m: self.decade(int(m[1])), text)
        text = re.sub(r"(?<!\w)'(\d\d)(?!\d|[.,]\d)", r"\1", text)
        text = _COMPOUND.sub(lambda m: f"{self.cardinal(int(m[1]))}{m[2]}", text)
        return _TIMES.sub(lambda m: f"{self.cardinal(int(m[1]))} keer", text)

    def cardinal(self, number: int, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        words = super().cardinal(number)
        return re.sub("éénen", "eenen", words)

    def marked_ordinal(self, number: int, sign: str, around: Context = NOWHERE) -> str:
        return self.ordinal(number, around)

    def year(self, number: int, around: Context = NOWHERE) -> str:
        century, rest = divmod(number, 100)
        if not 1100 <= number <= 1999:
            return self.cardinal(number)
        words = f"{self.cardinal(century)}honderd"
        return words + (self.cardinal(rest) if rest else "")

    def is_year(self, number: Number, around: Context) -> bool:
        if not super().is_year(number, around) or around.word_before() in self.numbered:
            return False
        if around.word_before() in self.year_words:
            return True
        return re.match(r"(?:\w+e\s)?\w+(?:en|s|er)\b", around.after.lstrip()) is None

    def decade(self, number: int, around: Context = NOWHERE) -> str:
        words = self.year(number) if number > 1000 else self.cardinal(number)
        return f"{words}er" if words.endswith("tig") else words

    def date(self, day: int, month: int, year: str | None, around: Context) -> str:
        words = f"{self.cardinal(day)} {self.month(month)}"
        return f"{words} {self.written_year(year)}" if year else words

    def date_span(self, first: int, day: int, month: int, year: str | None, around: Context) -> str:
        return self.span(self.cardinal(first), self.date(day, month, year, around))

    def time(self, hour: int, minute: int, second: int | None, around: Context) -> str:
        words = f"{self.cardinal(hour)} uur"
        if minute or second is not None:
            words += f" {self.cardinal(minute)}"
        return words if second is None else f"{words} en {self.cardinal(second)} seconden"

    def fraction(self, numerator: int, denominator: int, around: Context = NOWHERE) -> str:
        if not 2 <= denominator <= 100 or numerator > 3 * denominator:
            return super().fraction(numerator, denominator, around)
        one = {2: "half", 4: "kwart"}.get(denominator) or self.ordinal(denominator)
        return f"{'een' if numerator == 1 else self.cardinal(numerator)} {one}"

    def part_of_unit(
        self, whole: int, numerator: int, denominator: int, unit: Noun, around: Context = NOWHERE
    ) -> str:
        """Words of "1/2 l": "een halve liter", of which only hours are neuter."""
        words = super().part_of_unit(whole, numerator, denominator, unit, around)
        is_neuter = unit.form("one") in ("uur", "pond")
        return words if is_neuter else words.replace("een half ", "een halve ")

    def mixed_fraction(self, whole: int, numerator: int, denominator: int) -> str:
        if (numerator, denominator) == (1, 2):
            words = self.cardinal(whole)
            return "anderhalf" if whole == 1 else f"{words}{'ë' if words[-1] == 'e' else 'e'}nhalf"
        return super().mixed_fraction(whole, numerator, denominator)

    def respell(self, text: str) -> str:
        """Number words with a hyphen after hundred and thousand: espeak-ng misses the seam."""
        return _SEAM.sub(r"\1-", text)

    def roman(self, value: int, suffix: str, around: Context) -> str | None:
        before = around.word_before()
        if suffix or re.match(r"\s*eeuw", around.after):
            return self.ordinal(value)
        if before in self.numbered or before in _COUNTED:
            return self.cardinal(value)
        name = _RULER.search(around.before)
        if name and value < 40 and not self.begins_sentence(name[1]):
            return f"de {self.ordinal(value).capitalize()}"
        return None
