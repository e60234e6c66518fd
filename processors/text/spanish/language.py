"""Spanish: how each mark of a text is spoken."""

import re
from functools import cached_property
from typing import ClassVar

from processors.text.grammar.language import NOWHERE, num2words_cardinal
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats, Number
from processors.text.romance.iberian import Iberian
from processors.text.spanish import genders, tables

_UNITS = (
    "", "primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno",
)  # fmt: skip
_TEENS = (
    "décimo", "undécimo", "duodécimo", "decimotercero", "decimocuarto", "decimoquinto",
    "decimosexto", "decimoséptimo", "decimoctavo", "decimonoveno",
)  # fmt: skip
_TENS = (
    "", "décimo", "vigésimo", "trigésimo", "cuadragésimo", "quincuagésimo", "sexagésimo",
    "septuagésimo", "octogésimo", "nonagésimo",
)  # fmt: skip
_HUNDREDS = (
    "", "centésimo", "ducentésimo", "tricentésimo", "cuadringentésimo", "quingentésimo",
    "sexcentésimo", "septingentésimo", "octingentésimo", "noningentésimo",
)  # fmt: skip
_PARTS = {2: "medio", 3: "tercio"}
_UNO = re.compile(r"\b(veinti)?uno(?= (?:mil|[mbtc]\w*ill[oó]n))")
_DECADE = re.compile(r"(?<=\b[Ll]os )((?:1[89]|20)?\d0)'?s(?!\w)")
_TIMES = re.compile(r"(?<![\w.,])(\d{1,3})\s?x(?=\s[a-zñáéíóú]{2})")
_DOTTED_RANK = re.compile(r"(?<=\d)\.(?=(?:er|[rdtmvn][oa]s?)(?!\w))")  # "1.ro", "2.do"
_APOSTROPHE = re.compile(r"(?<=\d)'(?=\d{1,2}(?![\d'\"]))")  # "5'5 %"
_ONE_SINGLE = re.compile(r"(?<![\w.,])1(?= (?:sol|únic)([oa])\s[a-zñáéíóú])")
_MARCH = re.compile(r"(?<=\b[Ee]l )(\d{1,2})\s?M(?![\w€]|\s?€)")  # "el 8M", a day in March
_ORDINAL_SIGNS = (
    r"[ºª]s?|(?<=\d)\.?e[rʳ](?:\.(?=\s[a-zñáéíóú]))?|(?<=[13])\.?r[oa]s?|(?<=2)\.?d[oa]s?|(?<=[4-6])\.?t[oa]s?"
    r"|(?<=[07])\.?m[oa]s?|(?<=8)\.?v[oa]s?|(?<=9)\.?n[oa]s?|(?<=1\d)v[oa]s?|(?<=\d)\.?[oa]s"
    r"|(?<=\d)[oa](?:\.(?=\s[a-zñáéíóú]))?"
)


class _AmericanFormats(Formats):
    """Formats of a continent where half the countries write 1.234 and the others 1,234."""

    def parse(self, written: str) -> Number:
        digits = written.lstrip("-−–+ ")
        if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits):
            return Number(re.sub(r"\D", "", digits), "", written[:1] in "-−–", True)
        return super().parse(written)


_FORMATS = {
    "ordinal_signs": _ORDINAL_SIGNS, "before_month": "de ", "before_year": "de ",
    "time_separators": ":h",
}  # fmt: skip


