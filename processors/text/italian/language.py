"""Italian: how each mark of a text is spoken."""

import re
from functools import cached_property

from processors.text.grammar import nouns
from processors.text.grammar.language import NOWHERE
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats, Number
from processors.text.italian import genders, numerals, tables, written
from processors.text.romance.language import Romance

_PARTS = {2: ("mezzo", "mezzi")}
_LARGEST_NAMED_PART = 12
_ELISION = re.compile(r"(?<!\w)([Uu]n') (?=[aeiouàèéìòùAEIOUÈ])")
_NUMBER_WORD = re.compile(
    r"(?<!\w)(?:un|uno|due|tre|tré|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|"
    r"quattordici|quindici|sedici|diciassette|diciotto|diciannove|venti?|trenta?|quaranta?|"
    r"cinquanta?|sessanta?|settanta?|ottanta?|novanta?|cento?|mille|mila)+(?:esim[oaie])?(?!\w)",
    re.IGNORECASE,
)
_VOICELESS_S = re.compile(r"(?<=[aeio])(?=s(?:ei|ett|ess|edic))")
# After these, and after an article, both ends of a span follow each other without a word.
_JUXTAPOSED = genders.ARTICLES | frozenset(
    """in di a con per dopo ogni entro circa su tra fra i gli le ai agli alle dei degli delle nei
    negli nelle dai dagli dalle sui sugli sulle altri altre quasi oltre ad giorni stagione biennio
    campionato periodo anno anni triennio quadriennio da primi prime ultimi ultime fino sino
    """.split()  # noqa: SIM905 - a list of words
)
_SCORES = frozenset(
    """vince vinto vinse vinta perde perso perse batte battuto sconfitta sconfitto vittoria pareggio
    pareggia pareggiato finisce finita finito finì risultato punteggio parziale termina terminata
    conduce avanti chiude chiuso set supera travolge
    """.split()  # noqa: SIM905
)
_CENTURY_AFTER = re.compile(r"(?:,| e| o)\s(?:il |del |nel |al )?[IVX]+ secol")
_TIMES = frozenset(("ora", "minuto", "secondo", "giorno"))
_HOUR_WORDS = r"alle|dalle|delle|ore|verso le|per le|tra le|fra le|e le|sono le|[dn]?all'|dopo le"


