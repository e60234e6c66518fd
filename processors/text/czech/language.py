"""Czech: how each mark of a text is spoken."""

import re

from processors.text.czech import numerals, tables
from processors.text.czech.written import expand_written
from processors.text.grammar import nouns
from processors.text.grammar.language import NOWHERE
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Formats, Number
from processors.text.slavic.language import Slavic
from processors.text.slavic.names import name_case

_HOUR_SIGNS = r"hod\.(?=\s(?![A-ZÁ-Ž])[^\W\d_])|hod|hodin[auy]?|h"
_KING = re.compile(r"([A-ZÁČĎÉÍŇÓŘŠŤÚŽ][a-záčďéěíňóřšťúůýž]+)\s*$")
_AFTER_NOUN = re.compile(
    r"(?:kapitol|díl|část|akt|tříd|ročník|skupin|etap|svazek|svazk|odstav|článek|článk|stupe?[ňn]|"
    r"typ|fáz|kategori)(?:u|y|i|a|e|ě|em|ou)?$"
)
_RANKED = re.compile(
    r"(?:světov|válk|stolet|tříd|lig|dynasti|republik|říš|sjezd|koncil|ročník|etap|částí?|díl|kolo|"
    r"kola|stupe|pluk|divi[zs]|liga|olympi|pád|vatikán|český)"
)
_VERB = re.compile(r"(?:oval[aiy]?|[dt]il[aiy]?|nul[aiy]?|řel[aiy]?)$")  # "Studoval", "Zemřela"
_SPEAKS_ORDINAL_HOUR = {
    "po": "loc", "před": "ins", "kolem": "gen", "okolo": "gen", "k": "dat", "ke": "dat",
    "mezi": "ins",
}  # fmt: skip