class Spanish(Iberian):
    """Spanish of Spain, and of America as ``es-419``."""

    locale = "es"
    locales: ClassVar = {"es-419": "es_419"}
    number_code = "es"
    formats = Formats(**_FORMATS)
    minus, plus, decimal_mark, point, to = "menos", "más", "coma", "punto", "a"
    ratio, per, by, power, over, times, and_ = (
        "a", "por", "por", "elevado a", "sobre", "por", "y",
    )  # fmt: skip
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
        r"(?i:tel[eé]fonos?|tel|tel[eé]f|telf|tfno|tlf|fax|móvil|celular|cel|whatsapp|llam[ae] al"
        r"|llamar al|llamando al|llámenos al|marque el|marca el|marcar el)\b\.?\s?:?"
    )
    telephone_numbers = (
        r"[679]\d\d \d{3} \d{3}(?! [a-zñáéíóú]+s\b)|[679]\d\d(?: \d\d){3}|[89]\d \d{3} \d\d \d\d"
        r"|\d\d \d{4}[ -]\d{4}|3\d\d \d{3} \d{4}|\(\d\d\d?\) \d{3,4}[ -]\d{4}"
    )
    unit_genders = tables.UNIT_GENDERS
    more_units = tables.MORE_UNITS
    currencies = tables.CURRENCIES
    currency_words = tables.CURRENCY_WORDS
    more_currency_signs = tables.MORE_CURRENCY_SIGNS
    magnitudes = tables.MAGNITUDES
    cents_joiner = " con "

    feminine, masculine = genders.FEMININE, genders.MASCULINE
    plural = re.compile(r".+s")
    epicene = genders.EPICENE
    not_counted = genders.NOT_COUNTED
    feminine_articles = frozenset(("la", "las", "una", "esta", "esa", "aquella", "cada"))
    masculine_articles = frozenset(("el", "los", "un", "del", "al", "este", "ese", "aquel"))
    ranked = genders.RANKED
    centuries = frozenset(("siglo", "siglos"))
    roman_counted = tables.ROMAN_COUNTED
    women = genders.WOMEN
    short_centuries: ClassVar = {"s": "siglo", "ss": "siglos", "séc": "siglo"}
    hour_before = r"(?:a|desde|hasta|sobre|hacia|de|para|antes de|después de) las?|son las|es la"
    hour_preposition = r"(?:a|desde|hasta|sobre|hacia|de|para|es|era) las?|(?:son|eran) las"
    rates: ClassVar = tables.RATES
    consumption = "litros a los 100 kilómetros"
    weekdays = tables.WEEKDAYS
    plural_articles: ClassVar = {"los": "m", "las": "f", "unos": "m", "unas": "f"}
    first_volumes = frozenset(("capítulo", "título", "tomo", "libro", "acto", "parte", "canto"))
    heat = r"hac(?:e|en|ía|ían)|hará|temperaturas? de|máximas? de|mínimas? de|bajo|ángulo de"
    first_of_month = "primero"

    def __init__(self, code: str) -> None:
        super().__init__(code)
        if code == "es-419":
            self.formats = _AmericanFormats(**_FORMATS)
            self.counts_first = False
            self.unit_genders = {**self.unit_genders, "A": "m"}

    @cached_property
    def month_numbers(self) -> dict[str, int]:
        return {**super().month_numbers, "sep": 9, "set": 9, "setiembre": 9}

    def before_marks(self, text: str) -> str:
        """Text after what only Spanish writes: "los 80s", "3x"."""
        text = _DOTTED_RANK.sub("", text)
        text = _APOSTROPHE.sub(",", text)
        text = _ONE_SINGLE.sub(lambda m: "una" if m[1] == "a" else "un", text)
        text = _MARCH.sub(lambda m: f"{self.cardinal(int(m[1]))} M", text)
        text = _DECADE.sub(lambda m: self.cardinal(int(m[1])), text)
        text = _TIMES.sub(lambda m: self.count(Number(m[1]), _TIME), text)
        return super().before_marks(text)

    # Numbers

    def spell(self, number: int) -> str:
        words = num2words_cardinal(number, "es")
        return _UNO.sub(lambda m: "veintiún" if m[1] else "un", words)

    def masculine_form(self, words: str) -> str:
        words = re.sub(r"veintiuno$", "veintiún", words)
        return re.sub(r"\buno$", "un", words)

    def feminine_form(self, words: str) -> str:
        words = re.sub(r"uno$", "una", words)
        return re.sub(r"(cient|quinient)os\b", r"\1as", words)

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        words = super().number(number, noun, around)
        if number.decimals and noun is None:
            noun = self.counted(2, around)
        if not number.decimals or noun is None or not noun.gender:
            return words
        # "dos coma un metros", "dos coma una horas"
        is_feminine = noun.gender == "f"
        return re.sub(r"uno$", "una", words) if is_feminine else self.masculine_form(words)

    def counted(self, number: int, around: Context) -> Noun | None:
        noun = super().counted(number, around)
        if noun and number == 1 and noun.form("one") in genders.STRESSED_A:
            return Noun.of(noun.form("one"), gender="m")
        return noun

    def masculine_rank(self, number: int) -> str:
        if not 1 <= number <= 1000:
            return self.cardinal(number)
        if number == 1000:
            return "milésimo"
        hundreds, rest = divmod(number, 100)
        tens, units = divmod(rest, 10)
        low = [_TEENS[units]] if tens == 1 else [_TENS[tens], _UNITS[units]]
        return " ".join(filter(None, (_HUNDREDS[hundreds], *low)))

    def shortened_rank(self, words: str) -> str:
        return re.sub(r"((?:^|\s)prim|terc)ero$", r"\1er", words)

    def part(self, denominator: int, is_one: bool) -> str:
        plural = "" if is_one else "s"
        if denominator in _PARTS or denominator <= 10 or denominator in (100, 1000):
            return (_PARTS.get(denominator) or self.masculine_rank(denominator)) + plural
        words = self.spell(denominator).translate(_NO_ACCENTS)
        return re.sub(r"[ao]$", "", words) + "avo" + plural

    def mixed_fraction(self, whole: int, numerator: int, denominator: int) -> str:
        if (numerator, denominator) == (1, 2):
            return f"{self.cardinal(whole)} y medio"
        return super().mixed_fraction(whole, numerator, denominator)

    def singular(self, noun: str) -> str:
        noun = re.sub(r"iones$", "ión", noun)
        return re.sub(r"(?<=mes)es$|(?<=[aeo])s$", "", noun)

    def half_of(self, noun: str, gender: str, before: str) -> str:
        return f"{'media' if gender == 'f' else 'medio'} {noun}"

    def and_half(self, gender: str) -> str:
        return "y media" if gender == "f" else "y medio"

    def raised(self, exponent: str) -> str:
        return {"2": "al cuadrado", "3": "al cubo"}.get(exponent) or super().raised(exponent)

    # Times

    def time(self, hour: int, minute: int, second: int | None, around: Context) -> str:
        words = self.cardinal(hour, _FEMININE)
        if minute or second is not None:
            joiner = " y " if 0 < minute < 10 and second is None else " "
            words += joiner + self.cardinal(minute)
        elif not 0 < hour <= 12 and not re.match(r"\s(?:horas?|a|y)\b", around.after):
            words += " horas"
        return words if second is None else f"{words} y {self.count(Number(str(second)), _SECOND)}"


_NO_ACCENTS = str.maketrans("éóú", "eou")
_FEMININE = Noun.of("", gender="f")
_TIME = Noun.of("vez", "veces", "f")
_SECOND = Noun.of("segundo", "segundos", "m")