class Italian(Romance):
    """Italian of Italy and of Switzerland."""

    locale = "it"
    formats = Formats(ordinal_signs="º|ª")
    minus, plus, decimal_mark, point, to = "meno", "più", "virgola", "punto", "a"
    ratio, per, by, power, over, times, and_ = "a", "per", "per", "alla", "su", "per", "e"
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
    telephone_words = r"(?i:tel|telefono|fax|cell|cellulare|centralino|numero verde)\b\.?\s?:?"
    telephone_numbers = (
        r"3\d\d[ ./-]?\d{6,7}|3\d\d[ ./-]?\d{3}[ .-]?\d{3,4}|3\d\d[ ./-]\d\d \d\d \d\d\d?"
        r"|80[03][ -]?\d{3}[ -]?\d{3}|199[ -]\d{3}[ -]?\d{3}"
    )
    unit_genders = tables.UNIT_GENDERS
    more_units = tables.MORE_UNITS
    no_units = frozenset(("ha",))
    currencies = tables.CURRENCIES
    currency_words = tables.CURRENCY_WORDS
    more_currency_signs = tables.MORE_CURRENCY_SIGNS
    magnitudes = tables.MAGNITUDES
    names_cents, cents_joiner = True, " e "

    plural = re.compile(r".+[eiàèìòùé]|(?:euro|auto|foto|moto|radio|film|bar|computer|gol|chilo)")
    not_counted = genders.NOT_COUNTED
    feminine_articles = genders.FEMININE_ARTICLES
    masculine_articles = genders.MASCULINE_ARTICLES
    ranked = genders.RANKED
    centuries = frozenset(("secolo", "secoli", "sec."))
    roman_counted = tables.ROMAN_COUNTED
    women = genders.WOMEN
    hour_before = _HOUR_WORDS
    thousand, of = "mila", "di"

    def before_marks(self, text: str) -> str:
        return super().before_marks(written.before_marks(text, self))

    def after_marks(self, text: str) -> str:
        """Text with the elision of "un'ora"."""
        return _ELISION.sub(r"\1", text) if "un' " in text.lower() else text

    # Numbers

    def cardinal(self, number: int, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        words = numerals.cardinal(number)
        name = "" if noun is None else noun.form("one")
        if noun is None or name.startswith("per "):
            return words
        if number == 1:
            return genders.article(name, noun.gender)
        return words[:-1] if words.endswith("tuno") and genders.begins_with_vowel(name) else words

    def gender_of(self, noun: str) -> str:
        return genders.gender(noun)

    def gender_around(self, around: Context) -> str:
        before = around.word_before()
        if before in self.feminine_articles:
            return "f"
        return "m" if before in self.masculine_articles else genders.gender_after(around)

    def counted(self, number: int, around: Context) -> Noun | None:
        before = around.word_before()
        noun = super().counted(number, around)
        if noun is None or before in ("alle", "ore", "dalle", "l'", "all'", "dall'", "dell'"):
            return None
        if number != 1:
            return noun
        return Noun.of(noun.form("one"), gender=genders.gender_after(around))

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        if number.is_one and noun is None and around.word_before() in ("ore", "alle", "dalle"):
            return "una"
        return super().number(number, noun, around)

    def count(self, number: Number, noun: Noun, around: Context = NOWHERE) -> str:
        return _ELISION.sub(r"\1", super().count(number, noun, around))

    def rank(self, number: int, gender: str, noun_follows: bool = False) -> str:
        words = numerals.ordinal(number)
        return re.sub("o$", "a", words) if gender == "f" else words

    def marked_ordinal(self, number: int, sign: str, around: Context = NOWHERE) -> str:
        return self.rank(number, "f" if sign == "ª" else self.gender_around(around))

    def half_of(self, noun: str, gender: str, before: str) -> str:
        elided = genders.begins_with_vowel(noun)
        return f"mezz'{noun}" if elided else f"mezz{'a' if gender == 'f' else 'o'} {noun}"

    def and_half(self, gender: str) -> str:
        return f"e mezz{'a' if gender == 'f' else 'o'}"

    def fraction(self, numerator: int, denominator: int, around: Context = NOWHERE) -> str:
        is_named = denominator <= _LARGEST_NAMED_PART and numerator < 3 * denominator
        if denominator < 2 or not (is_named or numerator == 1):
            return super().fraction(numerator, denominator, around)
        part = self.rank(denominator, "m")
        one, many = _PARTS.get(denominator, (part, f"{part[:-1]}i"))
        return f"un {one}" if numerator == 1 else f"{self.cardinal(numerator)} {many}"

    def mixed_fraction(self, whole: int, numerator: int, denominator: int) -> str:
        if (numerator, denominator) == (1, 2):
            return f"{self.cardinal(whole)} e mezzo"
        return super().mixed_fraction(whole, numerator, denominator)

    def raised(self, exponent: str) -> str:
        if exponent in ("2", "3"):
            return "al quadrato" if exponent == "2" else "al cubo"
        if exponent.isdigit() and int(exponent):
            power = self.rank(int(exponent), "f")
            return f"all'{power}" if genders.begins_with_vowel(power) else f"alla {power}"
        return super().raised(exponent)

    # Spans

    def ends_around(self, around: Context) -> tuple[Context, Context]:
        return Context(around.before, ""), around

    def span_within(self, first: str, last: str, around: Context) -> str:
        if first in ("uno", "un", "un'"):
            is_feminine = first == "un'" or re.match(r"\s[^\W\d_]+e(?!\w)", around.after)
            first = "una" if is_feminine else "uno"
        before = around.word_before()
        if first == last or before in _SCORES or _SCORES.intersection(around.words_before(2)):
            return self.span(first, last)
        if before in _JUXTAPOSED or before.endswith("'"):
            return f"{first} {last}"
        return f"da {first} a {last}"

    def year_span(self, first: Number, last: Number, around: Context = NOWHERE) -> str:
        start, end = self.year(int(first.whole)), self.cardinal(int(last.whole))
        is_season = (int(first.whole) + 1) % 100 == int(last.whole[-2:])
        before = around.word_before()
        if is_season or before in _JUXTAPOSED or before.endswith("'"):
            return f"{start} {end}"
        return f"dal {start} al{_elided(end)}"

    # Roman numerals

    def roman(self, value: int, suffix: str, around: Context) -> str | None:
        before, following = around.word_before(), around.word_after().lower()
        if following in nouns.month_names("it"):
            return self._day(value, around)
        if _CENTURY_AFTER.match(around.after):
            return self.rank(value, "m")
        if before in tables.ROMAN_RANKED:
            return self.rank(value, genders.gender(before))
        is_first = value == 1 and before in self.feminine_articles | self.masculine_articles
        if is_first and self.noun_follows(around) and following not in self.centuries:
            return self.rank(1, self.gender_around(around))
        if before in self.roman_counted:
            return self.cardinal(value)
        return super().roman(value, suffix, around)

    def century(self, value: int) -> str:
        return self.rank(value, "m")

    def ruler(self, value: int, name: str) -> str:
        return self.rank(value, "f" if self.women.fullmatch(name) else "m")

    # Dates, times, units

    def _day(self, day: int, around: Context) -> str:
        is_elided = around.before.endswith("'")
        return self.rank(1, "m") if day == 1 and not is_elided else self.cardinal(day)

    def date(self, day: int, month: int, year: str | None, around: Context) -> str:
        words = f"{self._day(day, around)} {self.month(month)}"
        return f"{words} {self.written_year(year)}" if year else words

    def date_span(self, first: int, day: int, month: int, year: str | None, around: Context) -> str:
        start, end = self._day(first, around), self.date(day, month, year, NOWHERE)
        before = around.word_before()
        if before in ("il", "del", "nei", "al", "i", "giorni") or before.endswith("'"):
            return f"{start} e {end}" if day == first + 1 else f"{start} {end}"
        return f"{'' if before == 'dal' else 'dal'}{_elided(start)} al{_elided(end)}".strip()

    def time(self, hour: int, minute: int, second: int | None, around: Context) -> str:
        words = "una" if hour == 1 else self.cardinal(hour)
        if second is not None:
            return f"{words} {self.cardinal(minute)} e {self.count(Number(str(second)), _SECOND)}"
        return f"{words} e {self.cardinal(minute)}" if minute else words

    @cached_property
    def month_numbers(self) -> dict[str, int]:
        return nouns.month_numbers(self.locale) | tables.MONTHS

    def per_unit(self, noun: Noun) -> str:
        name = noun.form("one")
        return self.per_unit_in_price(noun) if name in _TIMES else f"{self.per} {name}"

    def per_unit_in_price(self, noun: Noun) -> str:
        name = noun.form("one")
        if genders.begins_with_vowel(name):
            return f"all'{name}"
        return f"{'alla' if noun.gender == 'f' else 'al'} {name}"

    # Words

    def begins_sentence(self, word: str) -> bool:
        elided = re.match(r"(?:L|Un|Dell|Nell|All|Dall|Sull|C|D|Quell|Quest|Com|Dov|Cos)['’]", word)
        return elided is not None or word in self.starters

    def respell(self, text: str) -> str:
        """Number words in which espeak-ng keeps the s of "sei" and "sette" voiceless."""
        text = _NUMBER_WORD.sub(lambda match: _VOICELESS_S.sub("'", match[0]), text)
        text = re.sub(r"((?:ven|tren|[aeo]n)t)un(?= [a-zà-ÿ])", r"\1ùn", text)
        return re.sub(r"(?<=[oa])byte(?!\w)", "bàit", text)


_SECOND = Noun.of("secondo", "secondi", "m")


def _elided(words: str) -> str:
    """Words with a space before them, or an elided article where they begin with a vowel."""
    return f"l'{words}" if genders.begins_with_vowel(words) else f" {words}"
