"""German: how each mark of a text is spoken."""

import re

from processors.text.german import ordinals, tables
from processors.text.grammar.finding import ends_sentence, substitute
from processors.text.grammar.language import NOWHERE, Language, num2words_ordinal
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats, Number

_ONE = {"m": "ein", "n": "ein", "f": "eine"}
_ONE_DATIVE = {"m": "einem", "n": "einem", "f": "einer"}
_DATIVE = frozenset(
    """in an auf aus bei mit nach seit von zu vor unter über neben
    """.split()  # noqa: SIM905 - a list of words
)
_ACCUSATIVE = frozenset(
    """für um durch gegen ohne kostet kosten kostete gewann verlor zahlt
    """.split()  # noqa: SIM905 - a list of words
)
_FRACTIONS = {2: "halb", 4: "Viertel", 3: "Drittel"}
_RULER_BEFORE = re.compile(r"\b([A-ZÄÖÜ][\w-]*[a-zäöüß])\s*$")
_COUNTED = frozenset(
    """teil band kapitel akt buch weltkrieg artikel klasse typ stufe gruppe abschnitt phase satz
    titel anhang tafel zone division konzil vatikanum apollo serie kategorie
    """.split()  # noqa: SIM905 - a list of words
)
_CENTURY_AFTER = re.compile(r"\s*(?:Jahrhundert|Jh\.|Jhd\.)")
_COMPOUND = re.compile(
    r"(?<![\w.,])(\d{1,4})(?:-|–)?(jährig|köpfig|stündig|tägig|minütig|monatig|wöchig|stellig|fach|"
    r"teilig|seitig|mal|malig|prozentig|gradig|stöckig|eckig|bändig|sprachig|spurig|türig|sitzig)"
    r"(e[nrms]?)?(?!\w)"
)
_PERCENT_COMPOUND = re.compile(r"(?<![\w.,])(\d{1,3})\s?%-?ig(e[nrms]?)?(?!\w)")
_DECADE = re.compile(r"(?<![\w.,])(\d{1,4}0)(ern?)(?=\s|[-.,;:!?)]|$)")
_TIMES = re.compile(r"(?<![\w.,])(\d{1,3})\s?x(?=\s[a-zäöüA-ZÄÖÜ]{2})")
_O_CLOCK = re.compile(r"\b((?:um|gegen|bis|ab|seit) \d{1,2})\s?h(?!\w|\s?\d)")
_FOLLOWING = re.compile(r"(?<=\d)\s?(ff?)\.(?!\w)")
_POSTCODE = re.compile(r"(?<=, )(\d{5})(?= [A-ZÄÖÜ][a-zäöüß])")
_STREET = re.compile(r"(?<=[a-zäöüß])str\.(?=\s|$)|(?<=[a-zäöüß]-)Str\.(?=\s|$)")


_HALVES = {"eine": "halbe", "einen": "halben", "einem": "halben", "einer": "halben"}
_AFTER_ARTICLE = frozenset(("die", "eine", "einen", "einem", "einer", "den", "dem", "der"))
_HALF = re.compile(r"(?<![\w/.,])(?<!\d )(?:1/2|½) (?=[A-ZÄÖÜ][a-zäöüß]+)")


