"""Russian numbers: cardinals, ordinals, decimals and counted nouns in their case."""

import re

from processors.text.grammar import nouns
from processors.text.grammar.language import NOWHERE
from processors.text.grammar.nouns import Noun
from processors.text.grammar.numerals import Context, Number
from processors.text.russian import agreement, numerals, tables, units
from processors.text.slavic.declension import agreement as agree
from processors.text.slavic.language import Slavic

_MANY_AFTER = re.compile(r"\s[а-яё]{2,}(?:ев|ов|ей|ий|аев)(?!\w)")
_WINS = re.compile(r"(?:заня|займ|завоева|получи|подели|взя|разделил|на|за)[а-я]* $")
_RANK_NOUNS = re.compile(
    r"(?:(?:век|класс|курс|этаж|тур|раунд|подъезд|квартал|разряд|съезд|созыв|тайм|ряд|сезон)(?P<end>[ауе]?|ом)|"
    r"классник[а-я]*|месте|месту|группе|минуте|секунде|странице|главе|строке|неделе|попытке|дорожке)"
)
# A singular that only a rank stands before: "в 14 палате".
_LOCATIVE = re.compile(r"^(?!(?:кафе|шоссе|купе|тире|каре|резюме|либретто)$)[а-яё]+[^ыиоеь]е$")
_OF_A_CLASS = re.compile(
    r"(?:студен|учен|учащ|учебник|жител|выпускни|программ|соседи? |перв)[а-яё]* $", re.I
)


class SpanStart(Context):
    """Text around the first number of a span, which agrees as the last one does."""


