"""Numerals of the Scandinavian languages, which num2words has with gaps and errors."""

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Numerals:
    """Number words of one language.

    ``ones`` holds 0 to 19, ``tens`` 20 to 90; ``seam`` stands inside a number below a hundred, and
    ``units_first`` says whether the unit does ("enogtyve"). ``gap`` stands between hundreds and
    what follows. ``ranks`` and ``rank_tens`` are the ordinals.
    """

    ones: tuple[str, ...]
    tens: tuple[str, ...]
    ranks: tuple[str, ...]
    rank_tens: tuple[str, ...]
    seam: str
    units_first: bool
    hundred: str
    thousand: str
    one_of: str
    """One before hundred and thousand."""
    space: str
    """Between a numeral and hundred or thousand."""
    gap: str
    million: tuple[str, str] = ("million", "millioner")
    milliard: tuple[str, str] = ("milliard", "milliarder")
    one_million: str = "en"
    rank_hundred: str = ""

    def cardinal(self, number: int) -> str:
        """Words of a number below a billion billions."""
        for size, names in ((10**9, self.milliard), (10**6, self.million)):
            count, rest = divmod(number, size)
            if count:
                words = f"{self.one_million} {names[0]}"
                if count > 1:
                    words = f"{self.cardinal(count)} {names[1]}"
                return f"{words} {self.cardinal(rest)}" if rest else words
        if number >= 1000:
            return self._thousands(number)
        return self._hundreds(number)

    def _thousands(self, number: int) -> str:
        count, rest = divmod(number, 1000)
        words = f"{self.one_of if count == 1 else self.cardinal(count)}{self.space}{self.thousand}"
        words = re.sub(r"(t)\1\1", r"\1\1", words)  # "ettusen"
        if not rest:
            return words
        return f"{words}{self.gap if rest < 100 else ' '}{self._hundreds(rest)}"

    def _hundreds(self, number: int) -> str:
        count, rest = divmod(number, 100)
        if not count:
            return self._below_hundred(number)
        words = f"{self.one_of if count == 1 else self.ones[count]}{self.space}{self.hundred}"
        return f"{words}{self.gap}{self._below_hundred(rest)}" if rest else words

    def _below_hundred(self, number: int) -> str:
        if number < 20:
            return self.ones[number]
        ten, one = self.tens[number // 10 - 2], self.ones[number % 10]
        if not number % 10:
            return ten
        return f"{one}{self.seam}{ten}" if self.units_first else f"{ten}{self.seam}{one}"

    def ordinal(self, number: int) -> str:
        """Words of a rank, without gender."""
        whole, rest = number - number % 100, number % 100
        if not rest:
            return f"{self.cardinal(number)}{self.rank_hundred}"
        words = self._rank_below_hundred(rest)
        return f"{self.cardinal(whole)}{self.gap}{words}" if whole else words

    def _rank_below_hundred(self, number: int) -> str:
        if number < 20:
            return self.ranks[number]
        ten, one = number // 10 - 2, number % 10
        if not one:
            return self.rank_tens[ten]
        if self.units_first:
            return f"{self.ones[one]}{self.seam}{self.rank_tens[ten]}"
        return f"{self.tens[ten]}{self.seam}{self.ranks[one]}"

    @cached_property
    def seams(self) -> re.Pattern[str]:
        """Places inside number words where one part ends and the next begins."""
        first = "|".join((*self.tens, self.hundred, self.thousand))
        parts = sorted({*self.ones, *self.ranks[1:], *self.tens}, key=len, reverse=True)
        return re.compile(rf"(?<=[^\W\d_])?({first})(?=(?:{'|'.join(parts)}))", re.IGNORECASE)


def split_words(words: str) -> tuple[str, ...]:
    """Words of a table."""
    return tuple(words.split())


SWEDISH = Numerals(
    split_words(
        """noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton
        sjutton arton nitton"""
    ),
    split_words("tjugo trettio fyrtio femtio sextio sjuttio åttio nittio"),
    split_words(
        """nollte första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte
        trettonde fjortonde femtonde sextonde sjuttonde artonde nittonde"""
    ),
    split_words("tjugonde trettionde fyrtionde femtionde sextionde sjuttionde åttionde nittionde"),
    seam="",
    units_first=False,
    hundred="hundra",
    thousand="tusen",
    one_of="ett",
    space="",
    gap="",
    million=("miljon", "miljoner"),
    milliard=("miljard", "miljarder"),
    rank_hundred="de",
)
NORWEGIAN = Numerals(
    split_words(
        """null en to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten
        sytten atten nitten"""
    ),
    split_words("tjue tretti førti femti seksti sytti åtti nitti"),
    split_words(
        """nullte første andre tredje fjerde femte sjette sjuende åttende niende tiende ellevte
        tolvte trettende fjortende femtende sekstende syttende attende nittende"""
    ),
    split_words("tjuende trettiende førtiende femtiende sekstiende syttiende åttiende nittiende"),
    seam="",
    units_first=False,
    hundred="hundre",
    thousand="tusen",
    one_of="ett",
    space=" ",
    gap=" og ",
    rank_hundred="de",
)
DANISH = Numerals(
    split_words(
        """nul en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten
        sytten atten nitten"""
    ),
    split_words("tyve tredive fyrre halvtreds tres halvfjerds firs halvfems"),
    split_words(
        """nulte første anden tredje fjerde femte sjette syvende ottende niende tiende ellevte
        tolvte trettende fjortende femtende sekstende syttende attende nittende"""
    ),
    split_words(
        """tyvende tredivte fyrretyvende halvtredsindstyvende tresindstyvende
        halvfjerdsindstyvende firsindstyvende halvfemsindstyvende"""
    ),
    seam="og",
    units_first=True,
    hundred="hundrede",
    thousand="tusind",
    one_of="et",
    space=" ",
    gap=" og ",
)
