"""Written numbers: their formats by language, their digits, and Roman numerals."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

has_digits = re.compile(r"\d").search  # most rules need one, and most sentences have none

# Spaces that group thousands: they are joined before any other rule sees them.
_SPACED = re.compile(
    r"(?<![\w.,:/+-])(?<!\d )[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?(?![\w:/]|[.,-]\d| \d)"
)
_AMOUNT_AFTER = re.compile(r"\s?(?:[€$£¥%‰°]|[A-Z]{3}\b|[kcm]?m[²³]?\b|k?g\b|km/h\b|zł|Kč|руб)")
_AMOUNT_BEFORE = re.compile(r"[€$£¥₹]\s?$")


class Context(NamedTuple):
    """Text on both sides of a mark."""

    before: str
    after: str

    def word_before(self) -> str:
        """The word that ends right before the mark, in small letters; empty after a full stop."""
        match = re.search(r"([^\W\d_][\w'’-]*\.?)\s*$", self.before)
        return match[1].lower() if match else ""

    def words_before(self, count: int) -> list[str]:
        """Up to ``count`` words before the mark, in small letters, the nearest last."""
        return re.findall(r"[^\W\d_][\w'’-]*", self.before[-120:].lower())[-count:]

    def word_after(self) -> str:
        """The word that begins right after the mark, as it is written; empty if none does."""
        match = re.match(r"\s*([^\W\d_][\w'’-]*)", self.after)
        return match[1] if match else ""


@dataclass(frozen=True)
class Number:
    """Digits of a written number: "-1.234,50" is negative, whole 1234, decimals 50."""

    whole: str
    decimals: str = ""
    negative: bool = False
    grouped: bool = False
    """Whether its thousands were separated: such a number counts, it is no year."""
    point: str = ","
    """The mark before the decimals as written."""

    @property
    def is_whole(self) -> bool:
        return not self.decimals

    @property
    def value(self) -> Decimal:
        """Value without the sign, with the zeros at the end of its decimals."""
        return Decimal(f"{self.whole}.{self.decimals}" if self.decimals else self.whole)

    @property
    def is_one(self) -> bool:
        return self.whole == "1" and not self.decimals


@dataclass(frozen=True)
class Formats:
    """How a language writes numbers, dates and times."""

    decimal: str = ","
    group: str = "."
    dotted_ordinals: bool = False
    """Whether "3." is "third"."""
    ordinal_signs: str = ""
    """Pattern of what makes an ordinal of the number before it: "º|ª"."""
    roman_suffixes: str = ""
    """Pattern of what may be written right after a Roman numeral, its ordinal ending: "e|er"."""
    month_first: bool = False
    date_separators: str = "./-"
    before_month: str = ""
    """Pattern of the words between day and month: "de "."""
    before_year: str = ""
    """Pattern of the words between month and year: "(?:de|del) "."""
    time_separators: str = ":"
    """Marks between hours and minutes that need no word for the hour beside them."""
    time_words: str = ""
    """Pattern of the words after a time, spoken with it or in place of it: "Uhr"."""
    time_signs: str = ""
    """Pattern of such words that mean something else after a lone number: "h"."""

    @cached_property
    def number(self) -> str:
        """Pattern of a written number without its sign, thousands grouped or not."""
        decimal, group = re.escape(self.decimal), re.escape(self.group)
        return (
            rf"(?:\d{{1,3}}(?:{group}\d{{3}})+(?!\d)(?:{decimal}\d+)?"
            rf"|\d{{1,3}}(?:'\d{{3}})+(?!\d)(?:[.,]\d+)?"
            rf"|\d{{1,3}}(?:{decimal}\d{{3}})+{group}\d+(?!{group}?\d)"
            rf"|\d{{1,3}}(?:{decimal}\d{{3}}){{2,}}(?!\d)"
            rf"|\d+(?:[.,]\d+)?)"
        )

    def parse(self, written: str) -> Number:
        """Number of a string that the pattern ``number`` matches, with or without a sign."""
        negative = written[:1] in "-−–"
        digits = written.lstrip("-−–+ ").replace("'", "").replace(" ", "")
        grouped = "'" in written or " " in written.strip()
        marks = [char for char in digits if not char.isdigit()]
        if not marks:
            return Number(digits, negative=negative, grouped=grouped)
        last = marks[-1]
        groups = last == self.group and re.fullmatch(
            rf"\d{{1,3}}(?:{re.escape(last)}\d{{3}})+", digits
        )
        if groups or marks.count(last) > 1:
            return Number(re.sub(r"\D", "", digits), negative=negative, grouped=True)
        whole, _, decimals = digits.rpartition(last)
        plain = re.sub(r"\D", "", whole)
        return Number(plain, decimals, negative, grouped or plain != whole, last)


def join_groups(text: str, formats: Formats) -> str:
    """Text with the mark of the language between thousands that spaces separate.

    Lists ("rooms 101 102") are no groups, unless an amount is what they are.
    """

    def join(match: re.Match[str]) -> str:
        groups = match[0].split(" ")
        before, after = match.string[: match.start()], match.string[match.end() :]
        is_amount = _AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(after)
        if len(groups[0]) == 3 and groups[-1][:3] != "000" and not is_amount:
            return match[0]
        return formats.group.join(groups)

    return _SPACED.sub(join, text)


ROMAN = r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman_value(numeral: str) -> int:
    """Value of a Roman numeral: "XIV" is 14."""
    total = 0
    for letter, following in zip(numeral, numeral[1:] + " ", strict=True):
        worth = _VALUES[letter]
        total += -worth if _VALUES.get(following, 0) > worth else worth
    return total