class RussianNumbers(Slavic):
    """What the rules of Russian alone need to speak a number."""

    locale = "ru"
    number_code = "ru"
    minus, plus, decimal_mark, point, to = "минус", "плюс", "запятая", "точка", "—"
    numbered = tables.NUMBERED
    cardinals = numerals.CARDINALS
    cardinals_by_gender = numerals.CARDINALS_BY_GENDER
    scales = units.SCALES
    names_one = frozenset([10**6, 10**9, 10**12])
    ordinals = numerals.ORDINALS
    declines_tens = False
    adjective_endings = numerals.ADJECTIVE_ENDINGS
    genitive_singular = "few"
    plural_endings = units.PLURAL_ENDINGS
    prepositions = agreement.PREPOSITIONS
    endings = agreement.ENDINGS
    plural_cases = agreement.PLURAL_CASES
    adjective_after = agreement.ADJECTIVE_AFTER

    # Cases

    def asked(self, around: Context) -> tuple[str, ...]:
        return tuple(self.prepositions.get(agreement.governing_word(around.before), "").split())

    def nouns_after(self, around: Context) -> list[str]:
        return [word for word in super().nouns_after(around) if agreement.is_noun(word)]

    def agrees_with(self, word: str, asked: tuple[str, ...]) -> tuple[str, str]:
        """Case and gender of one word."""
        return agree(self.endings, word, asked) or ("nom", "m")

    def counts(self, number: int, around: Context) -> tuple[str, str]:
        if around.word_before() in self.numbered:
            return "nom", "m"
        asked, after = self.asked(around), self.nouns_after(around)
        if not after:
            return (asked[0] if asked else "nom"), "m"
        found = agree(self.plural_cases, after[-1], asked)
        ones = number % 10 if number % 100 not in (11, 12, 13, 14) else 0
        gender = agreement.gender_of_two(after[-1]) if ones == 2 else "m"
        if found and found[0] != "any":
            return found[0], gender
        if asked:
            return asked[0], gender
        is_genitive = ones in (2, 3, 4) and agreement.is_genitive_plural(after[-1])
        return "gen" if is_genitive else "nom", gender

    def case_of_unit(self, noun: Noun, around: Context) -> str:
        asked = self.asked(around)
        if asked == ("acc", "loc"):
            is_in = around.word_before() in ("в", "во")
            is_share = noun.form("one") == "процент" and _MANY_AFTER.match(around.after)
            is_place = re.match(r"\s(?:от|к|до)\s", around.after)
            return "loc" if is_in and (is_share or is_place) else "acc"
        return asked[0] if asked else "nom"

    def counted(self, noun: Noun, number: Number, case: str) -> str:
        if number.decimals:
            return self.form(noun, number)
        if case not in ("nom", "acc") and int(number.whole) % 1000 == 0:
            return noun.form("many")
        if nouns.plural_category(number.value, self.locale) == "one":
            return units.singular(noun, case)
        return super().counted(noun, number, case)

    def _plural(self, words: str, case: str) -> str:
        """Only adjectives and the first noun are declined: "градусам Цельсия"."""
        head, rest = re.match(r"((?:\S+[ыи]х )*\S+)(.*)$", words).groups()
        return super()._plural(head, case) + rest

    # Numbers

    def in_words(self, number: int, case: str = "nom", gender: str = "m") -> str:
        if number < 10**6 or number // 1000 % 1000 != 1:
            return super().in_words(number, case, gender)
        rest = number % 10**6  # "тысяча", but "один миллион одна тысяча"
        one = super().in_words(1, case, "f")
        return f"{self.in_words(number - rest, case)} {one} {super().in_words(rest, case, gender)}"

    def cardinal(self, number: int, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        if noun is not None:
            return self.in_words(
                number, self._case_of_count(number, noun, around), noun.gender or "m"
            )
        if isinstance(around, SpanStart) and number == 1 and self.nouns_after(around):
            return self.in_words(1, *self.counts(2, around))
        is_one = number % 10 == 1 and number % 100 != 11
        if is_one and self.nouns_after(around) and around.word_before() not in self.numbered:
            return self.in_words(number, *self.agrees(around))
        return self.in_words(number, *self.counts(number, around))

    def _case_of_count(self, number: int, noun: Noun, around: Context) -> str:
        case = self.case_of_unit(noun, around)
        return "dat" if number == 1 and self.asked(around) == ("acc", "dat") else case

    def number(self, number: Number, noun: Noun | None = None, around: Context = NOWHERE) -> str:
        if not number.decimals:
            return self._rank_of_noun(number, noun, around) or super().number(number, noun, around)
        if len(number.decimals) > 4 or (len(number.whole) > 1 and number.whole[0] == "0"):
            return super().number(number, noun, around)
        if number.point == "." and re.search(r"[A-Za-z]\s*$|[Вв]ерси[а-я]{1,2} $", around.before):
            return f"{self.in_words(int(number.whole))} точка {self.in_words(int(number.decimals))}"
        asked = self.asked(around)
        case = self.case_of_unit(noun, around) if noun else asked[0] if asked else "nom"
        words = self._half(number, case, around) if noun is None else None
        if words is None:
            words = self._decimal(int(number.whole), number.decimals, case)
        return f"{self.minus} {words}" if number.negative else words

    def _decimal(self, whole: int, decimals: str, case: str) -> str:
        """Words of "1,05": "одна целая пять сотых"."""
        name, parts = numerals.DENOMINATORS[len(decimals)], int(decimals)
        return (
            f"{self.in_words(whole, case, 'f')} {self.part_of_number('целый', whole, case)} "
            f"{self.in_words(parts, case, 'f')} {self.part_of_number(name, parts, case)}"
        )

    def part_of_number(self, adjective: str, number: int, case: str) -> str:
        if number % 10 == 1 and number % 100 != 11:
            return self.declined(adjective, case, "f")
        return self.declined(adjective, "gen" if case in ("nom", "acc") else case, "pl")

    def _half(self, number: Number, case: str, around: Context) -> str | None:
        """Words of "1,5" and "2,5" before a noun in the genitive singular."""
        after = self.nouns_after(around)
        if number.decimals != "5" or not after or not after[-1].endswith(("а", "я", "ы", "и")):
            return None
        whole, gender = int(number.whole), agreement.gender_of_two(after[-1])
        if whole == 1:
            return self._one_and_a_half(case, gender)
        if whole % 10 not in (2, 3, 4) or whole % 100 in (12, 13, 14) or case not in ("nom", "acc"):
            return None
        return f"{self.in_words(whole, case, gender)} с половиной"

    def _one_and_a_half(self, case: str, gender: str) -> str:
        if case not in ("nom", "acc"):
            return "полутора"
        return "полторы" if gender == "f" else "полтора"

    def count(self, number: Number, noun: Noun, around: Context = NOWHERE) -> str:
        case = self._case_of_count(int(number.whole) if number.is_whole else 0, noun, around)
        if number.decimals != "5" or number.whole == "0":
            return f"{self.number(number, noun, around)} {self.counted(noun, number, case)}"
        whole, gender = int(number.whole), noun.gender or "m"
        if whole == 1:
            form = (
                noun.form("few")
                if case in ("nom", "acc")
                else self.counted(noun, Number("5"), case)
            )
            words = f"{self._one_and_a_half(case, gender)} {form}"
        else:
            form = self.counted(noun, Number(number.whole), case)
            words = f"{self.in_words(whole, case, gender)} с половиной {form}"
        return f"{self.minus} {words}" if number.negative else words

    def magnitude_of_money(
        self, number: Number, magnitude: Noun, code: str, around: Context = NOWHERE
    ) -> str:
        return f"{self.count(number, magnitude, around)} {self.currency(code)[0].form('many')}"

    def _rank_of_noun(self, number: Number, noun: Noun | None, around: Context) -> str | None:
        """Rank that is written as a number: "в 5 классе", "на 3 этаже"."""
        after = self.nouns_after(around)
        if noun is not None or number.negative or not after or len(number.whole) > 2:
            return None
        ones = int(number.whole) % 10
        if after[-1] == "место" and (number.whole != "1" or _WINS.search(around.before)):
            return self.rank(int(number.whole), "nom", "n")
        if after[-1] == "раз" and ones in (2, 3, 4) and int(number.whole) // 10 != 1:
            return self.rank(int(number.whole))  # "во 2 раз"
        if _LOCATIVE.search(after[-1]) and "loc" in self.asked(around) and number.whole != "1":
            return self.rank(int(number.whole), *self.agrees(around))
        noun = _RANK_NOUNS.fullmatch(after[-1])
        if not noun or number.whole[0] == "0":
            return None
        is_count = int(number.whole) // 10 != 1 and (
            (ones == 1 and after[-1][-1] not in "еу")
            or (ones in (2, 3, 4) and noun["end"] == "а" and not _OF_A_CLASS.search(around.before))
        )
        return None if is_count else self.rank(int(number.whole), *self.agrees(around))

    def rank(self, number: int, case: str = "nom", gender: str = "m") -> str:
        for scale, stem in sorted(numerals.SCALE_STEMS.items(), reverse=True):
            if number % scale == 0 and number:
                count = number // scale
                head, last = divmod(count, 1000)
                words = "" if count == 1 else numerals.joined(last, self.in_words(last, "gen"))
                rank = self.declined(words + stem, case, gender)
                return f"{self.in_words(head * 1000 * scale)} {rank}" if head else rank
        return super().rank(number, case, gender)

    def ordinal(self, number: int, around: Context = NOWHERE) -> str:
        return self.rank(number, *self.agrees(around))

    def ends_around(self, around: Context) -> tuple[Context, Context]:
        return SpanStart(*around), around

    def span(self, first: str, last: str) -> str:
        second = last.split(" ")[1:2]
        if " " in first or (second and second[0] in agreement.NUMERALS):
            return f"{first} — {last}"
        return f"{first}-{last}"

    def is_year(self, number: Number, around: Context) -> bool:
        return False  # those that are spoken as years are words by then

    def case_of_day(self, around: Context) -> str:
        """Case of the day of a date; without a preposition it says when."""
        asked = self.asked(around)
        if asked:
            return asked[0]
        is_name = re.search(
            r"(?:[Сс]егодня|[Зз]автра|[Вв]чера|[Пп]ослезавтра|[Дд]ата:?|это|наступило)\s*—?\s*$",
            around.before,
        )
        return "nom" if is_name or re.match(r"\s—\sд[еа]", around.after) else "gen"
