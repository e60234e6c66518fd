"""What Spanish and Portuguese share beyond the Romance languages in general."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

from processors.text.grammar.language import NOWHERE
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Number, has_digits
from processors.text.romance.language import Romance

_CLOCK = re.compile(
    r"(?<![\w.,:])([01]?\d|2[0-4]):([0-5]\d)\s?(?:[hH]r?s?|horas?)(?:\.(?=\s?\w))?(?!\w)"
)
_DOTTED_CLOCK = re.compile(
    r"(?<![\w.,:])([01]?\d|2[0-4])\.([0-5]\d)"
    r"(?=(?:\s?-\s?|\s(?:[aey]|às|y las|e as)\s)?(?:\d\d?\.\d\d)?\s?[hH]r?s?(?![\w]))"
)
_LAW = re.compile(r"(?<![\w./-])(\d{1,3}\.\d{3})/(?=(?:1[89]|20)\d\d(?![\w/]))")
_COUNTRY_CODE = re.compile(r"\((\+\d{1,3})\)\s?(?=\d)")
_CENTURY = re.compile(r"(?<![\w.])(s[eé]?c?|ss)\.\s?(?=[IVX]+(?!\w))")
_DEGREES = re.compile(r"(?<=\d)\s?º\s?(?=[CF](?!\w))")
_PART_OF_DAY = re.compile(
    r"\s(?:da (?:manhã|tarde|noite|madrugada)|de la (?:mañana|tarde|noche|madrugada))\b"
)
_ALSO = re.compile(r"[a-z] [ey]\s$")
_CLAUSE = re.compile(r"[.;:!?(]\s*$")
_HIGHEST_RULER = 10


class Iberian(Romance):
    """Spanish or Portuguese; a subclass gives words, ordinals and feminine numerals."""

    default_gender = "m"
    names_cents = True
    short_centuries: ClassVar[Mapping[str, str]] = {}
    """Words of the abbreviations of century and centuries, by their letters."""
    hour_preposition: str = ""
    """Pattern of the words after which a number without a noun is an hour: "a la"."""
    hours_after_clock: str = "horas"
    heat: str = ""
    """Pattern of the words before degrees that are written as an ordinal: "hace 30º"."""
    first_of_month: str = ""
    """Word for the first day of a month that is written with an ordinal sign."""
    counts_first: bool = True
    """Whether the first day of a month that is written "1" is a cardinal number."""

    def before_marks(self, text: str) -> str:
        """Text after marks of both languages: "14:30 h", "30ºC", "1º de mayo"."""
        if has_digits(text):
            text = _COUNTRY_CODE.sub(r"\1 ", text)
            text = _LAW.sub(r"\1 barra ", text)  # both languages have this word
            text = _DOTTED_CLOCK.sub(r"\1:\2", text)
            text = _CLOCK.sub(rf"\1:\2 {self.hours_after_clock}", text)
            text = _DEGREES.sub("°", text)
            if self.heat:
                text = re.sub(
                    rf"(?<!\w)((?i:{self.heat})\s[-−]?\d+(?:,\d+)?)\s?º(?!\w)", r"\1°", text
                )
            text = self._first_days.sub(f"{self.first_of_month} ", text)
        text = _CENTURY.sub(lambda match: f"{self.short_centuries[match[1]]} ", text)
        return super().before_marks(text)

    @cached_property
    def _first_days(self) -> re.Pattern[str]:
        months = "|".join(self.full_months)
        return re.compile(
            rf"(?<![\w.,/-])1\s?(?:º|°|o\.?|er)\s(?=(?:{self.of} )?(?i:{months})(?!\w))"
        )

    # Numbers

    def spell(self, number: int) -> str:
        """Cardinal in the masculine form that counts nothing."""
        raise NotImplementedError

    def masculine_form(self, words: str) -> str:
        """Cardinal before a masculine noun."""
        return words

    def feminine_form(self, words: str) -> str:
        """Cardinal before a feminine noun; ``words`` are what stands behind the millions."""
        raise NotImplementedError

    def cardinal(self, number: int, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        words = self.spell(number)
        gender = noun.gender if noun else ""
        if gender == "f":
            millions = self.millions.match(words)
            start = millions.end() if millions else 0
            return words[:start] + self.feminine_form(words[start:])
        return self.masculine_form(words) if gender == "m" else words

    millions: ClassVar[re.Pattern[str]] = re.compile(r".*illon(?:es)?\b")
    """Pattern of the words up to the last numeral that is a masculine noun."""

    def counted(self, number: int, around: Context) -> Noun | None:
        noun = super().counted(number, around)
        if noun is None and number <= 24 and self._is_hour(around):
            return Noun.of("", gender="f")  # "a la 1", "às 21"
        return noun

    def _is_hour(self, around: Context) -> bool:
        if _PART_OF_DAY.match(around.after):
            return True
        return re.search(rf"(?<!\w)(?i:{self.hour_preposition})\s$", around.before) is not None

    def count(self, number: Number, noun: Noun, around: Context = NOWHERE) -> str:
        if noun.form("other").startswith("por "):  # percent counts nothing
            return f"{super(Romance, self).number(number)} {noun.form('other')}"
        if noun.form("other") == self.thousand and number.is_whole:
            noun_after = self.counted(2, around)
            gender = noun_after.gender if noun_after else "m"
            words = self.cardinal(int(number.whole), Noun.of("", gender=gender))
            return self.thousand if number.is_one else f"{words} {self.thousand}"
        return super().count(number, noun, around)

    # Ranks

    def rank(self, number: int, gender: str, noun_follows: bool = False) -> str:
        words = self.masculine_rank(number)
        if gender == "f":
            return re.sub(r"o\b", "a", words)
        return self.shortened_rank(words) if noun_follows else words

    def noun_follows(self, around: Context) -> bool:
        return super().noun_follows(around) and len(around.word_after()) > 1

    def masculine_rank(self, number: int) -> str:
        """Ordinal in the masculine singular."""
        raise NotImplementedError

    def shortened_rank(self, words: str) -> str:
        """Masculine ordinal before a noun."""
        return words

    def marked_ordinal(self, number: int, sign: str, around: Context = NOWHERE) -> str:
        plural = "s" if sign.endswith("s") else ""
        stem = sign.removesuffix("s").strip(".")
        gender = "f" if stem[-1] in "ªa" else "m"
        is_short = stem[0] == "e" and stem[-1] in "rʳ"
        follows = is_short or (not plural and self.noun_follows(around))
        return self.rank(number, gender, follows) + plural

    # Roman numerals

    def roman(self, value: int, suffix: str, around: Context) -> str | None:
        if value == 1 and self._ranks(around.word_before(), around):
            return self.ordinal(1, around)  # "la I Guerra Mundial"
        if _CLAUSE.search(around.before) and self.noun_follows(around) and value <= 100:
            return self.ordinal(value, around)  # "Historia: II República"
        if (
            value < 40
            and _ALSO.search(around.before)
            and re.match(r" d[aeo]s? [A-Z]", around.after)
        ):
            return self.ruler(value, "")  # "Carlos I de España y V de Alemania"
        if suffix and value == 1:
            return self.marked_ordinal(value, suffix, around)
        return super().roman(value, suffix, around)

    def century(self, value: int) -> str:
        return self.rank(value, "m") if value <= _HIGHEST_RULER else self.cardinal(value)

    def ruler(self, value: int, name: str) -> str:
        if value > _HIGHEST_RULER:
            return self.cardinal(value)
        return self.rank(value, "f" if self.women.fullmatch(name) else "m")

    # Dates and times

    def day(self, day: int) -> str:
        """Words of the day of a month."""
        return self.first_of_month if day == 1 and not self.counts_first else self.cardinal(day)

    def date(self, day: int, month: int, year: str | None, around: Context) -> str:
        words = f"{self.day(day)} {self.of} {self.month(month)}"
        return f"{words} {self.of} {self.written_year(year)}" if year else words

    def date_span(self, first: int, day: int, month: int, year: str | None, around: Context) -> str:
        return self.span(self.day(first), self.date(day, month, year, around))
