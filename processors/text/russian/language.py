"""Russian: how each mark of a text is spoken."""

import re

from processors.text.grammar.language import NO_BREAK, NOWHERE
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats, Number
from processors.text.russian import tables, units
from processors.text.russian.marks import expand_marks
from processors.text.russian.names import expand_initialisms, expand_nouns, part_of_work, ruler
from processors.text.russian.numbers import RussianNumbers
from processors.text.russian.stress import respell
from processors.text.russian.suffixes import expand_suffixes
from processors.text.russian.years import expand_centuries, expand_years

# Words after which a Roman numeral is a century, though its noun comes later.
_PERIODS = dict.fromkeys(
    """начало начала начале середина середины середине конец конца конце концу половина половине
    половины треть трети четверть четверти рубеж рубеже
    """.split(),  # noqa: SIM905 - a list of words
    ("gen", "m"),
)


class Russian(RussianNumbers):
    """Russian, whose numerals are declined by the preposition before and the noun after them."""

    formats = Formats(roman_suffixes=r"-(?:й|го|му|м|х|е|я|ю|ой|ом|ый|ая|ого)")
    decimal_mark, point, to, ratio = "запятая", "точка", "—", ""
    minus, plus, over, times, and_, by = "минус", "плюс", "дробь", "умножить на", "и", "на"
    per, power = "на", "в степени"
    signs = tables.SIGNS
    signs_before_numbers = tables.SIGNS_BEFORE_NUMBERS
    address_words = tables.ADDRESS_WORDS
    abbreviations = tables.ABBREVIATIONS
    may_end = tables.MAY_END
    never_end = tables.NEVER_END | tables.BEFORE_NAMES.keys() | tables.BEFORE_NUMBERS.keys()
    starters = tables.STARTERS
    numbered = tables.NUMBERED
    telephone_words = r"(?i:тел|телефон|телефону|факс|моб|номер телефона)\b\.?:?"
    telephone_numbers = (
        r"8[ -]?\(?\d{3,4}\)?[ -]?\d{2,3}[ -]?\d\d[ -]?\d\d|\(\d{3,5}\) ?\d{1,3}[ -]\d\d[ -]\d\d|"
        r"\d{2,3}-\d\d-\d\d"
    )
    more_units = units.UNITS
    currencies = units.CURRENCIES
    currency_words = units.CURRENCY_WORDS
    more_currency_signs = units.CURRENCY_SIGNS
    magnitudes = units.MAGNITUDES
    names_cents = True

    def before_marks(self, text: str) -> str:
        """Text after what only Russian writes: years, "1-й", "5-летний", "ул.", "в 14.30"."""
        text = expand_centuries(expand_marks(text, self), self)
        text = expand_nouns(expand_suffixes(text, self), self)
        return expand_years(text, self)

    def after_marks(self, text: str) -> str:
        return expand_initialisms(text, self)

    def fraction(self, numerator: int, denominator: int, around: Context = NOWHERE) -> str:
        before = around.word_before()
        if before.startswith("давлени") or numerator == denominator == 50:
            return f"{self.in_words(numerator)} на {self.in_words(denominator)}"
        is_house = before in self.numbered or (numerator >= denominator > 20)
        if is_house or not 2 <= denominator <= 1000 or numerator > 3 * denominator:
            return f"{self.in_words(numerator)} дробь {self.in_words(denominator)}"
        case = (self.asked(around) or ("nom",))[0]
        count = self.in_words(numerator, case, "f")
        if denominator in (3, 4) and around.word_after() != "финала":
            stem = {3: "трет", 4: "четверт"}[denominator]
            forms = {"acc": f"{stem}ь", "ins": f"{stem}ью", "dat": f"{stem}и", "loc": f"{stem}и"}
            part = Noun.of(f"{stem}ь", f"{stem}и", "f", few=f"{stem}и", many=f"{stem}ей", **forms)
            return f"{count} {self.counted(part, Number(str(numerator)), case)}"
        is_one = numerator % 10 == 1 and numerator % 100 != 11
        if not is_one and case in ("nom", "acc"):
            case = "gen"
        return f"{count} {self.rank(denominator, case, 'f' if is_one else 'pl')}"

    def mixed_fraction(self, whole: int, numerator: int, denominator: int) -> str:
        if (numerator, denominator) == (1, 2):
            return "полтора" if whole == 1 else f"{self.in_words(whole)} с половиной"
        count = f"{self.in_words(whole, 'nom', 'f')} {self.part_of_number('целый', whole, 'nom')}"
        return f"{count} {self.fraction(numerator, denominator)}"

    def raised(self, exponent: str) -> str:
        if exponent in ("2", "3"):
            return "в квадрате" if exponent == "2" else "в кубе"
        sign = "минус " if exponent.startswith("-") else ""
        return f"в {sign}{self.rank(int(exponent.lstrip('-+')), 'loc', 'f')} степени"

    def roman(self, value: int, suffix: str, around: Context) -> str | None:
        found = part_of_work(around.word_before()) or _PERIODS.get(around.word_before())
        if found:
            return self.rank(value, *found)
        name = ruler(around, self)
        if name is not None:
            first, *others = self.rank(value, *name).split(" ")
            return " ".join([first.capitalize(), *others])
        following = around.word_after()
        is_noun = len(following) > 2 and re.fullmatch("[А-Яа-яё-]+", following)
        if suffix or (is_noun and (following[0].islower() or value > 1)):
            return self.rank(value, *self.agrees(around))
        return None

    # Dates, times, telephones

    def date(self, day: int, month: int, year: str | None, around: Context) -> str:
        words = f"{self.rank(day, self.case_of_day(around), 'n')} {self.month(month)}"
        if year is None:
            return words
        if len(year) == 2 and int(year) < 40:
            year = f"20{year}"
        words += f" {self.rank(int(year), 'gen')}"
        return words if re.match(r"\s?(?:год|г\.)", around.after) else f"{words} года"

    def date_span(self, first: int, day: int, month: int, year: str | None, around: Context) -> str:
        if self.asked(around):
            start = self.rank(first, self.case_of_day(around), "n")
            return f"{start} — {self.date(day, month, year, around)}"
        to = Context("по ", around.after)
        return f"с {self.rank(first, 'gen', 'n')} {to.before}{self.date(day, month, year, to)}"

    def time(self, hour: int, minute: int, second: int | None, around: Context) -> str:
        case = (self.asked(around) or ("nom",))[0]
        words = self.in_words(hour, case)
        if minute == 0:
            words += " ноль-ноль"
        else:
            words += f"{' ноль' if minute < 10 else ''} {self.in_words(minute, case)}"
        if second is None:
            return words
        return f"{words} {self.count(Number(str(second)), units.UNITS['сек'], around)}"

    def telephone(self, groups: list[str], plus: bool) -> str:
        if len(groups) == 1 and len(groups[0]) == 11:
            digits = groups[0]
            groups = [digits[0], digits[1:4], digits[4:7], digits[7:9], digits[9:]]
        words = ", ".join(self._group(group) for group in groups)
        return f"{self.plus} {words}" if plus else words

    def _group(self, digits: str) -> str:
        """Group of a telephone number: zeros in front, then a number."""
        if len(digits) > 3:
            parts = [digits[:2], digits[2:]] if len(digits) == 4 else list(digits)
            return " ".join(self._group(part) for part in parts)
        rest = digits.lstrip("0")
        zeros = ["ноль"] * (len(digits) - len(rest))
        return " ".join([*zeros, self.in_words(int(rest))] if rest else zeros)

    def letters(self, letters: str) -> str:
        return NO_BREAK.join(tables.LETTERS.get(letter.upper(), letter) for letter in letters)

    def respell(self, text: str) -> str:
        return respell(text)

    def per_unit(self, noun: Noun) -> str:
        in_ = "в" if noun.form("one") in _TIMES else "на"
        return f"{in_} {units.singular(noun, 'acc')}"


_TIMES = frozenset(("час", "минута", "секунда", "сутки"))
