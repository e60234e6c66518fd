"""English durations: "2h 15m", "1h30", and seconds ("a 20s delay") against decades ("the 20s")."""

import re

from processors.text.english.numbers import has_digits

_HOURS = re.compile(
    r"(?<![\w.,:$€£])(\d{1,3})\s?(?:h|hrs?)\s?(\d{1,2})(?:\s?(?:m|mins?)\b|(?![\w.,:/-]))"
    r"(?:\s?(\d{1,2})\s?(?:s|secs?)\b)?"
)
_MINUTES = re.compile(r"(?<![\w.,:$€£])(\d{1,3})\s?(?:m|mins?)\s?(\d{1,2})\s?(?:s|secs?)\b")
_DAYS = re.compile(r"(?<![\w.,:$€£])(\d{1,3})d\s?(\d{1,2})h\b(?:\s?(\d{1,2})\s?m(?:in)?\b)?")
_AGO = re.compile(r"(?<![\w.,:$€£])(\d{1,3})m(?= (?:ago|later|from now|left|remaining)\b)")
_ROUND_SECONDS = re.compile(r"(?<![\w.,'’$€£/–-])(\d{1,2}0)s\b(?!['’/-])")
_MANY = {"10": "tens", "100": "hundreds", "1000": "thousands"}
_MANY_OF = re.compile(r"(?<![\w.,$€£])(1000?|10)s(?= of\b)")
_BEFORE_DECADE = re.compile(
    r"(?:\b(?:the|his|her|their|my|our|your|its|one's|'s|s'|these|those|early|mid|late|low|high|"
    r"upper|lower|roaring|swinging|naughty|dirty|golden|glorious|turbulent|since|from)|"
    r"\d0s,?(?: (?:and|or|to|through|till|until))?)[\s-]+$",
    re.IGNORECASE,
)
_AFTER_DECADE = re.compile(
    r",? (?:(?:and|or|to|through|till|until) (?:the )?(?:early |mid |late )?'?\d0s\b|"
    r"(?:music|songs?|bands?|rock|pop|disco|style|styles|fashion|fashions|movies?|films?|hits?|kids?|era|icons?|"
    r"classics?|vibes?|nostalgia|hair|cartoons?|sitcoms?|shows?|party|parties|revival|retro)\b)"
)
_LASTS = re.compile(
    r"[- ](?:timeout|delay|limit|window|interval|mark|timer|clip|clips|video|ad|ads|spot|pause|"
    r"break|wait|period|exposure|cooldown|countdown|gap|rest|sprint|run|loop|sample)\b"
)


def expand_durations(text: str) -> str:
    """Text with units of durations in words; numbers stay digits."""
    if not has_digits(text):
        return text
    text = _DAYS.sub(lambda m: _join(m.groups(), ("day", "hour", "minute")), text)
    text = _HOURS.sub(lambda m: _join(m.groups(), ("hour", "minute", "second")), text)
    text = _MINUTES.sub(lambda m: _join(m.groups(), ("minute", "second")), text)
    text = _AGO.sub(lambda m: _join(m.groups(), ("minute",)), text)
    text = _MANY_OF.sub(lambda m: _MANY[m[1]], text)
    return _ROUND_SECONDS.sub(_seconds, text)


def _join(numbers: tuple[str | None, ...], units: tuple[str, ...]) -> str:
    words = [
        f"{int(number)} {unit}{'' if int(number) == 1 else 's'}"
        for number, unit in zip(numbers, units, strict=True)
        if number is not None
    ]
    return " ".join(words)


def _seconds(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()], match.string[match.end() :]
    is_decade = _BEFORE_DECADE.search(before) or _AFTER_DECADE.match(after)
    if is_decade and not _LASTS.match(after):
        return match[0]
    return f"{match[1]} seconds"
