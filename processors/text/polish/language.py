"""Polish: how each mark of a text is spoken."""

import re

from processors.text.grammar.language import NOWHERE
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats, Number
from processors.text.polish import numerals, tables
from processors.text.polish.written import COUNTED, expand_written
from processors.text.slavic.language import Slavic
from processors.text.slavic.names import name_case

_ROMAN = "(?=[IVXLC])[IVXLC]+"
_SPELLED = re.compile(r"\b(?:USA|UE|ONZ|PZU|UJ|UW|AGH|ABW|CBA|ITP|OC|BBC|UNC|PO|AZS|UAM)\b")
_VERB = re.compile(r"(?!(?:Mich|Raf)ał)\w+(?:[aąyi]ł|[aęyi]ła)$")  # "Ukończył studia."
_KING = re.compile(r"([A-ZĆŁŚŹŻ][a-ząćęłńóśźż]+)\s*$")
_DECADE_WORDS = {"lata": "nom", "lat": "gen", "latom": "dat", "latami": "ins", "latach": "loc"}
_YEAR_AFTER = {"rok": "nom", "rokiem": "ins", "rokowi": "dat"}
_SPEAKS_RANK = re.compile(
    r"(?:wiek|wieku|wiekiem|piętro|piętrze|piętra|klasie|klasę|miejscu|rocznic[aęy]|kwartale|"
    r"kwartał|semestrze|rozdziale|stuleciu|stulecie|tysiącleciu|sezonie|połowie)$"
)
_AFTER_NOUN = re.compile(
    r"(?:rozdział|tom|część|akt|klasa|odcinek|sezon|grupa|etap|punkt|kategoria|księga|sesja|"
    r"faza|stopień|kwartał|dywizja|liga)(?:u|y|i|a|ie|ę|em|ą|ach)?$"
)

_NUMBERED_BY_RANK = re.compile(
    r"(?:artyku[łl]|ustęp|paragraf|rozdzia[łl]|tom|akt|stron|klas|punkt|lekcj)(?:u|ie|e|em|a|y|i|ę|ą|om)?$"
)


