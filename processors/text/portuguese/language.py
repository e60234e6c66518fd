"""Portuguese: how each mark of a text is spoken, in Portugal and in Brazil."""

import re
from typing import ClassVar

from processors.text.grammar.language import NOWHERE, num2words_cardinal, num2words_ordinal
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats, Number
from processors.text.portuguese import genders, tables
from processors.text.romance.iberian import Iberian

_PARTS = {2: "meio", 3: "terço"}
_LONG_SCALE = (("milhão", "milhões"), ("bilião", "biliões"), ("trilião", "triliões"))
_SHORT_SCALE = (("milhão", "milhões"), ("bilhão", "bilhões"), ("trilhão", "trilhões"),
                ("quatrilhão", "quatrilhões"))  # fmt: skip
_LARGEST_ORDINAL = 1000
_DECADE = re.compile(r"(?<=\banos )((?:1[89]|20)?\d0)'?s(?!\w)")
_TIMES = re.compile(r"(?<![\w.,])(\d{1,3})\s?x(?=\s[a-zãáéíóú]{2}|\sR\$|\sde\s)")
_DURATION = re.compile(
    r"(?<![\w.,:])(\d{1,3})\s?(?:(h)\s?(\d{1,2})\s?(?:min|m)|min\s?(\d{1,2})\s?s)(?!\w)"
)
_LADY = re.compile(r"(?<![\w.])D\.\s(?=([A-ZÀ-Þ][\w-]*))")
_STREET = re.compile(r"(?<![\w.])R\. (?=[A-ZÀ-Þ][^\d,.;]{2,40},? (?:n\.?º ?)?\d)")
_CODE = re.compile(r"(?<![\w.,-])(?:\d{3}\.\d{3}\.\d{3}-\d\d|\d{5}-\d{3}|\d{4}-\d{3})(?![\w-])")
_FIRST = re.compile(r"(?<!\w)1º(?=/\d{1,2}/\d{2,4}(?!\d))")


