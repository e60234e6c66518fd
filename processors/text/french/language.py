"""French: how each mark of a text is spoken."""

import re

from processors.text.french import genders, marks, tables
from processors.text.grammar.language import NOWHERE, num2words_cardinal
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats, Number
from processors.text.romance.language import Romance

_SEVENTY = re.compile(r"soixante-(dix(?:-(?:sept|huit|neuf))?|douze|treize|quatorze|quinze|seize)")
_NINETY = re.compile(
    r"quatre-vingt-(dix(?:-(?:sept|huit|neuf))?|onze|douze|treize|quatorze|quinze|seize)"
)
_BELOW_TEN = {
    "dix": "", "onze": " et un", "douze": "-deux", "treize": "-trois", "quatorze": "-quatre",
    "quinze": "-cinq", "seize": "-six", "dix-sept": "-sept", "dix-huit": "-huit",
    "dix-neuf": "-neuf",
}  # fmt: skip
_PARTS = {2: ("demi", "demis"), 3: ("tiers", "tiers"), 4: ("quart", "quarts")}
# Grades and shares are "sur"; only small parts and single ones have a name.
_LARGEST_NAMED_PART = 10
_MILLIONS_OF = re.compile(
    r"\b((?:m|b|tr)illi(?:on|ard)s?) de (?=[aeiouâàéèêëîïôöûüœæAEIOUÉÈÊÎÔŒ]|"
    r"[hH](?!aut|éros|aricot|asard))"
)
_BEFORE_ONE = re.compile(
    r"\b([Dd]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu)e (?=une? (?!à|et|ou|virgule|point|pour)\w)"
)
_ORDINAL_SIGNS = (
    # No space before them: "2 de" are two words.
    r"(?<=1)(?:er|eʳ|r|re|ère)s?|(?<=2)(?:nde?|de)s?|(?<=\d)(?:e|ᵉ|ème|ième|è|eme)s?|º|ª"
)
_ROMAN_SUFFIXES = r"(?<=I)(?:er|eʳ|re|ère)|(?<=II)nde?|e|ᵉ|ème|ième"
_NUMBER_WORDS = (
    "zéro|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|"
    "seize|vingt|trente|quarante|cinquante|soixante|septante|huitante|nonante|cent|mille"
)
# Code of a country, the digit before the pairs of a number with an odd count of them, the pairs.
_COUNTRY = re.compile(
    r"(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d?)((?:\d\d)*)"
)
_SECOND_NUMBER = re.compile(rf"\s(?:et|ou|à)\s(?:\d+|(?:{_NUMBER_WORDS})[\w-]*)\s([^\W\d_]{{3,}})")
_DECADES = re.compile(r"\bannées $").search
_PLUS = re.compile(rf"\b([Pp])lus(?= (?:{_NUMBER_WORDS})\b)")


