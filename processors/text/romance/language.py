"""What French, Spanish, Italian and Portuguese share in how marks are spoken."""

import re
from collections.abc import Mapping
from typing import ClassVar

from processors.text.grammar.language import NOWHERE, Language
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import ROMAN, Context, Number, has_digits, roman_value

_NAME = re.compile(r"([A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’]+(?:-[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)*)\s$")
_HALF = re.compile(
    r"(?<![\w/.,])(?:(?P<whole>\d{1,3})\s)?(?:1/2|½)\s(?:(?:de|d'|di) ?)?"
    r"(?P<noun>[^\W\d_]+)(?![\w'])"
)
_DEGREE = re.compile(r"(?<![\w.,])(\d{1,3})°(?=\s[^\W\d_]{2})")
_BARE_UNIT = re.compile(r"(?<![\w²³/])(?<!\d\s)([kdcm]?m[²³])(?!\w)")
_HOURS = re.compile(r"(?<=\dh)\s?[-–]\s?(?=\d{1,2}\s?h)|(?<=\dh\d\d)\s?[-–]\s?(?=\d{1,2}\s?h)")
_SPACED_HOURS = re.compile(r"(?<=\d\sh)\s?[-–]\s?(?=\d{1,2}\s?h)")
# "XV-XVI": both are read, the word between them is the language's.
_ROMAN_SPAN = re.compile(
    rf"(?<![\w'-])(?P<first>{ROMAN})(?P<suffix>[eᵉ]?)\s?[-–/]\s?(?P<last>{ROMAN})(?P=suffix)(?![\w'-])"
)
_MILLIONS = re.compile(r"[1-9]\d*000000")
_LONGEST_DECIMALS_READ_AS_NUMBER = 3
_LAST_RULER = 40


