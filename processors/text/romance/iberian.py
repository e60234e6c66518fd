"""What Spanish and Portuguese share beyond the Romance languages in general."""

import re
from collections.abc import Mapping
from typing import ClassVar

from processors.text.grammar.language import NOWHERE
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Number
from processors.text.romance.iberian_marks import IberianMarks
from processors.text.romance.language import Romance

_PART_OF_DAY = re.compile(
    r"\s(?:da (?:manhã|tarde|noite|madrugada)|de la (?:mañana|tarde|noche|madrugada))\b"
)
_PAIR = re.compile(r"\s(?:y|o|e|ou|u)\s\d[\d.,]*(?=\s)")
_ALSO = re.compile(r"[a-z] [ey]\s$")
_CLAUSE = re.compile(r"[.;:!?(]\s*$")
_HIGHEST_RULER = 10
_LARGEST_NAMED_PART = 30


class Iberian(IberianMarks):
    """Spanish or Portuguese; a subclass gives words, ordinals and feminine numerals."""

    default_gender = "m"
    names_cents = True
    hour_preposition: str = ""
    """Pattern of the words after which a number without a noun is an hour: "a la"."""
    counts_first: bool = True
    """Whether the first day of a month that is written "1" is a cardinal number."""
    plural_articles: ClassVar[Mapping[str, str]] = {}
    """Gender of the articles after which a numeral is in the plural."""
    first_volumes: ClassVar[frozenset[str]] = frozenset()
    """Words after which the Roman numeral I is an ordinal: "capítulo I"."""

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
        if noun is not None:
            return noun
        if number <= 24 and self._is_hour(around):
            return Noun.of("", gender="f")  # "a la 1", "às 21"
        if self.plural_articles.get(around.word_before()) == "f":
            return Noun.of("", gender="f")  # "una de las 31"
        pair = _PAIR.match(around.after)
        if pair is not None:  # "200 y 300 casas"
            second = super().counted(2, Context("", around.after[pair.end() :]))
            return Noun.of("", gender="f") if second and second.gender == "f" else None
        return None

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
        plural = sign.endswith("s")
        stem = sign.removesuffix("s").strip(".")
        gender = "f" if stem[-1] in "ªa" else "m"
        is_short = stem[0] == "e" and stem[-1] in "rʳ"
        follows = is_short or (not plural and self.noun_follows(around))
        words = self.rank(number, gender, follows)
        return _plural(words) if plural else words

    def fraction(self, numerator: int, denominator: int, around: Context = NOWHERE) -> str:
        if denominator > 1000:  # a number of a law, with its year
            return f"{self.cardinal(numerator)} barra {self.cardinal(denominator)}"
        if around.word_after() in ("parte", "partes") and 3 <= denominator <= _HIGHEST_RULER:
            part = self.rank(denominator, "f")
            number = self.cardinal(numerator, Noun.of("", gender="f"))
            return part if numerator == 1 else f"{number} {part}s"
        is_named = denominator <= _LARGEST_NAMED_PART or denominator in (100, 1000)
        if denominator < 2 or not is_named or numerator > 3 * denominator:
            return super().fraction(numerator, denominator, around)
        return f"{self.cardinal(numerator, Noun.of('', gender='m'))} " + self.part(
            denominator, numerator == 1
        )

    def part(self, denominator: int, is_one: bool) -> str:
        """Name of one part of so many, or of several of them: "cuarto", "cuartos"."""
        raise NotImplementedError

    # Roman numerals

    def roman(self, value: int, suffix: str, around: Context) -> str | None:
        before, following = around.word_before(), around.word_after()
        if value <= 100 and before in self.plural_articles and self.noun_follows(around):
            return _plural(self.rank(value, self.plural_articles[before]))  # "los XV Juegos"
        if value == 1 and self._ranks(before, around):
            return self.ordinal(1, around)  # "la I Guerra Mundial"
        if value == 1 and before in self.first_volumes:
            return self.rank(1, self.gender_of(before))
        is_heading = _CLAUSE.search(around.before) and following[:1].isupper()
        if value <= 100 and is_heading and self.noun_follows(around):
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


def _plural(rank: str) -> str:
    return re.sub(r"(?<=[oa])\b", "s", rank)
