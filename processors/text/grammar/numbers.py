"""Ordinals, spans, fractions, exponents, years, and every number that is left."""

import re
from functools import cache

from processors.text.grammar.finding import (
    MINUS,
    NOT_INSIDE,
    SPAN,
    ends_sentence,
    signed_number,
    substitute,
)
from processors.text.grammar.language import Language
from processors.text.grammar.numerals import Context, Number, has_digits

_VULGAR = str.maketrans({"⁄": "/", "½": " 1/2", "¼": " 1/4", "¾": " 3/4"})
_MIXED = re.compile(r"(?<![\w/.,])(\d{1,3}) (\d{1,2})/(\d{1,3})(?![\w/]|[.,]\d)")
_FRACTION = re.compile(r"(?<![\w/.,])(\d{1,4})/(\d{1,4})(?![\w/]|[.,]\d)")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED = re.compile(r"(?<=[\w)])(?:[⁺⁻]?[⁰¹²³⁴-⁹]+|\s?\^\s?[({]?(?P<caret>[-−+]?\d+)[)}]?)")
_SCIENTIFIC = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)[eE]([-−+]?\d{1,3})(?![\w.,]\d|\w)")
_BY = re.compile(r"(?<=\d)\s?[x×]\s?(?=\d)|(?<=[a-zäöü]{2}) [x×] (?=\d)")
_LIST_MARK = r"(?:,|,? (?!\d)[^\W\d_]{1,5})"


def expand_ordinals(text: str, language: Language) -> str:
    """Text with ordinals in words: "3. Platz", "1. und 2. Liga", "1º piso", "2e étage"."""
    if not has_digits(text):
        return text
    formats = language.formats
    if formats.ordinal_signs:
        text = substitute(
            _marked(language),
            text,
            lambda m, around: language.marked_ordinal(int(m[1]), m[2], around),
        )
    if formats.dotted_ordinals:
        text = substitute(_DOTTED, text, lambda m, around: _dotted(m, around, language))
    return text


@cache
def _marked(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,])(\d{{1,6}})\s?({language.formats.ordinal_signs})(?!\w)")


_DOTTED = re.compile(r"(?<![\w.,/-])(\d{1,4})\.(?![\w.])")


def _dotted(match: re.Match[str], around: Context, language: Language) -> str | None:
    in_list = re.match(r",\s\d{1,3}\.(?!\d)", around.after)  # "1., 2. und 3. Platz"
    if not in_list and not language.is_ordinal(match[1], around):
        return None
    words = language.ordinal(int(match[1]), around)
    return words + ("." if ends_sentence(around.after, language) else "")


def expand_mathematics(text: str, language: Language) -> str:
    """Text with fractions, powers and products in words; other numbers stay digits."""
    text = text.translate(_VULGAR).replace("  ", " ") if re.search("[½¼¾⁄]", text) else text
    if not has_digits(text) and not _RAISED.search(text):
        return text
    text = substitute(
        _MIXED, text, lambda m, _: language.mixed_fraction(int(m[1]), int(m[2]), int(m[3]))
    )
    text = substitute(_FRACTION, text, lambda m, around: _fraction(m, around, language))

    def scientific(match: re.Match[str], around: Context) -> str:
        words = language.number(language.formats.parse(match[1]))
        return f"{words} {language.times} {language.cardinal(10)} {language.raised(match[2])}"

    text = substitute(_SCIENTIFIC, text, scientific)

    def raised(match: re.Match[str], around: Context) -> str:
        exponent = match["caret"] or match[0].translate(_SUPERSCRIPTS)
        return f" {language.raised(exponent.replace('+', '').replace('−', '-'))}"

    text = substitute(_RAISED, text, raised)
    text = re.sub(r"(?<=\d) [-–] (?=\d+(?:[.,]\d+)?\s*=)", f" {language.minus} ", text)
    return text


def expand_products(text: str, language: Language) -> str:
    """Text with "3 x 4 m" and "6 × 10²³" in words, before units take them apart."""
    return substitute(_BY, text, lambda m, around: _product(m, around, language))


def _product(match: re.Match[str], around: Context, language: Language) -> str:
    is_size = "x" in match[0] or not re.match(r"\d+(?:[.,]\d+)?\s*=|10 ", around.after)
    return f" {language.by if is_size and 'x' in match[0] else language.times} "


def _fraction(match: re.Match[str], around: Context, language: Language) -> str:
    if match[0] in ("24/7", "9/11"):
        return f"{language.cardinal(int(match[1]))} {language.cardinal(int(match[2]))}"
    first, last = int(match[1]), match[2]
    if 1800 <= first <= 2099 and last in (str(first + 1), str(first + 1)[2:]):
        return language.season(Number(match[1]), Number(last), around)
    return language.fraction(first, int(last), around)


def expand_numbers(text: str, language: Language) -> str:
    """Text with spans, years and all other numbers in words."""
    if not has_digits(text):
        return text
    span, four_digits, signed = _patterns(language)
    text = substitute(span, text, lambda m, around: _span(m, around, language))
    text = substitute(four_digits, text, lambda m, around: _year(m, around, language))
    text = re.sub(r"(?<=[^\W\d_])-(?=\d)|(?<=\d)-(?=[^\W\d_])", " ", text)  # "Covid-19", "U-2"
    text = re.sub(r"(?<![\w)])\+\s?(?=\d)", f" {language.plus} ", text)
    return substitute(
        signed,
        text,
        lambda m, around: language.number(language.formats.parse(m[1]), None, around),
    )


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    number = language.formats.number
    span = rf"{NOT_INSIDE}(?<![-–/])({MINUS}?{number}){SPAN}({number})(?![\w–/-]|[.,]\d)"
    return (
        re.compile(span),
        re.compile(r"(?<![\w.,-])([1-9]\d{3})(?![\w]|[.,]\d)"),
        re.compile(signed_number(language)),
    )


def _span(match: re.Match[str], around: Context, language: Language) -> str:
    first, last = language.formats.parse(match[1]), language.formats.parse(match[2])
    if language.is_year(first, around) and last.is_whole and len(last.whole) in (2, 4):
        return language.year_span(first, last, around)
    if re.fullmatch(r"\d{1,2}-\d{1,2}", match[0]) and last.value <= first.value:
        return language.score(int(first.whole), int(last.whole))
    around_first, around_last = language.ends_around(around)
    start = language.number(first, None, around_first)
    return language.span_within(start, language.number(last, None, around_last), around)


def _year(match: re.Match[str], around: Context, language: Language) -> str | None:
    number = Number(match[1])
    return language.year(int(match[1]), around) if language.is_year(number, around) else None
