"""Slavic languages: numbers and ranks in the case and gender that the words around them ask for.

Every number is nominative unless a preposition before it or the ending of its noun says otherwise.
"""

import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import ClassVar

from processors.text.grammar import nouns
from processors.text.grammar.finding import any_of
from processors.text.grammar.language import NOWHERE, Language
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Number, has_digits
from processors.text.slavic.declension import CASES, Ending, agreement, in_case

_TWO_GROUPS = re.compile(r"(?<![\w.,:/+-])(?<!\d )([1-9]\d{2}) (\d{3})(?= (?![A-Z])[^\W\d_]{3})")
_PER_HUNDRED = re.compile(r"(?<=[^\W\d_])/(?=100 ?(?:km|g|ml|m|kg|l)\b)")  # "6 l/100 km"
_DASH_OF_SPAN = re.compile(r"(?<=\d)(?:–| – )(?=\d)(?!\d+\s?=)")

_LETTERS = re.compile(r"(?<!\w)(?:[A-Z] )+[A-Z](?!\w)")


class Slavic(Language):
    """What Slavic languages share; a subclass gives the tables.

    Genders are m, f and n, for adjectives also pl (plural). A noun has the forms of the plural
    categories of CLDR, and may have singular ones by case ("acc", "ins") and plural ones
    ("ins_pl"); what it lacks follows from ``plural_endings``.
    """

    cardinals: ClassVar[Mapping[int, str]] = {}
    """Forms by case (see ``in_case``) of 0 to 20, tens and hundreds, masculine."""
    cardinals_by_gender: ClassVar[Mapping[str, Mapping[int, str]]] = {}
    """Forms of those that differ in another gender: {"f": {1: "jedna/…"}}."""
    scales: ClassVar[Mapping[int, Noun]] = {}
    """Nouns of 1000, 10**6 and so on."""
    names_one: ClassVar[frozenset[int]] = frozenset()
    """Scales before which "one" is spoken."""
    ordinals: ClassVar[Mapping[int, str]] = {}
    """Masculine nominative of 1 to 20, tens, hundreds, 1000 and what else has a word."""
    declines_tens: bool = True
    """Whether "21st" has two adjectives, or the second word alone is one."""
    adjective_endings: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    """Forms of the ending by gender, by the ending of the masculine nominative."""
    genitive_singular: str = "other"
    """Plural category whose form is the genitive singular."""
    genitive_plural: str = "many"
    """Plural category whose form is the genitive plural."""
    plural_endings: ClassVar[tuple[tuple[str, str], ...]] = ()
    """End of the form "few" as a pattern, and its forms in dative, instrumental and locative."""
    prepositions: ClassVar[Mapping[str, str]] = {}
    """Cases that a word before asks for, the usual one first: {"do": "gen", "w": "loc acc"}."""
    transparent: ClassVar[frozenset[str]] = frozenset()
    """Words between preposition and number that change nothing: "prawie"."""
    conjunctions: ClassVar[frozenset[str]] = frozenset()
    """Words between numbers that share a preposition and a noun: "w 2 i 3 klasie"."""
    endings: ClassVar[tuple[Ending, ...]] = ()
    """What the word after an ordinal (or "one") says of case and gender."""
    plural_cases: ClassVar[tuple[Ending, ...]] = ()
    """What the plural noun after a cardinal says of its case and gender."""
    name_endings: ClassVar[tuple[Ending, ...]] = ()
    """What the ending of a first name says of its case and gender."""
    compound_one: str = ""
    """The word for "one" at the end of a compound such as 21; empty: "one" in case and gender."""
    compounds_agree: bool = True
    """Whether "two" in a compound such as 22 has the gender of its noun."""
    feminine_accusative: tuple[str, str] = ("", "")
    """Ending of a feminine noun and that of its accusative singular."""
    per_price: str = ""
    """Between a price and its unit, where it is not ``per``."""
    letter_names: ClassVar[Mapping[str, str]] = {}
    """Names of capital letters that espeak-ng does not spell where they stand alone."""
    adjective_after: str = r"(?!)"
    """Pattern of an adjective between a number and its noun."""

    @cached_property
    def number_words(self) -> frozenset[str]:
        """All forms of all number words, single and in small letters."""
        tables = (self.cardinals, *self.cardinals_by_gender.values())
        words = {word for table in tables for forms in table.values() for word in forms.split("/")}
        for adjective in self.ordinals.values():
            words |= {self.declined(adjective, case, gender) for case in CASES for gender in "mfn"}
        for noun in self.scales.values():
            words |= {form for _, form in noun.forms}
        return frozenset(part for word in words for part in word.split())

    @cached_property
    def currency_signs(self) -> dict[str, str]:
        """Sign to ISO code; words such as "zł" stand after the amount only."""
        signs = super().currency_signs
        return {sign: code for sign, code in signs.items() if sign not in self.currency_words}

    # Words in a case

    def in_words(self, number: int, case: str = "nom", gender: str = "m") -> str:
        """Words of a whole number in a case, and in a gender where it has one."""
        words, whole = [], number
        for scale in sorted(self.scales, reverse=True):
            count, number = divmod(number, scale)
            if count:
                words.append(self._scaled(count, scale, case))
        if number or not words:
            is_compound = whole not in self.cardinals
            words.append(self._below_thousand(number, case, gender, is_compound))
        return " ".join(words)

    def _scaled(self, count: int, scale: int, case: str) -> str:
        noun = self.scales[scale]
        form = self.counted(noun, Number(str(count)), case)
        if count == 1 and scale not in self.names_one:
            return form
        return f"{self.in_words(count, case, noun.gender)} {form}"

    def _below_thousand(self, number: int, case: str, gender: str, is_compound: bool) -> str:
        parts = [number - number % 100, number % 100]
        if parts[1] > 20:
            parts[1:] = [parts[1] - parts[1] % 10, parts[1] % 10]
        found = [part for part in parts if part] or [0]
        own = self.cardinals_by_gender.get(gender, {})
        if is_compound and not self.compounds_agree:
            own = {}
        words = [in_case(own.get(part, self.cardinals[part]), case) for part in found]
        if is_compound and found[-1] == 1 and self.compound_one:
            words[-1] = self.compound_one
        return " ".join(words)

    def rank(self, number: int, case: str = "nom", gender: str = "m") -> str:
        """Words of an ordinal in a case and gender; what has none is a cardinal."""
        head, ranks = self._ranks(number)
        words = [self.in_words(head)] if head or not ranks else []
        return " ".join(words + [self.declined(self.ordinals[one], case, gender) for one in ranks])

    def _ranks(self, number: int) -> tuple[int, list[int]]:
        """What of a rank stays a cardinal, and the numbers whose words are adjectives."""
        if number in self.ordinals:
            return 0, [number]
        for size in (100, 1000, 10**6, 10**9):
            rest = number % size
            if not rest:
                continue
            head = number - rest
            if rest in self.ordinals:
                return head, [rest]
            if size > 100:
                break
            tens, ones = rest - rest % 10, rest % 10
            return (head, [tens, ones]) if self.declines_tens else (head + tens, [ones])
        return number, []

    def declined(self, adjective: str, case: str, gender: str) -> str:
        """Form of an adjective, given in the masculine nominative."""
        for ending in sorted(self.adjective_endings, key=len, reverse=True):
            if adjective.endswith(ending):
                forms = self.adjective_endings[ending][gender]
                return adjective.removesuffix(ending) + in_case(forms, case)
        return adjective

    def counted(self, noun: Noun, number: Number, case: str) -> str:
        """Form of a noun after a number in a case."""
        forms = dict(noun.forms)
        if number.decimals:
            return self.form(noun, number)
        category = nouns.plural_category(number.value, self.locale)
        if case in ("nom", "acc"):
            is_accusative = case == "acc" and category == "one"
            return self.accusative(noun) if is_accusative else noun.form(category)
        if category == "one":
            return forms.get(case, noun.form(self.genitive_singular))
        if case == "gen":
            return noun.form(self.genitive_plural)
        return forms.get(f"{case}_pl") or self._plural(noun.form("few"), case)

    def accusative(self, noun: Noun) -> str:
        """Accusative singular of a noun."""
        forms = dict(noun.forms)
        if "acc" in forms:
            return forms["acc"]
        ending, accusative = self.feminine_accusative
        first, *others = forms["one"].split(" ")
        if noun.gender == "f" and ending and first.endswith(ending):
            first = first.removesuffix(ending) + accusative
        return " ".join([first, *others])

    def _plural(self, words: str, case: str) -> str:
        """Dative, instrumental or locative plural of a noun and the adjectives beside it."""
        place = ("dat", "ins", "loc").index(case)
        spoken = words.split()
        for index, word in enumerate(spoken):
            if word[0].isupper() or len(word) <= 2:
                break  # "stopnie Celsjusza", "metry na sekundę"
            for pattern, forms in self.plural_endings:
                found, count = re.subn(f"(?:{pattern})$", forms.split("/")[place], word, count=1)
                if count:
                    spoken[index] = found
                    break
        return " ".join(spoken)

    # Cases from the words around

    def asked(self, around: Context) -> tuple[str, ...]:
        """Cases that the preposition before asks for, the usual one first; empty without one."""
        around = Context(around.before.rstrip("+ ") + " ", around.after)  # "do +3 °C"
        word = around.word_before()
        is_open = word in self.transparent or word in self.conjunctions
        if is_open and word not in self.prepositions:
            words = around.words_before(9)
            skipped = self.transparent | self.conjunctions | self.number_words
            word = next((one for one in reversed(words) if one not in skipped), "")
        return tuple(self.prepositions.get(word, "").split())

    def nouns_after(self, around: Context) -> list[str]:
        """The word after a number; with an adjective before the noun both, in this order."""
        others = (
            rf"(?:\s+(?:{'|'.join(self.conjunctions)})\s+\d{{1,6}}\b\.?)?"
            if self.conjunctions
            else ""
        )
        match = re.match(rf"{others}\s+([^\W\d_][\w-]*)(?:\s+([^\W\d_][\w-]*))?", around.after)
        if not match:
            return []
        is_adjective = match[2] and re.search(f"(?:{self.adjective_after})$", match[1])
        return [match[1], match[2]] if is_adjective else [match[1]]

    def agrees(self, around: Context) -> tuple[str, str]:
        """Case and gender of what a rank (or "one") belongs to."""
        asked = self.asked(around)
        for word in reversed(self.nouns_after(around)):
            found = agreement(self.endings, word, asked)
            if found:
                return found
        return (asked[0] if asked else "nom"), "m"

    def counts(self, number: int, around: Context) -> tuple[str, str]:
        """Case and gender of a cardinal, from the preposition and the noun that it counts.

        A noun in the plural shows dative, instrumental and locative by its ending. Where it does
        not, these are not meant, and after "w 5 minut" it is the accusative.
        """
        asked = self.asked(around)
        after = self.nouns_after(around)
        for word in reversed(after):
            found = agreement(self.plural_cases, word, asked)
            if found:
                case, gender = found
                if case not in CASES:
                    case = "gen" if "gen" in asked[:1] else "nom"
                return case, gender
        if not asked:
            return "nom", "m"
        if after and asked[0] != "gen":
            return "acc" if "acc" in asked else "nom", "m"
        return asked[0], "m"

    def case_of_unit(self, noun: Noun, around: Context) -> str:
        """Case of an amount with a unit that is written as a sign."""
        asked = self.asked(around)
        return asked[0] if asked else "nom"

    def respell(self, text: str) -> str:
        """Letters in a row by their names: alone some are prepositions."""
        return _LETTERS.sub(lambda m: " ".join(map(self._letter_name, m[0].split())), text)

    def _letter_name(self, letter: str) -> str:
        return self.letter_names.get(letter, letter)

    # Marks

    def before_marks(self, text: str) -> str:
        """Text with "123 456" before a noun as one number, and spans with a hyphen."""
        text = _TWO_GROUPS.sub(self._group, text)
        text = _DASH_OF_SPAN.sub("-", text)
        text = _PER_HUNDRED.sub(f" {self.per} ", text)
        if not self.conjunctions or not has_digits(text):
            return text
        return _two_days(self).sub(lambda m: f"{self.rank(int(m[1]), 'gen')} {m[2]} ", text)

    def _group(self, match: re.Match[str]) -> str:
        if Context(match.string[: match.start()][-40:], "").word_before() in self.numbered:
            return match[0]
        return f"{match[1]}{self.formats.group}{match[2]}"

    def cardinal(self, number: int, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        if noun is not None:
            return self.in_words(number, self.case_of_unit(noun, around), noun.gender or "m")
        if number == 1 and self.nouns_after(around):
            return self.in_words(1, *self.agrees(around))
        return self.in_words(number, *self.counts(number, around))

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        if number.decimals:
            around = Context(around.before, "")
        return super().number(number, noun, around)

    def is_reference(self, around: Context) -> bool:
        """Whether a number with a slash names something: "nr 5/12", "Dlouhá 3/4"."""
        is_address = re.search(r"(?<![.!?])\s[A-ZŁŚŹŻČĎŘŠŤŽ][^\W\d_]{2,}\s$", around.before)
        return is_address is not None or around.word_before() in self.numbered

    def count(self, number: Number, noun: Noun, around: Context = NOWHERE) -> str:
        case = self.case_of_unit(noun, around)
        return f"{self.number(number, noun, around)} {self.counted(noun, number, case)}"

    def ordinal(self, number: int, around: Context = NOWHERE) -> str:
        return self.rank(number, *self.agrees(around))

    def date(self, day: int, month: int, year: str | None, around: Context) -> str:
        words = f"{self.rank(day, 'gen')} {self.month(month)}"
        return f"{words} {self.written_year(year)}" if year else words

    def season(self, first: Number, last: Number, around: Context = NOWHERE) -> str:
        return self.fraction(int(first.whole), int(last.whole), around)

    def part_of_unit(
        self, whole: int, numerator: int, denominator: int, unit: Noun, around: Context = NOWHERE
    ) -> str:
        """Words of "3/4 l", the unit in the genitive."""
        name = unit.form(self.genitive_singular)
        if whole:
            return f"{self.mixed_fraction(whole, numerator, denominator)} {name}"
        within = Context(around.before, f" {name}{around.after}")
        return f"{self.fraction(numerator, denominator, within)} {name}"

    def date_span(self, first: int, day: int, month: int, year: str | None, around: Context) -> str:
        return self.span(self.rank(first, "gen"), self.date(day, month, year, around))

    def per_unit(self, noun: Noun) -> str:
        return dict(noun.forms).get("per") or f"{self.per} {self.accusative(noun)}"

    def per_unit_in_price(self, noun: Noun) -> str:
        if not self.per_price:
            return self.per_unit(noun)
        return f"{self.per_price} {self.accusative(noun)}"


@cache
def _two_days(language: Slavic) -> re.Pattern[str]:
    """Pattern of the first of two days of a month: "5 i 6 maja", "od 5. do 7. května"."""
    between, months = any_of(language.conjunctions), any_of(language.full_months)
    day = r"(?:3[01]|[12]\d|0?[1-9])"
    return re.compile(rf"(?<![\w.,/-])({day})\.? ({between}) (?={day}\.? (?i:{months})(?!\w))")