class Romance(Language):
    """A Romance language; a subclass names its words and the genders of nouns."""

    feminine: re.Pattern[str] = re.compile(r"(?!)")
    """Pattern of feminine nouns in small letters, singular or plural."""
    masculine: re.Pattern[str] = re.compile(r"(?!)")
    """Pattern of masculine nouns that look feminine."""
    plural: re.Pattern[str] = re.compile(r".+[sxz]")
    """Pattern of nouns in the plural."""
    not_counted: ClassVar[frozenset[str]] = frozenset()
    """Words after a number that are no nouns: it does not count them."""
    epicene: ClassVar[frozenset[str]] = frozenset()
    """Adjectives before nouns that show no gender: that of the noun behind them counts."""
    feminine_articles: ClassVar[frozenset[str]] = frozenset()
    masculine_articles: ClassVar[frozenset[str]] = frozenset()
    ranked: ClassVar[frozenset[str]] = frozenset()
    """Nouns that follow ordinals, which tell "3° piso" from three degrees."""
    centuries: ClassVar[frozenset[str]] = frozenset()
    """Words for century, singular and plural."""
    roman_counted: ClassVar[frozenset[str]] = frozenset()
    """Words in small letters after which a Roman numeral is a cardinal number."""
    women: re.Pattern[str] = re.compile(r".*a")
    """Pattern of names of queens and other women."""
    hour_before: str = ""
    """Pattern of the words before a time, after which "14.30" is one."""
    thousand: str = "mil"
    of: str = "de"
    """Between a million and what there is a million of."""
    locales: ClassVar[Mapping[str, str]] = {}
    """Locale of babel by the code of a variant."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.locale = self.locales.get(code, self.locale)

    # What only these languages write

    def before_marks(self, text: str) -> str:
        """Text after marks of Romance languages: "2 ½ horas", "3° piso", "8h-10h", "XV-XVI"."""
        text = _BARE_UNIT.sub(lambda match: self.unit(match[1]).form("one"), text)
        text = _ROMAN_SPAN.sub(self._roman_span, text)
        if not has_digits(text) and "½" not in text:
            return text
        text = _HALF.sub(self._half, text)
        text = _DEGREE.sub(self._degree, text)
        for pattern in (_HOURS, _SPACED_HOURS):
            text = pattern.sub(f" {self.to} ", text)
        if self.hour_before:
            text = re.sub(
                rf"(?<!\w)((?i:{self.hour_before})\s?)([01]?\d|2[0-4])\.([0-5]\d)(?![\w]|[.,]\d)",
                r"\1\2:\3",
                text,
            )
        return text

    def _roman_span(self, match: re.Match[str]) -> str:
        first, last = match["first"], match["last"]
        if len(first + last) < 3 or roman_value(first) >= roman_value(last):
            return match[0]
        return f"{first}{match['suffix']} {self.to} {last}{match['suffix']}"

    def _half(self, match: re.Match[str]) -> str:
        written, whole = match["noun"], match["whole"]
        unit = None if len(written) > 3 else self.unit(written)
        if unit is not None:
            gender, one, many = unit.gender, unit.form("one"), unit.form("other")
        elif written in self.not_counted or not written.islower():
            return match[0]
        else:
            gender, one, many = self.gender_of(written), self.singular(written), written
        if whole is None:
            before = re.search(r"[^\W\d_]+(?=\s$)", match.string[: match.start()])
            return self.half_of(one, gender, before[0].lower() if before else "")
        number = self.cardinal(int(whole), Noun.of(one, gender=gender))
        return f"{number} {one if whole == '1' else many} {self.and_half(gender)}"

    def singular(self, noun: str) -> str:
        """Noun after one, as far as its form tells; the noun itself if it is in the singular."""
        return noun

    def half_of(self, noun: str, gender: str, before: str) -> str:
        """Words of "1/2 hora" after a word."""
        raise NotImplementedError

    def and_half(self, gender: str) -> str:
        """Words of a half after what is counted: "y media"."""
        raise NotImplementedError

    def _degree(self, match: re.Match[str]) -> str:
        around = Context(match.string[: match.start()], match.string[match.end() :])
        following, before = around.word_after().lower(), around.word_before()
        articles = self.feminine_articles | self.masculine_articles
        is_ordinal = following in self.ranked or (
            before in articles and following not in self.not_counted and len(following) > 1
        )
        return f"{match[1]}º" if is_ordinal else match[0]

    # Gender and number

    def gender_of(self, noun: str) -> str:
        """Gender of a noun by its form."""
        noun = noun.lower()
        is_feminine = self.feminine.fullmatch(noun) and not self.masculine.fullmatch(noun)
        return "f" if is_feminine else "m"

    def gender_around(self, around: Context) -> str:
        """Gender that an ordinal takes, from the article before it or the noun after it."""
        before = around.word_before()
        if before in self.feminine_articles:
            return "f"
        if before in self.masculine_articles:
            return "m"
        following = around.word_after()
        return "m" if following.lower() in self.not_counted else self.gender_of(following)

    def counted(self, number: int, around: Context) -> Noun | None:
        """The noun after a number that it counts, None where it counts nothing."""
        match = re.match(r"\s([^\W\d_]+(?:-[^\W\d_]+)*)", around.after)
        if match is None or not match[1].islower() or around.word_before() in self.numbered:
            return None
        noun = match[1]
        if noun in self.not_counted or (number != 1 and not self.plural.fullmatch(noun)):
            return None
        if noun in self.epicene:
            behind = re.match(r"\s\S+\s([^\W\d_]+)", around.after)
            if behind and behind[1] not in self.not_counted:
                return Noun.of(behind[1], gender=self.gender_of(behind[1]))
        return Noun.of(noun, gender=self.gender_of(noun))

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        if noun is not None or not number.is_whole or len(number.whole) > 12:
            return super().number(number, noun, around)
        noun = self.counted(int(number.whole), around)
        words = super().number(number, noun, around)
        return f"{words} {self.of}" if noun and _MILLIONS.fullmatch(number.whole) else words

    def decimals(self, digits: str) -> str:
        """Words of decimals: a number after its zeros, digits if it is long."""
        stripped = digits.lstrip("0")
        if not stripped or len(digits) > _LONGEST_DECIMALS_READ_AS_NUMBER:
            return self.digits(digits)
        zeros = [self.cardinal(0)] * (len(digits) - len(stripped))
        return " ".join([*zeros, self.cardinal(int(stripped))])

    def is_year(self, number: Number, around: Context) -> bool:
        if not super().is_year(number, around):
            return False
        return self.counted(int(number.whole), around) is None

    def count(self, number: Number, noun: Noun, around: Context = NOWHERE) -> str:
        words = super().count(number, noun, around)
        is_many = number.is_whole and _MILLIONS.fullmatch(number.whole)
        if not is_many:
            return words
        return f"{self.number(number, noun, around)} {self.joined(self.form(noun, number))}"

    def joined(self, noun: str) -> str:
        """A noun after million: "de euros", "d'euros"."""
        return f"{self.of} {noun}"

    def magnitude_of_money(
        self, number: Number, magnitude: Noun, code: str, around: Context = NOWHERE
    ) -> str:
        currency = self.form(self.currency(code)[0], Number("5"))
        is_thousand = magnitude.form("other") == self.thousand
        amount = self.count(number, magnitude, around)
        return f"{amount} {currency if is_thousand else self.joined(currency)}"

    def part_of_unit(
        self, whole: int, numerator: int, denominator: int, unit: Noun, around: Context = NOWHERE
    ) -> str:
        if whole:
            return super().part_of_unit(whole, numerator, denominator, unit, around)
        return f"{self.fraction(numerator, denominator, around)} {self.joined(unit.form('one'))}"

    # Ranks

    def rank(self, number: int, gender: str, noun_follows: bool = False) -> str:
        """Ordinal in a gender; a noun right behind it may shorten it ("primer piso")."""
        raise NotImplementedError

    def ordinal(self, number: int, around: Context = NOWHERE) -> str:
        return self.rank(number, self.gender_around(around), self.noun_follows(around))

    def noun_follows(self, around: Context) -> bool:
        """Whether a noun or its adjective stands right behind."""
        following = around.word_after()
        return (
            bool(following)
            and re.match(r"\s", around.after) is not None
            and following.lower() not in self.not_counted
        )

    # Roman numerals

    def roman(self, value: int, suffix: str, around: Context) -> str | None:
        if suffix:
            return self.marked_ordinal(value, suffix, around)
        before, following = around.word_before(), around.word_after().lower()
        if self.centuries.intersection(around.words_before(3)):
            return self.century(value)
        if following in self.centuries:
            return self.rank(value, "m", True)
        if before in self.numbered or before in self.roman_counted:
            return self.cardinal(value)
        name = _NAME.search(around.before)
        if name and not self.begins_sentence(name[1]):
            if value <= _LAST_RULER and not (value == 10 and before in _LETTER_X):
                return self.ruler(value, name[1])
            return None
        if 1 < value < _LAST_RULER and self._ranks(before, around):
            return self.ordinal(value, around)
        # Two letters and more are no initial; "DI", "MI", "CD", "LI" and their like are words.
        is_clear = value in range(2, 40) and value not in (5, 10, 20, 30)
        return self.cardinal(value) if is_clear else None

    def _ranks(self, before: str, around: Context) -> bool:
        """Whether a numeral stands before its noun: "la II Guerra Mundial"."""
        if not self.noun_follows(around):
            return False
        return before in self.feminine_articles | self.masculine_articles or (
            not re.search(r"[^\s\"'(]", around.before) and around.word_after()[0].isupper()
        )

    def century(self, value: int) -> str:
        """Words of the numeral after "siglo" and its like."""
        return self.cardinal(value)

    def ruler(self, value: int, name: str) -> str:
        """Words of the numeral after the name of a ruler or of anything else."""
        return self.cardinal(value)


_LETTER_X = frozenset(("malcolm", "generación", "génération", "generazione", "geração", "planète"))
