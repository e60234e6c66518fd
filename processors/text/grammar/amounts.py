"""Amounts: money, percentages, units of measurement and durations."""

import re
from functools import cache

from processors.text.grammar.finding import (
    MINUS,
    NOT_INSIDE,
    SPAN,
    any_of,
    ends_sentence,
    signed_number,
    substitute,
)
from processors.text.grammar.language import Language
from processors.text.grammar.nouns import UNITS, Noun
from processors.text.grammar.numerals import Context, Number, has_digits

# Units that are written with other characters, too.
_SPELLINGS = {"²": ("2", "^2"), "³": ("3", "^3"), "µ": ("μ", "u")}
_SMALL = r"(?![A-ZÀ-ÖØ-ÞА-ЯЁ])[^\W\d_]"  # a dot before it ends no sentence


def expand_money(text: str, language: Language) -> str:
    """Text with amounts of money in words: "€ 29,99", "29,99 EUR", "5 Mio. $"."""
    if not has_digits(text):
        return text
    before, after = _money_patterns(language)
    text = re.sub(r"(?<=\d),[-–—]{1,2}(?!\w)", "", text)  # "29,– €"
    text = substitute(before, text, lambda m, around: _money(m, around, language))
    return substitute(after, text, lambda m, around: _money(m, around, language))


@cache
def _money_patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    number = language.formats.number
    words = {*language.currency_signs, *language.currency_words}
    sign = rf"(?:(?<!\w)|(?=[^\w]))(?P<sign>{any_of(language.currency_signs)})(?![^\W\d_])"
    magnitude = rf"(?:\s?(?P<magnitude>{any_of(language.magnitudes)})(?!\w))?"
    if not language.magnitudes:
        magnitude = r"(?P<magnitude>(?!))?"
    amount = rf"(?P<first>{number})(?:{SPAN}(?P<last>{number}))?"
    before = (
        rf"(?P<minus>{MINUS}|(?<!\w)-(?=\D))?{sign}\s?(?P<inner>[-−])?{amount}{magnitude}"
        rf"(?:/(?P<per>{_unit_pattern(language)}))?(?![\w%])"
    )
    after = (
        rf"{NOT_INSIDE}(?P<minus>{MINUS})?(?P<inner>(?!))?{amount}{magnitude}\s?"
        rf"(?P<sign>{any_of(words)})(?:/(?P<per>{_unit_pattern(language)}))?(?!\w)"
    )
    return re.compile(before), re.compile(after)


def _money(match: re.Match[str], around: Context, language: Language) -> str:
    code = language.currency_signs.get(match["sign"]) or language.currency_words[match["sign"]]
    negative = bool(match["minus"] or match["inner"])
    first = _amount(match["first"], language, negative)
    last = match["last"] and _amount(match["last"], language)
    number = last or first
    magnitude = language.magnitudes.get(match["magnitude"] or "")
    around_first, around_last = language.ends_around(around) if last else (around, around)
    if magnitude is not None:
        words = language.magnitude_of_money(number, magnitude, code, around_last)
    else:
        words = language.money(number, code, around_last)
    if last:
        start = language.number(first, language.currency(code)[0], around_first)
        words = language.span_within(start, words, around)
    per = match.groupdict().get("per")
    unit = per and _find_unit(per, language)
    if unit:
        return f"{words} {language.per_unit_in_price(unit)}"
    is_last = match.start("sign") > match.start("first")
    return words + (_stop(match["sign"], around, language) if is_last else "")


def _stop(sign: str, around: Context, language: Language) -> str:
    """The full stop that the dot of an abbreviated unit also was."""
    ends = sign.endswith(".") and ends_sentence(around.after, language, likely=True)
    return "." if ends else ""


def _amount(written: str, language: Language, negative: bool = False) -> Number:
    """Number of an amount of money, in which three decimals are a group: "$2,000"."""
    number = language.formats.parse(written)
    if len(number.decimals) == 3 and not number.grouped:
        number = Number(number.whole + number.decimals, grouped=True)
    if negative:
        number = Number(number.whole, number.decimals, True, number.grouped, number.point)
    return number


def expand_durations(text: str, language: Language) -> str:
    """Text with "2h 15m" and "3 min 20 s" in words."""
    if not has_digits(text):
        return text

    def speak(match: re.Match[str], around: Context) -> str:
        parts = zip(match.groups(), ("h", "min", "s"), strict=True)
        return " ".join(
            language.count(Number(str(int(digits))), _required(unit, language), around)
            for digits, unit in parts
            if digits
        )

    text = substitute(_HOURS, text, speak)
    return substitute(_MINUTES, text, speak)


