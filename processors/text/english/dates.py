"""English dates and times of day."""

import re

from processors.text.english.numbers import cardinal, has_digits, ordinal, year

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NUMBERS = {name.lower(): index for index, name in enumerate(MONTHS, start=1)}
_NUMBERS |= {name[:3].lower(): index for index, name in enumerate(MONTHS, start=1)}
_NUMBERS["sept"] = 9
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
_MONTH = rf"({'|'.join(MONTHS)}|{_SHORT})\b\.?"
_DAY = r"(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"([12]\d{3})"
_WEEKDAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday",
    "Weds": "Wednesday", "Thu": "Thursday", "Thur": "Thursday", "Thurs": "Thursday",
    "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip
_CLOCK = re.compile(
    r"(?<![\w:.,])(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?:\s?([AaPp])\.?\s?[Mm]\b\.?)?(?![\w:])"
)
_HOUR = re.compile(r"(?<![\w:.,])(1[0-2]|0?[1-9])\s?([AaPp])(?:\.\s?[Mm]\b\.?|[Mm]\b)")
_DAYS_OF_WEEK = "|".join(dict.fromkeys(_WEEKDAYS.values()))
_DAY_NAME = rf"({'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))}|{_DAYS_OF_WEEK})"
# "Mon-Fri", "Monday–Friday": ``clean`` has made a dash of the second.
_WEEKDAYS_SPAN = re.compile(rf"\b{_DAY_NAME}\.?\s?[-–—]\s?{_DAY_NAME}\b(?!-)")
# "Mon/Wed/Fri", "Sat & Sun", "Mon to Fri"
_WEEKDAYS_LIST = re.compile(
    rf"\b{_DAY_NAME}(?:(?: ?/ ?| & |, (?:and )?| and | or | to | through ){_DAY_NAME}\b)+"
)
_SHORT_MONTHS_SPAN = re.compile(rf"\b{_MONTH}\s?[-–—]\s?{_MONTH}(?![\w-])")
_MONTHS_SPAN = re.compile(rf"\b{_MONTH}\s?(?:—|–)\s?(?={_MONTH})")
_SPAN = re.compile(
    r"(?<![\w:.,-])(\d{1,2}(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\b\.?)?)\s?[-–]\s?"
    r"(?=\d{1,2}(?::\d\d(?!\d)|\s?[AaPp]\.?[Mm]\b))"
)
# A capital after the dot of "p.m." begins a sentence, so the dot was also a full stop.
_STOP = re.compile(r"\.(?=\s+[A-Z]|\s*[\"')]*$)")


def expand_dates(text: str, day_first: bool = False) -> str:
    """Text with dates in words; ``day_first`` says how to read 3/4/2020."""
    text = _WEEKDAYS_LIST.sub(_weekdays, text)
    if "-" in text or "–" in text or "—" in text:
        text = _WEEKDAYS_SPAN.sub(lambda m: f"{_weekday(m[1])} to {_weekday(m[2])}", text)
        text = _SHORT_MONTHS_SPAN.sub(_months, text)
    if not has_digits(text):
        return text
    names = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
    text = re.sub(rf"\b({names})\b\.?(?=,? (?:{_MONTH} )?\d)", lambda m: _WEEKDAYS[m[1]], text)
    text = _MONTHS_SPAN.sub(r"\1 to ", text)
    text = re.sub(rf"\b({_MONTH} \d\d?)\s?[-–—]\s?(?={_MONTH} \d)", r"\1 to ", text)
    text = re.sub(
        rf"(?<![\w./-]){_YEAR}([/-]|\.(?=\d\d\.\d\d))(1[0-2]|0?[1-9])\2(3[01]|[12]\d|0?[1-9])"
        r"(?![\w/-]|\.\d)",
        lambda m: _date(int(m[3]), int(m[4]), m[1]),
        text,
    )
    text = re.sub(
        r"(?<![\w/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?![\w/-]|\.\d)",
        lambda m: _numeric(m, day_first or m[2] == "."),
        text,
    )
    text = re.sub(rf"\b{_MONTH} {_DAY}\s?[-–]\s?{_DAY}\b(?:,? {_YEAR}\b)?", _days, text)
    text = re.sub(rf"\b{_MONTH} {_DAY}(?![\w:]|[.,]\d|%)(?:(,?) ?{_YEAR}\b(?!,\d))?", _us, text)
    text = re.sub(rf"\b(the )?{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR}\b)?", _british, text)
    return re.sub(rf"\b{_MONTH},? {_YEAR}\b(?!,\d)", lambda m: f"{_month(m[1])} {year(m[2])}", text)