class German(Language):
    """German of Germany; Austria and Switzerland differ in little that is written."""

    locale = "de"
    number_code = "de"
    capitalized_nouns = True
    formats = Formats(dotted_ordinals=True, time_words="Uhr", time_signs="h")
    decimal_mark, point, to, ratio, by, power = "Komma", "Punkt", "bis", "zu", "mal", "hoch"
    over, times, and_, per = "durch", "mal", "und", "pro"
    signs = tables.SIGNS
    signs_before_numbers = tables.SIGNS_BEFORE_NUMBERS
    address_words = tables.ADDRESS_WORDS
    abbreviations = tables.ABBREVIATIONS
    before_numbers = tables.BEFORE_NUMBERS
    before_names = tables.BEFORE_NAMES
    may_end = tables.MAY_END
    never_end = tables.NEVER_END
    starters = tables.STARTERS
    year_words = tables.YEAR_WORDS
    numbered = tables.NUMBERED
    telephone_words = (
        r"(?i:tel|telefon|telefonnummer|fax|mobil|handy|notruf|hotline|rufnummer)\b\.?:?"
    )
    unit_genders = tables.UNIT_GENDERS
    more_units = tables.MORE_UNITS
    currencies = tables.CURRENCIES
    currency_words = tables.CURRENCY_WORDS
    magnitudes = tables.MAGNITUDES

    def before_marks(self, text: str) -> str:
        """Text after what only German writes: "20-jährig", "100%ig", "die 80er", "3x täglich"."""
        text = _PERCENT_COMPOUND.sub(lambda m: f"{self._joined(m[1])}prozentig{m[2] or ''}", text)
        text = _COMPOUND.sub(lambda m: f"{self._joined(m[1])}{m[2]}{m[3] or ''}", text)
        text = _DECADE.sub(lambda m: f"{self.decade(int(m[1]))}{m[2]}", text)
        text = substitute(_HALF, text, self._half_of_noun)
        text = _TIMES.sub(lambda m: f"{self._joined(m[1])}mal", text)
        text = _O_CLOCK.sub(r"\1 Uhr", text)
        text = re.sub(r"(?<!\d)(\d{1,2}\.)/(?=\d{1,2}\.)", r"\1 und ", text)
        text = _FOLLOWING.sub(self._following, text)
        text = _POSTCODE.sub(lambda m: self.digits(m[1]), text)
        return _STREET.sub(lambda m: "straße" if m[0][0] == "s" else "Straße", text)

    def _half_of_noun(self, match: re.Match[str], around: Context) -> str:
        return f"{self._half(Noun.of('', gender=ordinals.gender_after(around)), around)} "

    def _following(self, match: re.Match[str]) -> str:
        words = " fortfolgende" if match[1] == "ff" else " folgende"
        after = match.string[match.end() :]
        return words + ("." if ends_sentence(after, self) else "")

    def _joined(self, digits: str) -> str:
        """A cardinal in front of a word that it is joined with: "einmal", "hundertprozentig"."""
        if digits == "1":
            return "ein"
        return "hundert" if digits == "100" else self.cardinal(int(digits))

    def cardinal(self, number: int, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        words = super().cardinal(number)
        if noun is None or number % 100 != 1:
            return words
        if number != 1:
            return words.removesuffix("s")
        before = around.word_before()
        gender = noun.gender or "m"
        if before in _DATIVE:
            return _ONE_DATIVE[gender]
        return "einen" if before in _ACCUSATIVE and gender == "m" else _ONE[gender]

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        is_counted = re.match(r"\s(?:[a-zäöüß]+e[nrms]? )?[A-ZÄÖÜ][a-zäöüß]", around.after)
        is_name = around.word_before() in self.numbered
        if noun is None and number.is_one and is_counted and not is_name:
            noun = Noun.of("", gender=ordinals.gender_after(around))
        return super().number(number, noun, around)

    def ordinal(self, number: int, around: Context = NOWHERE) -> str:
        return _stem(number) + ordinals.ending(around)

    def is_ordinal(self, number: str, around: Context) -> bool:
        if len(number) > 3 or around.word_before() in self.numbered:
            return False
        following = around.word_after()
        before = around.word_before()
        if not following:
            return before in ("am", "zum", "vom", "dem", "den") and not re.search(
                r"\w", around.after
            )
        if following[0].islower() or before in ordinals._WEAK | ordinals._STRONG_E | {"der"}:
            return True
        return not self.begins_sentence(following) and re.match(r"\s", around.after) is not None

    def year(self, number: int, around: Context = NOWHERE) -> str:
        if not 1100 <= number <= 1999:
            return self.cardinal(number)
        century, rest = divmod(number, 100)
        words = f"{self.cardinal(century)}hundert"
        return words + (self.cardinal(rest) if rest else "")

    def is_year(self, number: Number, around: Context) -> bool:
        if not super().is_year(number, around) or around.word_before() in self.numbered:
            return False
        if around.word_before() in self.year_words:
            return True
        following = around.word_after()
        counted = following[:1].isupper() and re.match(r"\s", around.after)
        return not counted or self.begins_sentence(following)

    def decade(self, number: int, around: Context = NOWHERE) -> str:
        return self.year(number) if number > 1000 else self.cardinal(number)

    def fraction(self, numerator: int, denominator: int, around: Context = NOWHERE) -> str:
        if (numerator, denominator) == (1, 2):
            return "ein halb"
        if not 2 <= denominator <= 100 or denominator == 2 or numerator > 3 * denominator:
            return super().fraction(numerator, denominator, around)
        part = _FRACTIONS.get(denominator) or _stem(denominator).capitalize() + "el"
        return f"{'ein' if numerator == 1 else self.cardinal(numerator)} {part}"

    def part_of_unit(
        self, whole: int, numerator: int, denominator: int, unit: Noun, around: Context = NOWHERE
    ) -> str:
        """Words of "1/2 l": "ein halber Liter"."""
        if not whole and (numerator, denominator) == (1, 2):
            return f"{self._half(unit, around)} {unit.form('one')}"
        return super().part_of_unit(whole, numerator, denominator, unit, around)

    def _half(self, noun: Noun, around: Context) -> str:
        """A half before its noun, both in the case that the word before them asks for."""
        before = around.word_before()
        if before in _AFTER_ARTICLE:
            return "halbe" if before in ("die", "eine") else "halben"
        one = self.cardinal(1, noun, around)
        neuter_or_masculine = "halbes" if noun.gender == "n" else "halber"
        return f"{one} {_HALVES.get(one, neuter_or_masculine)}"

    def mixed_fraction(self, whole: int, numerator: int, denominator: int) -> str:
        if (numerator, denominator) == (1, 2):
            return "eineinhalb" if whole == 1 else f"{self.cardinal(whole)}einhalb"
        return super().mixed_fraction(whole, numerator, denominator)

    def roman(self, value: int, suffix: str, around: Context) -> str | None:
        before = around.word_before()
        name = _RULER_BEFORE.search(around.before)
        if _CENTURY_AFTER.match(around.after):
            return self.ordinal(value, around)
        if before in self.numbered or before in _COUNTED:
            return self.cardinal(value) + suffix
        if suffix and name and value < 40 and not self.begins_sentence(name[1]):
            return ordinals.ruler(_stem(value), around)
        is_clear = suffix and not before and value not in (1, 5, 10, 50, 100, 500, 1000)
        if is_clear and value < 40 and around.word_after()[:1].isupper():
            return self.ordinal(value, around)
        if suffix and value < 40 and before in ordinals._WEAK | ordinals._STRONG_E | {"der"}:
            return self.ordinal(value, around)
        if not suffix and name and value in range(2, 40) and name[1].lower() not in self.starters:
            return self.cardinal(value)
        return None

    def date(self, day: int, month: int, year: str | None, around: Context) -> str:
        words = f"{_stem(day)}{ordinals.ending(around, True)} {self.month(month)}"
        return f"{words} {self.written_year(year)}" if year else words

    def date_span(self, first: int, day: int, month: int, year: str | None, around: Context) -> str:
        start = _stem(first) + ordinals.ending(around, True)
        return self.span(start, self.date(day, month, year, around))

    def time(self, hour: int, minute: int, second: int | None, around: Context) -> str:
        words = f"{'ein' if hour == 1 else self.cardinal(hour)} Uhr"
        if minute or second is not None:
            words += f" {self.cardinal(minute)}"
        return (
            words if second is None else f"{words} und {self.count(Number(str(second)), _SECOND)}"
        )

    def respell(self, text: str) -> str:
        """Number words with a hyphen after hundred and thousand.

        espeak-ng takes "tausendvier" apart in the wrong place.
        """
        return _NUMBER_WORD.sub(
            lambda m: re.sub(r"(hundert|tausend)(?=[^\W\d_])(?!st|e(?!in|lf))", r"\1-", m[0]), text
        )

    def is_full_month(self, name: str) -> bool:
        return len(name) > 4 or name in ("mai", "juni", "juli", "märz")


_NUMBER_WORD = re.compile(
    r"(?<!\w)(?:(?:ein|zwei|drei|vier|fünf|sech|sieb|acht|neun|zehn|elf|zwölf|zwan|hundert|tausend|und|"
    r"zig|ßig|en|s)+)(?:ste[nrs]?|te[nrs]?|er|stel|tel)?(?!\w)",
    re.IGNORECASE,
)
_SECOND = Noun.of("Sekunde", "Sekunden", "f")


def _stem(number: int) -> str:
    """Ordinal without its ending: "dritt"."""
    return num2words_ordinal(number, "de").removesuffix("e")