class Czech(Slavic):
    """Czech; ordinals end in a dot, years are cardinals in the nominative."""

    locale = "cs"
    number_code = "cs"
    formats = Formats(dotted_ordinals=True, time_signs=_HOUR_SIGNS)
    decimal_mark, point, to, by, power = "celá", "tečka", "až", "krát", "na"
    minus, plus = "mínus", "plus"
    over, times, and_, per = "lomeno", "krát", "a", "na"
    per_price = "za"
    cardinals = numerals.CARDINALS
    cardinals_by_gender = numerals.CARDINALS_BY_GENDER
    scales = numerals.SCALES
    ordinals = numerals.ORDINALS
    compound_one = "jedna"
    compounds_agree = False
    adjective_endings = numerals.ADJECTIVE_ENDINGS
    genitive_singular, genitive_plural = "many", "other"
    feminine_accusative = ("a", "u")
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
        r"(?i:tel|telefon|telefonu|mobil|fax|linka|linku|lince|linky|čísle|IČO|DIČ|RČ)\b\.?:?"
    )
    telephone_numbers = r"[2-7]\d\d(?: \d{3}){2}(?!\s?(?:Kč|eur|korun|obyvatel|lidí|CZK|EUR))"
    unit_genders = tables.UNIT_GENDERS
    more_units = tables.MORE_UNITS
    currencies = tables.CURRENCIES
    currency_words = tables.CURRENCY_WORDS
    magnitudes = tables.MAGNITUDES
    names_cents = True
    letter_names = tables.LETTER_NAMES

    def before_marks(self, text: str) -> str:
        """Text with what only Czech writes in words or as the shared rules know it."""
        return expand_written(super().before_marks(text), self)

    # Numbers

    def counts(self, number: int, around: Context) -> tuple[str, str]:
        case, gender = super().counts(number, around)
        words = self.nouns_after(around)
        if not words and around.word_before() in ("v", "ve"):
            case = "nom"  # "v sedm"
        if number == 1 and not words:
            return case, "f"
        noun = words[-1] if words else ""
        if self.asked(around)[:1] == ("ins",) and noun.endswith(("y", "i")):
            case = "ins"  # "před 10 lety", but "za 3 dny"
        two = numerals.FEMININE.match(noun) or numerals.NEUTER.match(noun)
        return case, "f" if two and number == 2 else gender

    def agrees(self, around: Context) -> tuple[str, str]:
        case, gender = super().agrees(around)
        before = around.word_before()
        is_attribute = before and before not in _BEFORE_NOMINATIVE and not self.asked(around)
        if is_attribute and case == "nom" and around.word_after() in _NEUTER_TIMES:
            case = "gen"  # "umění 19. století"
        return case, gender

    def asked(self, around: Context) -> tuple[str, ...]:
        words = self.nouns_after(around)
        if around.word_before() == "se" and not re.search(
            r"(?:mi|em|ou|ím|ým|y)$", " ".join(words)
        ):
            return ()  # "sešlo se 5 lidí"
        return super().asked(around)

    def counted(self, noun: Noun, number: Number, case: str) -> str:
        category = nouns.plural_category(number.value, self.locale)
        if number.decimals or category == "one" or case not in ("dat", "ins", "loc"):
            return super().counted(noun, number, case)
        found = dict(noun.forms).get(f"{case}_pl")
        if found:
            return found
        place = ("dat", "ins", "loc").index(case)
        words = noun.form("few").split()
        for index, word in enumerate(words):
            if word[0].isupper() or word in ("za", "na"):
                break
            for pattern, forms in numerals.PLURAL_ENDINGS[noun.gender or "m"]:
                spoken, count = re.subn(f"(?:{pattern})$", forms.split("/")[place], word, count=1)
                if count:
                    words[index] = spoken
                    break
        return " ".join(words)

    def case_of_unit(self, noun: Noun, around: Context) -> str:
        asked = self.asked(around)
        if "loc" not in asked:
            return asked[0] if asked else "nom"
        word = around.word_before()
        is_time = noun.form("one") in ("hodina", "minuta", "sekunda", "rok", "den")
        is_loc = (
            word == "při" or (word == "po" and is_time) or (word in ("v", "ve") and not is_time)
        )
        return "loc" if is_loc else "acc"

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        if number.is_whole or len(number.whole) > 9 or number.point != ",":
            return super().number(number, noun, around)
        whole = int(number.whole)
        integer = "celých" if whole > 4 else "celá" if whole < 2 else "celé"
        words = f"{self.in_words(whole, 'nom', 'f')} {integer} {self.decimals(number.decimals)}"
        return f"{self.minus} {words}" if number.negative else words

    def decimals(self, digits: str) -> str:
        if len(digits) == 2 and digits[0] != "0":
            return self.in_words(int(digits))
        return self.digits(digits)

    def is_ordinal(self, number: str, around: Context) -> bool:
        following = around.word_after()
        if len(number) > 3 or around.word_before() in self.numbered or not following:
            return False
        if following[0].islower():
            return True
        return around.word_before() in self.prepositions and not self.begins_sentence(following)

    def year(self, number: int, around: Context = NOWHERE) -> str:
        return self.in_words(number)

    def is_year(self, number: Number, around: Context) -> bool:
        return super().is_year(number, around) and around.word_before() in self.year_words

    def fraction(self, numerator: int, denominator: int, around: Context = NOWHERE) -> str:
        part = _PARTS.get(denominator)
        if part is None or numerator > 3 * denominator or self.is_reference(around):
            return super().fraction(numerator, denominator, around)
        if (numerator, denominator) == (1, 2) and around.word_after()[:1].islower():
            return "půl"
        return self.count(Number(str(numerator)), part, around)

    def mixed_fraction(self, whole: int, numerator: int, denominator: int) -> str:
        if (numerator, denominator) == (1, 2):
            return f"{self.in_words(whole, 'nom', 'f')} a půl"
        return super().mixed_fraction(whole, numerator, denominator)

    def raised(self, exponent: str) -> str:
        number = self.formats.parse(exponent)
        minus = f"{self.minus} " if number.negative else ""
        return f"{self.power} {minus}{self.rank(int(number.whole), 'acc', 'f')}"

    def begins_sentence(self, word: str) -> bool:
        return word in self.starters or (word[:1].isupper() and _VERB.search(word) is not None)

    # Dates, times, Roman numerals

    def date_span(self, first: int, day: int, month: int, year: str | None, around: Context) -> str:
        return f"{self.rank(first, 'gen')} až {self.date(day, month, year, around)}"

    def time(self, hour: int, minute: int, second: int | None, around: Context) -> str:
        word = around.word_before()
        if word in _SPEAKS_ORDINAL_HOUR:
            case = _SPEAKS_ORDINAL_HOUR[word]
            hours = f"{self.rank(hour, case, 'f')} {_HOUR_FORMS[case]}"
            case = "nom"
        else:
            case = "gen" if word in ("od", "do", "z", "ode") else "nom"
            case = "acc" if "acc" in self.asked(around) else case
            hours = self._counted(hour, tables.HOUR, case)
        words = [hours]
        if minute or second is not None:
            words.append(self._counted(minute, tables.MINUTE, case))
        if second is not None:
            words.append(self._counted(second, tables.SECOND, case))
        return " ".join(words)

    def _counted(self, number: int, noun: Noun, case: str) -> str:
        words = self.in_words(number, case if number else "nom", noun.gender)
        return f"{words} {self.counted(noun, Number(str(number)), case)}"

    def roman(self, value: int, suffix: str, around: Context) -> str | None:
        following, before = around.word_after(), around.word_before()
        if _RANKED.match(following):
            return self.rank(value, *self.agrees(around))
        if _AFTER_NOUN.match(before):
            return self.in_words(value, "nom", "f" if value == 1 else "m") + suffix
        name = _KING.search(around.before)
        is_name = name and not self.begins_sentence(name[1]) and value < 40
        if is_name and (suffix or value > 1):
            words = self.rank(value, *name_case(name[1], self))
            return words[0].upper() + words[1:]
        if suffix and following[:1].islower():
            return self.rank(value, *self.agrees(around))
        return None


_BEFORE_NOMINATIVE = frozenset(
    """je bylo bude a i ale nebo že toto celé naše začalo skončilo začíná končí přineslo když jak
    """.split()  # noqa: SIM905 - a list of words
)
_NEUTER_TIMES = frozenset(["století", "čtvrtletí", "pololetí", "výročí", "období", "tisíciletí"])
_HOUR_FORMS = {"gen": "hodiny", "dat": "hodině", "ins": "hodinou", "loc": "hodině"}


def _part(stem: str) -> Noun:
    return Noun.of(stem + "a", stem, "f", few=stem + "y", many=stem + "y")


_PARTS = {
    2: _part("polovin"), 3: _part("třetin"), 4: _part("čtvrtin"), 5: _part("pětin"),
    6: _part("šestin"), 7: _part("sedmin"), 8: _part("osmin"), 9: _part("devítin"),
    10: _part("desetin"), 12: _part("dvanáctin"), 16: _part("šestnáctin"), 20: _part("dvacetin"),
    100: _part("setin"), 1000: _part("tisícin"),
}  # fmt: skip