def _weekday(name: str) -> str:
    return _WEEKDAYS.get(name, name)


def _weekdays(match: re.Match[str]) -> str:
    return re.sub(rf"\b{_DAY_NAME}\b", lambda name: _weekday(name[0]), match[0])


def _months(match: re.Match[str]) -> str:
    """Both months in full."""
    return f"{_month(match[1])} to {_month(match[2])}"


def _month(name: str) -> str:
    return MONTHS[_NUMBERS[name.lower()] - 1]


def _date(month: int, day: int, written_year: str | None) -> str:
    words = f"{MONTHS[month - 1]} {ordinal(day)}"
    return f"{words}, {_spoken_year(written_year)}" if written_year else words


def _spoken_year(written: str) -> str:
    if len(written) == 4:
        return year(written)
    return f"oh {cardinal(int(written))}" if written[0] == "0" else cardinal(written)


def _numeric(match: re.Match[str], day_first: bool) -> str:
    first, second = int(match[1]), int(match[3])
    day, month = (first, second) if day_first else (second, first)
    if month > 12:
        day, month = month, day
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0]
    return _date(month, day, match[4])


def _days(match: re.Match[str]) -> str:
    month, first, last, written_year = match.groups()
    words = f"{_month(month)} {ordinal(first)} to {ordinal(last)}"
    return f"{words}, {year(written_year)}" if written_year else words


def _us(match: re.Match[str]) -> str:
    month, day, _, written_year = match.groups()
    if month == "May" and not written_year and match.string[match.end() :].startswith(" percent"):
        return match[0]
    return _date(_NUMBERS[month.lower()], int(day), written_year)


def _british(match: re.Match[str]) -> str:
    the, day, month, written_year = match.groups()
    words = f"{the or 'the '}{ordinal(day)} of {_month(month)}"
    return f"{words} {year(written_year)}" if written_year else words


def expand_times(text: str) -> str:
    """Text with times of day in words: "3:30", "15:05", "5 p.m.", "12:00 AM"."""
    if not has_digits(text):
        return text
    text = _SPAN.sub(r"\1 to ", text)
    text = re.sub(r"(?<=\d:[0-5]\d)\s?[-–]\s?(?=\d{1,2}(?![\w:]))", " to ", text)
    text = re.sub(r"(?<![\w:.,])(\d{1,3}):(\d)(?![\d:])", _ratio, text)
    text = _CLOCK.sub(_clock, text)
    return _HOUR.sub(lambda m: f"{cardinal(int(m[1]))} {_half(m, 2)}", text)


def _ratio(match: re.Match[str]) -> str:
    return f"{cardinal(int(match[1]))} to {cardinal(int(match[2]))}"


def _half(match: re.Match[str], group: int) -> str:
    """Half of the day, "A.M" or "P.M": espeak spells letters that a dot holds together."""
    rest = match.string[match.end() :]
    stop = "." if match[0].endswith(".") and _STOP.match("." + rest) else ""
    return f"{match[group].upper()}.M{stop}"


def _clock(match: re.Match[str]) -> str:
    hour, minute, second, half = int(match[1]), int(match[2]), match[3], match[4]
    if hour > 24:
        return f"{cardinal(hour)} {cardinal(minute)}"
    words = cardinal(hour)
    if minute:
        words += f" oh {cardinal(minute)}" if minute < 10 else f" {cardinal(minute)}"
    elif not half and not second:
        words += " o'clock" if 0 < hour <= 12 else " hundred hours"
    if second:
        words += f" and {cardinal(int(second))} second{'' if int(second) == 1 else 's'}"
    return f"{words} {_half(match, 4)}" if half else words
