"""Marks that Spanish and Portuguese write alike, brought to forms that the shared rules know."""

import re
from collections.abc import Mapping
from functools import cache
from typing import ClassVar

from processors.text.grammar.language import NOWHERE
from processors.text.grammar.numerals import has_digits
from processors.text.romance.language import Romance

_HOUR = r"(?<![\w.,:])([01]?\d|2[0-4])"
_CLOCK = re.compile(rf"{_HOUR}:([0-5]\d)\s?(?:[hH]r?s?|horas?)(?:\.(?=\s?\w))?(?!\w)")
_DOTTED_CLOCK = re.compile(
    rf"{_HOUR}\.([0-5]\d)"
    r"(?=(?:\s?-\s?|\s(?:[aey]|às|y las|e as)\s)?(?:\d\d?\.\d\d)?\s?[hH]r?s?(?!\w)"
    r"|\s?[ap]\.?\s?m(?!\w))"
)
_LAW = re.compile(r"(?<![\w./-])(\d{1,3}\.\d{3})/(?=(?:1[89]|20)\d\d(?![\w/]))")
_SEASON = re.compile(r"(?<![\w./-])((?:19|20)\d\d)/(?=(?:(?:19|20)?\d\d)(?![\w/]|[.,-]\d))")
_MONTH_AND_YEAR = re.compile(r"(?<![\w./-])0([1-9])/((?:19|20)\d\d)(?![\w/]|[.,-]\d)")
_AND_HALF = re.compile(r"(?<![\w.,])(\d{1,3}) [ey] (?=1/2(?![\w/]))")
_NUMERO = re.compile(r"(?<![\w.])N[oO]\.\s?(?=\d)")  # "no." also ends sentences
_COUNTRY_CODE = re.compile(r"\((\+\d{1,3})\)\s?(?=\d)")
_DEGREES = re.compile(r"(?<=\d)\s?º\s?(?=[CF](?!\w))")
_RANKS = re.compile(r"(?<=\d[ºª])\s?-\s?(?=\d{1,3}\.?[ºª])")
_COMPARED = re.compile(r"(?<=[\w)])\s?([<>])\s?(?=-?\d)")
_CONSUMPTION = re.compile(r"(?<=\d)\s?l/100 ?km(?!\w)")
_PART = re.compile(
    r"(?<![\w/.,])(?!1/2\s)([1-9]\d?)/([1-9]\d?)\s?(kg|g|l|L|km|m|h|t|lb|oz)(?![\w/²³'])"
)
_DAY = re.compile(
    r"(?<!\w)((?i:el|del|al|día|dia|dias)\s)(3[01]|[12]\d|0?[1-9])/(1[0-2]|0?[1-9])"
    r"(?![\w/]|[.,]\d|\sd[eo]s?\s)"
)
_MORE_THAN = re.compile(r"(?<!\w)\+\s(?=de\s)")


class IberianMarks(Romance):
    """Spanish or Portuguese, with the marks that both write alike; a subclass gives the words."""

    short_centuries: ClassVar[Mapping[str, str]] = {}
    """Words of the abbreviations of century and centuries, by their letters."""
    heat: str = ""
    """Pattern of the words before degrees that are written as an ordinal: "hace 30º"."""
    first_of_month: str = ""
    """Word for the first day of a month that is written with an ordinal sign."""
    rates: ClassVar[Mapping[str, str]] = {}
    """Words of a stroke and what is below it, by the latter: {"mes": "al mes"}."""
    consumption: str = ""
    """Words of "l/100 km"."""
    weekdays: tuple[str, ...] = ()
    """Days of the week as they are written, in full and short."""

    def before_marks(self, text: str) -> str:
        """Text after marks of both languages: "14:30 h", "30ºC", "1º de mayo", "€/mes"."""
        return super().before_marks(_expand(text, self))


def _expand(text: str, language: "IberianMarks") -> str:
    """Text with "14:30 h", "el 15/11", "100 €/mes", "1/4 l" and the like in plainer forms."""
    text = _centuries(language).sub(lambda match: f"{language.short_centuries[match[1]]} ", text)
    text = _spans(language).sub(rf"\1 {language.to} ", text)
    if not has_digits(text):
        return text
    text = _MORE_THAN.sub(f"{language.plus} ", text)
    text = _NUMERO.sub("número ", text)
    text = _COUNTRY_CODE.sub(r"\1 ", text)
    text = _LAW.sub(r"\1 barra ", text)  # both languages have this word
    text = _SEASON.sub(r"\1 ", text)
    text = _AND_HALF.sub(r"\1 ", text)
    text = _MONTH_AND_YEAR.sub(
        lambda match: f"{language.month(int(match[1]))} {language.of} {match[2]}", text
    )
    text = _DOTTED_CLOCK.sub(r"\1:\2", text)
    text = _CLOCK.sub(r"\1:\2 horas", text)
    text = _DEGREES.sub("°", text)
    text = _RANKS.sub(f" {language.to} ", text)
    text = _COMPARED.sub(lambda match: f" {language.signs[f' {match[1]} ']} ", text)
    text = _CONSUMPTION.sub(f" {language.consumption}", text)
    text = _PART.sub(lambda match: _part(match, language), text)
    text = _DAY.sub(lambda match: _day(match, language), text)
    heat, rates, first_days = _patterns(language)
    text = heat.sub(r"\1°", text)
    text = rates.sub(lambda match: f" {language.rates[match[1]]}", text)
    return first_days.sub(f"{language.first_of_month} ", text)


@cache
def _centuries(language: "IberianMarks") -> re.Pattern[str]:
    """Pattern of the abbreviations of century before its numeral: "s. XIX"."""
    return re.compile(rf"(?<![\w.])({'|'.join(language.short_centuries)})\.\s?(?=[IVX]+(?!\w))")


@cache
def _spans(language: "IberianMarks") -> re.Pattern[str]:
    """Pattern of the dash between days of the week or between months."""
    names = "|".join(sorted((*language.weekdays, *language.full_months), key=len, reverse=True))
    return re.compile(rf"\b((?i:{names}))(?:\s?[-–]\s?)(?=(?i:{names})(?!\w))")


@cache
def _patterns(language: "IberianMarks") -> tuple[re.Pattern[str], ...]:
    """Patterns of degrees that are written as ordinals, of rates, and of first days of months."""
    months = "|".join(language.full_months)
    return (
        re.compile(rf"(?<!\w)((?i:{language.heat})\s[-−]?\d+(?:,\d+)?)\s?º(?!\w)"),
        re.compile(rf"(?<=[\d€$%\w])\s?/\s?({'|'.join(language.rates)})(?!\w)"),
        re.compile(
            rf"(?<![\w.,/-])1\s?(?:º|°|o\.?|er)\s(?=(?:{language.of} )?(?i:{months})(?!\w))"
        ),
    )


def _part(match: re.Match[str], language: "IberianMarks") -> str:
    unit = language.unit(match[3])
    numerator = int(match[1])
    part = language.fraction(numerator, int(match[2]), NOWHERE)
    return f"{part} {language.of} {unit.form('one')}"


def _day(match: re.Match[str], language: "IberianMarks") -> str:
    return match[1] + language.date(int(match[2]), int(match[3]), None, NOWHERE)