_HOURS = re.compile(
    r"(?<![\w.,:])(\d{1,3})\s?(?:h|Std\.?)\s?(\d{1,2})\s?(?:min|m|Min\.?)(?!\w)"
    r"(?:\s?(\d{1,2})\s?(?:s|sec|sek|Sek\.?)(?!\w))?"
)
_MINUTES = re.compile(
    r"(?<![\w.,:])(?P<h>(?!))?(\d{1,3})\s?(?:min|m|Min\.?)\s?(\d{1,2})\s?(?:s|sec|sek|Sek\.?)(?!\w)"
)


def expand_units(text: str, language: Language) -> str:
    """Text with measured amounts in words, percent, degrees and magnitudes included."""
    if not has_digits(text) and not _VULGAR.search(text):
        return text
    text = re.sub(r"(?<=\d)\s?°\s(?=[CF](?!\w))", " °", text)
    if "/" in text or _VULGAR.search(text):
        part = _part_pattern(language)
        text = substitute(part, text, lambda m, around: _part(m, around, language))
    measured, many = _measure_patterns(language)
    text = substitute(measured, text, lambda m, around: _measure(m, around, language))
    if not language.magnitudes:
        return text
    return substitute(many, text, lambda m, around: _magnitude(m, around, language))


def _magnitude(match: re.Match[str], around: Context, language: Language) -> str:
    number = language.formats.parse(match[1])
    words = language.count(number, language.magnitudes[match[2]], around)
    return words + _stop(match[2], around, language)


_VULGAR = re.compile("[½¼¾]")
_VULGAR_PARTS = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4)}


@cache
def _part_pattern(language: Language) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w/.,])(?:(\d{{1,3}})\s)?(?:(\d{{1,2}})/(\d{{1,3}})|([½¼¾]))\s?"
        rf"({_unit_pattern(language)})(?![\w²³/'])(?:\.(?=\s{_SMALL}))?"
    )


def _part(match: re.Match[str], around: Context, language: Language) -> str | None:
    """Words of "3/4 l" and "2 1/2 h", None for a sign that is no unit."""
    whole, numerator, denominator, vulgar, sign = match.groups()
    unit = _find_unit(sign, language)
    part = _VULGAR_PARTS[vulgar] if vulgar else (int(numerator), int(denominator))
    if unit is None or part[1] < 2:
        return None
    words = language.part_of_unit(int(whole or 0), *part, unit, around)
    return words + _stop(sign, around, language)


@cache
def _measure_patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    number = language.formats.number
    unit = _unit_pattern(language)
    measured = (
        rf"{NOT_INSIDE}{signed_number(language)}(?:{SPAN}({number}))?(\s?|-)"
        rf"({unit})(?:/({unit})(?!\w))?(?![\w²³/'])(?:\.(?=\s{_SMALL}))?"
    )
    many = rf"{NOT_INSIDE}{signed_number(language)}\s?({any_of(language.magnitudes)})(?!\w)"
    return re.compile(measured), re.compile(many)


@cache
def _unit_pattern(language: Language) -> str:
    return any_of(_units(language))


@cache
def _units(language: Language) -> dict[str, str]:
    """Sign that the tables know, by each of its spellings."""
    signs: dict[str, str] = {}
    for sign in (*UNITS, *language.more_units):
        signs[sign] = sign
        for mark, others in _SPELLINGS.items():
            if mark in sign:
                signs |= {sign.replace(mark, other): sign for other in others}
    return {written: sign for written, sign in signs.items() if sign not in language.no_units}


def _find_unit(written: str, language: Language) -> Noun | None:
    return language.unit(_units(language)[written])


def _required(sign: str, language: Language) -> Noun:
    unit = language.unit(sign)
    if unit is None:
        raise ValueError(f"{language.locale} has no name for the unit {sign!r}")
    return unit


def _measure(match: re.Match[str], around: Context, language: Language) -> str | None:
    first, last, hyphen, sign, per = match.groups()
    unit = _find_unit(sign, language)
    if unit is None or (per and _find_unit(per, language) is None):
        return None
    number = language.formats.parse(last or first)
    around_first, around_last = language.ends_around(around) if last else (around, around)
    words = language.count(number, unit, around_last)
    if hyphen == "-":
        words = f"{language.number(number, unit, around)}-{unit.form('one')}"
    if last:
        start = language.number(language.formats.parse(first), unit, around_first)
        words = language.span_within(start, words, around)
    if per:
        return f"{words} {language.per_unit(_find_unit(per, language))}"
    return words + _stop(sign, around, language)