class Portuguese(Iberian):
    """Portuguese of Portugal as ``pt`` and of Brazil as ``pt-br``."""

    locale = "pt_PT"
    locales: ClassVar = {"pt-br": "pt_BR"}
    number_code = "pt"
    formats = Formats(
        ordinal_signs=r"[ºª]s?|(?<=\d)[oa]s?(?:\.(?=\s[a-zãáéíóú]))?",
        before_month="de ",
        before_year="de ",
        time_separators=":h",
    )
    minus, plus, decimal_mark, point, to = "menos", "mais", "vírgula", "ponto", "a"
    ratio, per, by, power, over, times, and_ = (
        "a", "por", "por", "elevado a", "sobre", "vezes", "e",
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
        r"(?i:telefones?|tel|telef|telemóvel|telem|fax|celular|cel|whatsapp|zap|ligu?[ea]r? para o"
        r"|ligu?[ea]r? para|ligu?[ea]r? ao|ligue|disque)\b\.?\s?:?"
    )
    telephone_numbers = (
        r"[298]\d\d \d{3} \d{3}(?! [a-zãáéíóúç]+s\b)|2\d \d{3} \d\d \d\d"
        r"|9\d \d{3} \d\d \d\d|\(\d\d\)\s?9?\d{4}[- ]?\d{4}|\d\d 9?\d{4}-\d{4}"
        r"|\d\d 9\d{4} \d{4}|9\d{4}-\d{4}"
    )
    unit_genders = tables.UNIT_GENDERS
    more_units = tables.MORE_UNITS
    currencies = tables.CURRENCIES
    currency_words = tables.CURRENCY_WORDS
    more_currency_signs = tables.MORE_CURRENCY_SIGNS
    magnitudes = tables.MAGNITUDES
    cents_joiner = " e "

    feminine, masculine = genders.FEMININE, genders.MASCULINE
    plural = re.compile(r".+s")
    epicene = genders.EPICENE
    not_counted = genders.NOT_COUNTED
    feminine_articles = frozenset(
        "a as uma à às da das na nas pela esta essa aquela desta nesta dessa cada sua".split()  # noqa: SIM905
    )
    masculine_articles = frozenset(
        "o os um ao aos do dos no nos pelo este esse aquele deste neste desse seu".split()  # noqa: SIM905
    )
    ranked = genders.RANKED
    centuries = frozenset(("século", "séculos"))
    short_centuries: ClassVar = {"s": "século", "ss": "séculos", "séc": "século", "sec": "século"}
    roman_counted = tables.ROMAN_COUNTED
    women = genders.WOMEN
    millions: ClassVar = re.compile(r".*ili?h?(?:ão|ões)\b")
    hour_before = r"às?|pelas?|das|até às?|até as|são|é"
    hour_preposition = r"às?|pelas?|das|desde as|até as|é a|são as|era a|eram as"
    rates: ClassVar = tables.RATES
    weekdays = tables.WEEKDAYS
    plural_articles: ClassVar = tables.PLURAL_ARTICLES
    first_volumes = frozenset(("capítulo", "título", "tomo", "livro", "ato", "parte", "canto"))
    heat = r"faz(?:em|ia|iam)?|temperaturas? de|máximas? de|mínimas? de|abaixo de|ângulo de"
    first_of_month = "primeiro"

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.is_brazilian = code == "pt-br"
        if self.is_brazilian:
            self.number_code = "pt_BR"
            self.counts_first = False
            self.currencies = {**self.currencies, **tables.BRAZILIAN_CURRENCIES}
            self.more_units = {sign: _brazilian(unit) for sign, unit in self.more_units.items()}
            self.before_numbers = {
                sign: words.replace("óm", "ôm").replace("secç", "seç")
                for sign, words in self.before_numbers.items()
            }

    @property
    def consumption(self) -> str:
        """Words of "l/100 km"."""
        return f"litros aos 100 {'quilômetros' if self.is_brazilian else 'quilómetros'}"

    def before_marks(self, text: str) -> str:
        """Text after what only Portuguese writes: "D. Maria", "2h15min", "01310-100", "3x"."""
        text = _LADY.sub(self._lady, text)
        text = _STREET.sub("rua ", text)
        text = _FIRST.sub("1", text)
        text = _CODE.sub(lambda m: self.telephone(re.findall(r"\d+", m[0]), False), text)
        text = _DECADE.sub(lambda m: self.cardinal(int(m[1])), text)
        text = _TIMES.sub(lambda m: self.count(Number(m[1]), _TIME), text)
        text = _DURATION.sub(
            lambda m: f"{m[1]} h e {m[3]} min" if m[2] else f"{m[1]} min e {m[4]} s", text
        )
        return super().before_marks(text)

    def _lady(self, match: re.Match[str]) -> str:
        return "dona " if self.women.fullmatch(match[1]) else match[0]

    # Numbers

    def spell(self, number: int) -> str:
        """Cardinal of its classes, the last one joined by "e" if it is short or whole hundreds."""
        scale, width = (_SHORT_SCALE, 1000) if self.is_brazilian else (_LONG_SCALE, 1_000_000)
        rest, below = divmod(number, 1_000_000)
        classes = []
        for one, many in scale:
            rest, value = divmod(rest, width)
            if value:
                words = self._below_million(value)
                classes.insert(0, (value, f"{words} {one if value == 1 else many}"))
        if rest:
            return self.digits(str(number))
        thousands, units = divmod(below, 1000)
        if thousands:
            classes.append((thousands, f"{self._thousand(thousands)}mil"))
        if units or not classes:
            classes.append((units, num2words_cardinal(units, self.number_code)))
        return _joined(classes)

    def _below_million(self, number: int) -> str:
        thousands, units = divmod(number, 1000)
        classes = [(thousands, f"{self._thousand(thousands)}mil")] if thousands else []
        if units:
            classes.append((units, num2words_cardinal(units, self.number_code)))
        return _joined(classes)

    def _thousand(self, number: int) -> str:
        return "" if number == 1 else f"{num2words_cardinal(number, self.number_code)} "

    def feminine_form(self, words: str) -> str:
        words = re.sub(r"\bum\b", "uma", re.sub(r"\bdois\b", "duas", words))
        return re.sub(r"(zent|cent|hent)os\b", r"\1as", words)

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        words = super().number(number, noun, around)
        if number.is_whole:
            return words
        noun = noun or self.counted(2, around)
        return self.feminine_form(words) if noun and noun.gender == "f" else words

    def masculine_rank(self, number: int) -> str:
        if not 1 <= number <= _LARGEST_ORDINAL:
            return self.cardinal(number)
        return num2words_ordinal(number, self.number_code)

    def part(self, denominator: int, is_one: bool) -> str:
        if 10 < denominator < 100:
            return f"{self.cardinal(denominator)} avos"
        part = _PARTS.get(denominator) or self.masculine_rank(denominator)
        return part if is_one else f"{part}s"

    def mixed_fraction(self, whole: int, numerator: int, denominator: int) -> str:
        if (numerator, denominator) == (1, 2):
            return f"{self.cardinal(whole)} e meio"
        return super().mixed_fraction(whole, numerator, denominator)

    def singular(self, noun: str) -> str:
        noun = re.sub(r"ões$", "ão", noun)
        return re.sub(r"(?<=[rz])es$|(?<=mes)es$|(?<=[aeo])s$", "", noun)

    def half_of(self, noun: str, gender: str, before: str) -> str:
        return f"{'meia' if gender == 'f' else 'meio'} {noun}"

    def and_half(self, gender: str) -> str:
        return "e meia" if gender == "f" else "e meio"

    def raised(self, exponent: str) -> str:
        return {"2": "ao quadrado", "3": "ao cubo"}.get(exponent) or super().raised(exponent)

    # Times

    def time(self, hour: int, minute: int, second: int | None, around: Context) -> str:
        words = self.cardinal(hour, _HOUR)
        if minute or second is not None:
            words += f" e {self.cardinal(minute)}"
        elif not re.match(r"\shoras?\b", around.after):
            words += f" {_HOUR.form('one' if hour == 1 else 'other')}"
        return words if second is None else f"{words} e {self.count(Number(str(second)), _SECOND)}"


_HOUR = Noun.of("hora", "horas", "f")
_TIME = Noun.of("vez", "vezes", "f")
_SECOND = Noun.of("segundo", "segundos", "m")


def _brazilian(noun: Noun) -> Noun:
    forms = tuple((category, form.replace("óm", "ôm")) for category, form in noun.forms)
    return Noun(forms, noun.gender)


def _joined(classes: list[tuple[int, str]]) -> str:
    """Words of thousands, millions and the like: "mil e cem", "mil duzentos e um"."""
    value, last = classes[-1]
    is_short = value < 100 or value % 100 == 0
    before = " ".join(words for _, words in classes[:-1])
    return f"{before}{' e ' if is_short else ' '}{last}" if before else last