class French(Romance):
    """French of France, and with septante and nonante of Belgium and Switzerland."""

    locale = "fr"
    locales = tables.LOCALES
    number_code = "fr"
    formats = Formats(
        ordinal_signs=_ORDINAL_SIGNS,
        roman_suffixes=_ROMAN_SUFFIXES,
        time_separators=":h",
        time_words="heures?",
        time_signs="h",
    )
    minus, plus, decimal_mark, point, to = "moins", "plus", "virgule", "point", "à"
    ratio, per, by, power, over, times, and_ = "à", "par", "sur", "puissance", "sur", "fois", "et"
    signs = tables.SIGNS
    signs_before_numbers = tables.SIGNS_BEFORE_NUMBERS
    address_words = tables.ADDRESS_WORDS
    abbreviations = tables.ABBREVIATIONS
    before_numbers = tables.BEFORE_NUMBERS
    before_names = tables.BEFORE_NAMES
    may_end = tables.MAY_END
    never_end = tables.NEVER_END
    starters = tables.STARTERS
    numbered = tables.NUMBERED
    year_words = tables.YEAR_WORDS
    telephone_words = (
        r"(?i:tél|tel|téléphone|fax|portable|mobile|appelez(?: le| au)?|composez le|standard)"
        r"\b\.?\s?:?"
    )
    telephone_numbers = r"[1-9]\d(?: \d\d){4}|3[0-9]{3}(?= \(?(?:gratuit|appel))"
    unit_genders = tables.UNIT_GENDERS
    more_units = tables.MORE_UNITS
    currencies = tables.CURRENCIES
    currency_words = tables.CURRENCY_WORDS
    more_currency_signs = tables.MORE_CURRENCY_SIGNS
    magnitudes = tables.MAGNITUDES

    not_counted = genders.NOT_COUNTED
    feminine_articles = frozenset(("la", "une", "cette", "ma", "ta", "sa", "à la", "chaque"))
    masculine_articles = frozenset(("le", "un", "du", "au", "ce", "mon", "ton", "son", "cet"))
    ranked = genders.RANKED
    centuries = frozenset(("siècle", "siècles", "s"))
    roman_counted = tables.ROMAN_COUNTED
    women = genders.WOMEN
    thousand, of = "mille", "de"

    def before_marks(self, text: str) -> str:
        """Text after what only French and the Romance languages write."""
        return super().before_marks(marks.rewrite(text, self))

    def after_marks(self, text: str) -> str:
        """Text with elisions: "cinq millions d'habitants", "d'une minute"."""
        if "e un" in text:
            text = _BEFORE_ONE.sub(r"\1'", text)
        return _MILLIONS_OF.sub(r"\1 d'", text) if " de " in text else text

    # Numbers

    def cardinal(self, number: int, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        words = num2words_cardinal(number, "fr")
        if self.code in ("fr-be", "fr-ch"):
            words = _SEVENTY.sub(lambda match: f"septante{_BELOW_TEN[match[1]]}", words)
            words = words.replace("soixante et onze", "septante et un")
            words = _NINETY.sub(lambda match: f"nonante{_BELOW_TEN[match[1]]}", words)
        if self.code == "fr-ch":
            words = re.sub(r"quatre-vingt-un\b", "huitante et un", words)
            words = re.sub(r"quatre-vingts?", "huitante", words)
        is_feminine = noun is not None and noun.gender == "f"
        return f"{words}e" if is_feminine and re.search(r"\bun$", words) else words

    def gender_of(self, noun: str) -> str:
        return genders.gender(noun)

    def counted(self, number: int, around: Context) -> Noun | None:
        noun = super().counted(number, around)
        joined = _SECOND_NUMBER.match(around.after)
        if joined and number % 10 == 1 and joined[1] not in self.not_counted:
            return Noun.of(joined[1], gender=self.gender_of(joined[1]))
        if noun is None or (number % 10 == 1 and around.word_before() in ("le", "au", "du")):
            return None
        first = noun.form("one")
        after = re.match(r"\s\S+\s([^\W\d_]+)", around.after)
        if first in genders.EPICENE and after and after[1] not in self.not_counted:
            return Noun.of(after[1], gender=self.gender_of(after[1]))
        return noun

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        words = super().number(number, noun, around)
        is_rank = noun is None and (
            around.word_before() in self.numbered or _DECADES(around.before)
        )
        return _without_plural(words) if is_rank and number.is_whole else words

    def year(self, number: int, around: Context = NOWHERE) -> str:
        """Words of a year, which as a rank takes no plural: "mille neuf cent quatre-vingt"."""
        return _without_plural(self.cardinal(number))

    def rank(self, number: int, gender: str, noun_follows: bool = False) -> str:
        if number == 1:
            return "première" if gender == "f" else "premier"
        words = re.sub(r"(?<=cent|ingt|lion|iard)s$", "", self.cardinal(number))
        words = re.sub(r"^un (?=m)", "", words)
        words = re.sub(r"e$", "", words)
        words = re.sub(r"cinq$", "cinqu", re.sub(r"neuf$", "neuv", words))
        return f"{words}ième"

    def marked_ordinal(self, number: int, sign: str, around: Context = NOWHERE) -> str:
        plural = "s" if sign.endswith("s") else ""
        stem = sign.removesuffix("s")
        if number == 1 and stem in ("re", "ère"):
            return f"première{plural}"
        if number == 1 and stem in ("er", "eʳ", "r"):
            return f"premier{plural}"
        if stem in ("nd", "nde", "de"):
            return f"second{'' if stem == 'nd' else 'e'}{plural}"
        return f"{self.ordinal(number, around)}{plural}"

    def half_of(self, noun: str, gender: str, before: str) -> str:
        words = f"demi-{noun}"
        if before in self.feminine_articles | self.masculine_articles or before.endswith("demi"):
            return words
        return f"{'une' if gender == 'f' else 'un'} {words}"

    def and_half(self, gender: str) -> str:
        return f"et demi{'e' if gender == 'f' else ''}"

    def fraction(self, numerator: int, denominator: int, around: Context = NOWHERE) -> str:
        is_named = denominator <= _LARGEST_NAMED_PART and numerator < 3 * denominator
        if denominator < 2 or not (is_named or numerator == 1):
            return super().fraction(numerator, denominator, around)
        part = self.rank(denominator, "m")
        one, many = _PARTS.get(denominator, (part, f"{part}s"))
        if numerator == 1 and around.word_before() in ("le", "au", "du", "un"):
            return one
        return f"{self.cardinal(numerator)} {one if numerator == 1 else many}"

    def mixed_fraction(self, whole: int, numerator: int, denominator: int) -> str:
        if (numerator, denominator) == (1, 2):
            return f"{self.cardinal(whole)} et demi"
        return super().mixed_fraction(whole, numerator, denominator)

    def raised(self, exponent: str) -> str:
        return {"2": "au carré", "3": "au cube"}.get(exponent) or super().raised(exponent)

    def roman(self, value: int, suffix: str, around: Context) -> str | None:
        if value == 10 and around.word_before() in ("monsieur", "madame", "mademoiselle"):
            return None
        return super().roman(value, suffix, around)

    # Dates, times, telephones

    def date(self, day: int, month: int, year: str | None, around: Context) -> str:
        first = self.rank(1, "m") if day == 1 else self.cardinal(day)
        words = f"{first} {self.month(month)}"
        return f"{words} {self.written_year(year)}" if year else words

    def date_span(self, first: int, day: int, month: int, year: str | None, around: Context) -> str:
        start = self.rank(1, "m") if first == 1 else self.cardinal(first)
        return f"{start} au {self.date(day, month, year, around)}"

    def time(self, hour: int, minute: int, second: int | None, around: Context) -> str:
        words = (
            f"{self.cardinal(hour, marks.HOUR)} {marks.HOUR.form('one' if hour < 2 else 'other')}"
        )
        if minute or second is not None:
            words += f" {self.cardinal(minute, marks.HOUR)}"
        return words if second is None else f"{words} et {self.count(Number(str(second)), _SECOND)}"

    def telephone(self, groups: list[str], plus: bool) -> str:
        """Words of a telephone number: its groups as numbers, long ones in pairs."""
        if plus and len(groups) == 1:
            groups = [part for part in _COUNTRY.fullmatch(groups[0]).groups() if part]
        parts = [pair for group in groups for pair in _pairs(group)]
        words = ", ".join(self._telephone_group(part) for part in parts)
        return f"{self.plus} {words}" if plus else words

    def _telephone_group(self, digits: str) -> str:
        if len(digits) > 3:
            return self.digits(digits)
        rest = digits.lstrip("0")
        zeros = [self.cardinal(0)] * (len(digits) - len(rest))
        return " ".join([*zeros, *([self.cardinal(int(rest))] if rest else [])])

    # Money and words

    def ruler(self, value: int, name: str) -> str:
        if value > 1 or not (self.women.fullmatch(name) or genders.MEN.fullmatch(name)):
            return self.cardinal(value)
        return self.rank(1, "f" if self.women.fullmatch(name) else "m")

    def begins_sentence(self, word: str) -> bool:
        elided = re.match(r"(?:[LDCJNSMTÇ]|Qu|Jusqu|Lorsqu|Puisqu|Quelqu)['’](.)", word)
        if elided:
            return elided[1].islower()
        return word in self.starters or word.split("-")[0] in self.starters

    def respell(self, text: str) -> str:
        """Text with words that espeak-ng reads wrong written otherwise.

        It drops the last letter of the plus of a sum and of "cinq mille", and speaks the t of
        "quatre-vingt-deux".
        """
        text = text.replace("uatre-vingt", "uatrevingt").replace("uatrevingt-", "uatrevin-")
        return _PLUS.sub(r"\1lusse", text.replace("cinq mille", "cinqs mille"))


_SECOND = Noun.of("seconde", "secondes", "f")


def _without_plural(words: str) -> str:
    return re.sub(r"(?<=cent|ingt)s$", "", words)


def _pairs(digits: str) -> list[str]:
    """Groups of two of an even number of digits above two."""
    if len(digits) <= 3 or len(digits) % 2:
        return [digits]
    return [digits[place : place + 2] for place in range(0, len(digits), 2)]
