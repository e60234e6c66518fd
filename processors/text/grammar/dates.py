"""Dates and times of day."""

import re
from functools import cache

from processors.text.grammar.finding import any_of, substitute
from processors.text.grammar.language import Language
from processors.text.grammar.numerals import Context, has_digits

_ISO = re.compile(
    r"(?<![\w./-])(\d{4})[-/](1[0-2]|0?[1-9])[-/](3[01]|[12]\d|0?[1-9])(?![\w/-]|\.\d)"
)
_NO_YEAR = re.compile(
    r"(?<![\w./,-])(3[01]|[12]\d|0?[1-9])\.\s?(1[0-2]|0?[1-9])\.(?!\d|\s?\d{1,3}\.)"
)
_RATIO = re.compile(r"(?<![\w.,:/-])(\d{1,3})\s?:\s?(\d{1,3})(?![\w:]|[.,]\d)")


def expand_dates(text: str, language: Language) -> str:
    """Text with dates in words: "3. Oktober 2024", "3.10.2024", "2024-10-03", "3/10/24"."""
    if not has_digits(text):
        return text
    text = substitute(_ISO, text, lambda m, around: _numeric(m, (3, 2, 1), around, language))
    order = (2, 1, 3) if language.formats.month_first else (1, 2, 3)
    text = substitute(
        _numeric_pattern(language), text, lambda m, around: _numeric(m, order, around, language)
    )
    text = substitute(_named_pattern(language), text, lambda m, around: _named(m, around, language))
    if language.formats.dotted_ordinals:
        text = substitute(_NO_YEAR, text, lambda m, around: _without_year(m, around, language))
    return text


@cache
def _numeric_pattern(language: Language) -> re.Pattern[str]:
    marks = re.escape(language.formats.date_separators)
    return re.compile(
        rf"(?<![\w./-])(\d{{1,2}})(?P<mark>[{marks}])\s?(\d{{1,2}})(?P=mark)\s?(\d{{4}}|\d\d)"
        r"(?![\w/-]|[.,]\d)"
    )


@cache
def _named_pattern(language: Language) -> re.Pattern[str]:
    formats = language.formats
    full = [name for name in language.month_numbers if name in language.full_months]
    short = [name for name in language.month_numbers if name not in language.full_months]
    signs = rf"(?:\.|{formats.ordinal_signs})?" if formats.ordinal_signs else r"\.?"
    month = rf"(?i:(?P<month>{any_of(full)})(?!\w)|(?P<short>{any_of(short)})(?:\.|(?=\s\d{{4}})))"
    if not short:
        month = rf"(?i:(?P<month>{any_of(full)})(?!\w)|(?P<short>(?!)))"
    return re.compile(
        rf"(?<![\w.,/-])(?:(?P<first>3[01]|[12]\d|0?[1-9]){signs}\s?[-–]\s?)?"
        rf"(?P<day>3[01]|[12]\d|0?[1-9]){signs}\s?(?:{formats.before_month})?{month}"
        rf"(?:,?\s(?:{formats.before_year})?(?P<year>\d{{4}})(?![\w]|[.,]\d))?"
    )


def _numeric(
    match: re.Match[str], order: tuple[int, int, int], around: Context, language: Language
) -> str | None:
    groups = [group for group in match.groups() if group[0].isdigit()]
    day, month, year = (groups[place - 1] for place in order)
    if int(month) > 12 >= int(day):
        day, month = month, day
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return language.date(int(day), int(month), year, around)


def _named(match: re.Match[str], around: Context, language: Language) -> str:
    month = language.month_number(match["month"] or match["short"])
    day, first = int(match["day"]), match["first"]
    if first:
        return language.date_span(int(first), day, month, match["year"], around)
    return language.date(day, month, match["year"], around)


def _without_year(match: re.Match[str], around: Context, language: Language) -> str | None:
    if around.word_before() in language.numbered:
        return None
    ends = "." if not re.search(r"\w", around.after) else ""
    return language.date(int(match[1]), int(match[2]), None, around) + ends


def expand_times(text: str, language: Language) -> str:
    """Text with times of day in words: "14:30", "14.30 Uhr", "14h30", "8 Uhr"; and "3:1"."""
    if not has_digits(text):
        return text
    spans, times = _time_patterns(language)
    text = substitute(spans, text, lambda m, around: _start(m, around, language))
    for pattern in times:
        text = substitute(pattern, text, lambda m, around: _time(m, around, language))
    return substitute(_RATIO, text, lambda m, around: _ratio(m, around, language))


@cache
def _time_patterns(language: Language) -> tuple[re.Pattern[str], list[re.Pattern[str]]]:
    """Pattern of the start of a span of times, and patterns of single times."""
    formats = language.formats
    words = "|".join(filter(None, (formats.time_words, formats.time_signs)))
    word = rf"\s?(?:{words})(?!\w)" if words else "(?!)"
    alone = rf"\s?(?:{formats.time_words})(?!\w)" if formats.time_words else "(?!)"
    hour = r"(?<![\w:.,/-])(?P<hour>2[0-4]|1\d|0?\d)"
    minute = r"(?P<minute>[0-5]\d)"
    second = r"(?::(?P<second>[0-5]\d))?"
    clock = rf"{hour}:{minute}{second}(?:{word})?(?![\w:])"
    between = "|".join(map(re.escape, filter(None, (language.to, language.and_))))
    others = [
        rf"{hour}\.{minute}{word}",
        rf"{hour}{alone}",
        rf"{hour}\.{minute}(?=\s(?:{between})\s\d{{1,2}}\.\d\d{word})",  # "8.00 bis 17.00 Uhr"
    ]
    others.reverse()
    if "h" in formats.time_separators:
        others.append(rf"{hour}\s?h\s?{minute}(?!\w)")
    span = (
        rf"{hour}(?:\s?[:.h]\s?{minute})?(?:\s?h)?\s?[-–]\s?"
        rf"(?=\d{{1,2}}(?:{alone}|[:.]\d\d{word})|(?<=:\d\d[-–])\d{{1,2}}:\d\d(?!\d)"
        rf"|(?<=:\d\d [-–] )\d{{1,2}}:\d\d(?!\d)|\d{{1,2}}\s?h\s?\d\d(?!\w))"
    )
    return re.compile(span), [re.compile(pattern) for pattern in (clock, *others)]


def _start(match: re.Match[str], around: Context, language: Language) -> str:
    hour, minute = int(match["hour"]), match["minute"]
    words = language.time(hour, int(minute), None, around) if minute else language.cardinal(hour)
    return f"{words} {language.to} "


def _time(match: re.Match[str], around: Context, language: Language) -> str:
    groups = match.groupdict()
    second = groups.get("second")
    return language.time(
        int(match["hour"]), int(groups.get("minute") or 0), int(second) if second else None, around
    )


def _ratio(match: re.Match[str], around: Context, language: Language) -> str:
    return language.score(int(match[1]), int(match[2]))