class Polish(Slavic):
    """Polish; years, hours and days of the month are ordinals."""

    locale = "pl"
    number_code = "pl"
    formats = Formats(dotted_ordinals=True)
    decimal_mark, point, to, by, power = "przecinek", "kropka", "do", "na", "do potęgi"
    over, times, and_, per, per_price = "łamane przez", "razy", "i", "na", "za"
    cardinals = numerals.CARDINALS
    cardinals_by_gender = numerals.CARDINALS_BY_GENDER
    scales = numerals.SCALES
    ordinals = numerals.ORDINALS
    compound_one = "jeden"
    adjective_endings = numerals.ADJECTIVE_ENDINGS
    plural_endings = numerals.PLURAL_ENDINGS
    feminine_accusative = ("a", "ę")
    prepositions = tables.PREPOSITIONS
    conjunctions = tables.CONJUNCTIONS
    transparent = tables.TRANSPARENT
    endings = numerals.ENDINGS
    plural_cases = numerals.PLURAL_CASES
    name_endings = numerals.NAME_ENDINGS
    adjective_after = numerals.ADJECTIVE_AFTER
    signs = tables.SIGNS
    signs_before_numbers = tables.SIGNS_BEFORE_NUMBERS
    address_words = tables.ADDRESS_WORDS
    abbreviations = tables.ABBREVIATIONS
    before_numbers = tables.BEFORE_NUMBERS
    may_end = tables.MAY_END
    never_end = tables.NEVER_END | frozenset(tables.INFLECTED)
    starters = tables.STARTERS
    year_words = tables.YEAR_WORDS
    numbered = tables.NUMBERED
    telephone_words = (
        r"(?i:tel|telefon|telefonu|kom|fax|faks|infolinia|pod numer|PESEL|NIP|REGON|KRS)\b\.?:?"
    )
    telephone_numbers = (
        r"(?:45|5[0137]|6[069]|7[2389]|88)\d(?:[ -]\d{3}){2}(?!\s?(?:zł|euro|osób|USD|EUR|PLN))"
        r"|[1-9]\d[ -]\d{3}[ -]\d\d[ -]\d\d"
    )
    unit_genders = tables.UNIT_GENDERS
    more_units = tables.MORE_UNITS
    currencies = tables.CURRENCIES
    currency_words = tables.CURRENCY_WORDS
    magnitudes = tables.MAGNITUDES
    names_cents = True
    letter_names = tables.LETTER_NAMES

    def before_marks(self, text: str) -> str:
        """Text with what only Polish writes in words or as the shared rules know it."""
        return expand_written(super().before_marks(text), self)

    # Numbers

    def counts(self, number: int, around: Context) -> tuple[str, str]:
        case, gender = super().counts(number, around)
        words = self.nouns_after(around)
        noun = words[-1] if words else ""
        if any(numerals.FEMININE.match(word) for word in words[-1:]):
            gender = "f"
        if numerals.GROUPS.match(noun) and number < 11:
            gender = "group"
        if case not in ("nom", "acc") or gender == "group":
            return case, gender
        is_few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
        if numerals.MEN.match(noun):
            return "gen", "m"
        if is_few and number < 5 and numerals.MEN_NOMINATIVE.match(noun):
            return "nom", "men"
        return case, gender if is_few else "m"

    def agrees(self, around: Context) -> tuple[str, str]:
        case, gender = super().agrees(around)
        if gender == "pl" and re.search(r"\b(?:od|do) $", around.before[-4:]):
            words = self.nouns_after(around)  # "od 1 do 3 lat"
            return "gen", "f" if numerals.FEMININE.match(words[-1]) else "m"
        return case, gender

    def case_of_unit(self, noun: Noun, around: Context) -> str:
        asked = self.asked(around)
        if not asked:
            return "nom"
        if "loc" in asked:
            word = around.word_before()
            is_part = word in ("w", "we") and noun.form("one") in ("procent", "punkt")
            is_after = word == "po" and noun.form("one") in (
                "minuta",
                "sekunda",
                "godzina",
                "kilometr",
            )
            return "loc" if is_part or is_after or word == "przy" else "acc"
        return asked[0]

    def decimals(self, digits: str) -> str:
        if len(digits) == 2 and digits[0] != "0":
            return self.in_words(int(digits))
        return self.digits(digits)

    def ordinal(self, number: int, around: Context = NOWHERE) -> str:
        word = around.word_before()
        if word in _DECADE_WORDS:
            return self.rank(number, _DECADE_WORDS[word], "pl")
        return super().ordinal(number, around)

    def is_ordinal(self, number: str, around: Context) -> bool:
        word = around.word_before()
        if word in _DECADE_WORDS and number.endswith("0") and len(number) == 2:
            return True
        following = around.word_after()
        if len(number) > 3 or word in self.numbered or not following:
            return False
        if following[0].islower():
            return True
        return word in self.prepositions and not self.begins_sentence(following)

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        is_plain = noun is None and number.is_whole and not number.negative and not number.grouped
        if is_plain and len(number.whole) < 4 and number.whole[0] != "0":
            value, word = int(number.whole), around.word_before()
            if _NUMBERED_BY_RANK.match(word) and len(number.whole) < 3:
                return self._after_noun(value, around)
            following = " ".join(self.nouns_after(around)[-1:])
            if value > 31 and (word in ("rok", "roku") or following in ("roku", "rokiem")):
                return self.year(value, around)
            if word in _DECADE_WORDS and value in range(20, 100, 10):
                return self.rank(value, _DECADE_WORDS[word], "pl")
            if _SPEAKS_RANK.match(following) and (value > 1 or "wiek" in following):
                return self.rank(value, *self.agrees(around))
        return super().number(number, noun, around)

    def year(self, number: int, around: Context = NOWHERE) -> str:
        return self.rank(number, self._case_of_year(around))

    def _case_of_year(self, around: Context) -> str:
        following = around.word_after().lower()
        words = around.words_before(2)
        word = around.word_before()
        if word == "roku":
            return "loc" if words[0] in ("w", "po", "o", "przy", "na") else "gen"
        if word in ("rokiem", "rok", "rokowi"):
            return {"rok": "nom", "rokiem": "ins", "rokowi": "dat"}[word]
        if word in _YEAR_CASES:
            return _YEAR_CASES[word]
        if following in _YEAR_AFTER:
            return _YEAR_AFTER[following]
        if word in self.year_words or following == "roku" or word in self.prepositions:
            return "gen"
        return "nom"

    def written_year(self, year: str) -> str:
        if len(year) == 4:
            return self.rank(int(year), "gen")
        return self.rank(int(year), "gen") if int(year) else self.digits(year)

    def year_span(self, first: Number, last: Number, around: Context = NOWHERE) -> str:
        century = first.whole[:2] if len(last.whole) == 2 else ""
        ends = [self.rank(int(end), "gen") for end in (first.whole, century + last.whole)]
        prefix = "" if around.word_before() == "od" else "od "
        return f"{prefix}{ends[0]} do {ends[1]}"

    def is_year(self, number: Number, around: Context) -> bool:
        if not super().is_year(number, around) or around.word_before() in self.numbered:
            return False
        following = around.word_after()
        if re.match(r"rok(?:u|iem|owi)?$", following) or around.word_before() in self.year_words:
            return True
        if re.match(r"\s?[-–]\s?\d{2,4}(?!\d)", around.after):
            return True
        if around.word_before() in _YEAR_CASES:
            other_end = re.match(r"\s+(?:do|a|i|lub)\s+\d+\s+(\w+)", around.after)
            following = other_end[1] if other_end else following
            return not COUNTED.match(following) and not re.match(r"\s[-+]?\d", around.after)
        return False

    def span(self, first: str, last: str) -> str:
        return f"od {first} do {last}"

    def ends_around(self, around: Context) -> tuple[Context, Context]:
        return Context(f"{around.before}od ", around.after), Context(
            f"{around.before}do ", around.after
        )

    def score(self, first: int, last: int) -> str:
        return f"{self.in_words(first)} do {self.in_words(last, 'gen', 'n')}"

    def fraction(self, numerator: int, denominator: int, around: Context = NOWHERE) -> str:
        is_part = 2 <= denominator <= 100 and numerator <= 3 * denominator
        if not is_part or self.is_reference(around):
            return super().fraction(numerator, denominator, around)
        if (numerator, denominator) == (1, 2) and around.word_after()[:1].islower():
            return "pół"
        case = (self.asked(around) or ("nom",))[0]
        if numerator == 1:
            return f"{self.in_words(1, case, 'f')} {self.rank(denominator, case, 'f')}"
        if case not in ("nom", "acc"):
            part = self.rank(denominator, case, "pl")
            return f"{self.in_words(numerator, case, 'f')} {part}"
        is_few = numerator % 10 in (2, 3, 4) and numerator % 100 not in (12, 13, 14)
        part = self.rank(denominator, "nom" if is_few else "gen", "pl")
        return f"{self.in_words(numerator, 'nom', 'f')} {part}"

    def mixed_fraction(self, whole: int, numerator: int, denominator: int) -> str:
        if (numerator, denominator) == (1, 2):
            return f"{self.in_words(whole)} i pół"
        return super().mixed_fraction(whole, numerator, denominator)

    def raised(self, exponent: str) -> str:
        number = self.formats.parse(exponent)
        if exponent == "2":
            return "do kwadratu"
        minus = f"{self.minus} " if number.negative else ""
        return f"{self.power} {minus}{self.rank(int(number.whole), 'gen', 'f')}"

    def respell(self, text: str) -> str:
        return _SPELLED.sub(lambda m: " ".join(map(self._letter_name, m[0])), super().respell(text))

    def begins_sentence(self, word: str) -> bool:
        return word in self.starters or (word[:1].isupper() and _VERB.match(word) is not None)

    # Dates and times

    def date_span(self, first: int, day: int, month: int, year: str | None, around: Context) -> str:
        start, end = self.rank(first, "gen"), self.date(day, month, year, around)
        return f"{start} do {end}" if around.word_before() == "od" else f"od {start} do {end}"

    def time(self, hour: int, minute: int, second: int | None, around: Context) -> str:
        case = _HOUR_CASES.get(around.word_before(), "nom")
        words = self.rank(hour, case, "f")
        if not hour and minute and case == "nom":
            words = self.in_words(0)
        if minute or second is not None:
            words += (
                f" {'zero ' if minute < 10 else ''}{self.in_words(minute) if minute else 'zero'}"
            )
        if second is None:
            return words
        return f"{words} i {self.count(Number(str(second)), tables.SECOND)}"

    # Roman numerals

    def roman(self, value: int, suffix: str, around: Context) -> str | None:
        words = self._rank_of_roman(value, around)
        # Polish sets no dot after a Roman numeral: one before a capital ends the sentence.
        return words and words + ("" if around.word_after()[:1].islower() else suffix)

    def _rank_of_roman(self, value: int, around: Context) -> str | None:
        following = around.word_after()
        before = around.word_before()
        if re.match(r"(?:wiek|stuleci|tysiącleci)", following):
            return self.rank(value, *self.agrees(around))
        if _AFTER_NOUN.match(before):
            return self._after_noun(value, around)
        king = _KING.search(around.before)
        is_name = king and not self.begins_sentence(king[1]) and value < 40
        if is_name and not _RANKED.match(following):
            case, gender = name_case(king[1], self)
            words = self.rank(value, case, gender)
            return words[0].upper() + words[1:]
        if following[:1].islower() and (value > 1 or _RANKED.match(following)):
            if before in ("i", "lub", "oraz") or following in ("i", "lub", "oraz"):
                return self.rank(value, *self._agrees_later(around))
            if following in self.prepositions or following in ("jest", "był", "to"):
                return None
            return self.rank(value, *self.agrees(around))
        if following == "RP":
            return self.rank(value, (self.asked(around) or ("nom",))[0], "f")
        return (
            self.rank(value, *self.agrees(around))
            if following.startswith(("Rzesz", "Rzecz"))
            else None
        )

    def _agrees_later(self, around: Context) -> tuple[str, str]:
        rest = re.sub(rf"^\s+(?:i|lub|oraz)\s+{_ROMAN}(?=\s)", "", around.after)
        return self.agrees(Context(around.before, rest))

    def _after_noun(self, value: int, around: Context) -> str:
        """Rank after its noun: "w artykule dwunastym"."""
        *before, noun = around.words_before(2)
        return self.rank(value, *self.agrees(Context(" ".join(before), f" {noun}")))


_HOUR_CASES = {
    "o": "loc", "po": "loc", "od": "gen", "do": "gen", "około": "gen", "ok.": "gen", "koło": "gen",
    "przed": "ins", "między": "ins", "na": "acc", "za": "acc", "godziny": "gen", "godzinie": "loc",
    "godzinę": "acc", "godziną": "ins", "z": "gen", "a": "ins",
}  # fmt: skip
_YEAR_CASES = {
    "w": "loc", "we": "loc", "po": "loc", "o": "loc", "od": "gen", "do": "gen", "z": "gen",
    "ze": "gen",    "przed": "ins", "sprzed": "gen", "około": "gen", "ok.": "gen", "na": "nom",
    "za": "nom", "między": "ins", "końca": "gen", "początku": "gen", "końcu": "gen",
}  # fmt: skip
_RANKED = re.compile(
    r"(?:wojn|światow|klas|lice|rozb|sob[oó]r|konkurs|edycj|tom|częś|kadencj|poł[oó]w|lig|lidz|Rze[sc]z|"
    r"RP|rund|etap|kwarta|zjazd|zjeźdz|kongres|turn?a|festiwal|stop|nagrod|miejsc|pułk|arm|dywizj|korpus)"
)
