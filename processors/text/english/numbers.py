"""English numbers: the words of a number, and the places in a text where numbers stand."""

import re

# One written number: grouped thousands (in the Indian way, too: "1,50,000") or plain digits, with
# or without decimals.
_GROUPS = r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,2}(?:,\d\d)+,\d{3}(?![\d,])"
NUMBER = rf"(?:{_GROUPS}|\d+)(?:\.\d+)?|(?<![\d.])\.\d+"

has_digits = re.compile(r"\d").search  # most rules need one, and most sentences have none
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LONGEST_READ_AS_NUMBER = 15
_ALGEBRA = "squared|cubed|to the power|plus|minus|equals|is "  # "2x plus one" is no count
_SPACED_GROUPS = re.compile(
    r"(?<![\w.,:/-])(?<!\d )[1-9]\d{0,2}(?: \d{3})+(?:,(\d\d?))?(?=th\b|(?![\w:/-]|,\d| \d))"
)
_NUMBERED = re.compile(
    r"\b(?:no\.?|number|page|p\.|chapter|room|war|part|volume|step|level|grade|day|type|class|"
    r"section|item|question|figure|table|act|scene|group|line|size|unit|route|highway|bus|flight)"
    r" ?$",
    re.IGNORECASE,
)
_SIMPLE_DENOMINATORS = {*range(2, 21), 24, 25, 32, 50, 64, 100, 128, 1000}
_AFTER_A_YEAR_WORD = re.compile(
    r"\b(?:in|since|until|till|by|before|after|from|to|and|during|circa|about|around|of|year|years|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"spring|summer|autumn|fall|winter|early|late|mid|ad|class)[\s,-]*$",
    re.IGNORECASE,
)


def cardinal(number: int | str) -> str:
    """Words of a number: "1,234" → "one thousand two hundred thirty-four"."""
    from num2words import num2words

    digits = str(number).replace(",", "")
    if len(digits) > _LONGEST_READ_AS_NUMBER:
        return spell_digits(digits)
    return num2words(int(digits)).replace(",", "").replace(" and ", " ")


def ordinal(number: int | str) -> str:
    """Words of a rank: "21" → "twenty-first"."""
    from num2words import num2words

    digits = str(number).replace(",", "")
    if len(digits) > _LONGEST_READ_AS_NUMBER:
        return spell_digits(digits) + "th"
    return num2words(int(digits), to="ordinal").replace(",", "").replace(" and ", " ")


def year(number: int | str) -> str:
    """Words of a year: 1905 → "nineteen oh five", 2024 → "twenty twenty-four"."""
    number = int(number)
    century, rest = divmod(number, 100)
    if number < 1000 or number > 9999 or number % 1000 < 10:
        if 100 < number < 1000 and rest:
            return f"{cardinal(century)} {_two_digits(rest)}"
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {_two_digits(rest)}"


def _two_digits(number: int) -> str:
    return f"oh {cardinal(number)}" if number < 10 else cardinal(number)


def spell_digits(digits: str) -> str:
    """Words of single digits: "555" → "five five five"; other characters are left out."""
    return " ".join(_DIGITS[int(digit)] for digit in digits if digit.isdigit())


def number(written: str) -> str:
    """Words of any number that NUMBER matches: "1,234.50", ".5", "007", "3.14"."""
    whole, point, decimals = written.replace(",", "").partition(".")
    if len(whole) > 1 and whole.startswith("0"):
        words = spell_digits(whole)
    else:
        words = cardinal(whole) if whole else ""
    return f"{words} point {spell_digits(decimals)}".strip() if point else words


def pairs(digits: str) -> str:
    """Words of a number as models are read: "737" → "seven thirty-seven"."""
    head, tail = digits[:-2], digits[-2:]
    if len(digits) < 3 or not int(head):
        return cardinal(digits)
    return f"{cardinal(head)} {'hundred' if tail == '00' else _two_digits(int(tail))}"


def plural(word: str) -> str:
    """Plural of a word: "sixty" → "sixties", "third" → "thirds", "half" → "halves"."""
    if word.endswith("half"):
        return word[:-1] + "ves"
    if word.endswith("y") and word[-2:-1] not in "aeou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def fraction(numerator: int, denominator: int) -> str:
    """Words of a fraction: 3, 4 → "three quarters"."""
    name = {2: "half", 4: "quarter"}.get(denominator) or ordinal(denominator)
    return f"{cardinal(numerator)} {name if numerator == 1 else plural(name)}"


def join_groups(text: str) -> str:
    """Text with commas between thousands that spaces separate: "10 000" → "10,000"."""
    if not has_digits(text):
        return text
    text = re.sub(r"(?<![\w'])\d{1,3}(?:'\d{3})+(?![\w'])", lambda m: m[0].replace("'", ","), text)
    return _SPACED_GROUPS.sub(_grouped, text)


def _grouped(match: re.Match[str]) -> str:
    """Groups with commas; lists ("rooms 101 102") and references ("page 2 300") are no groups."""
    groups = match[0].partition(",")[0].split(" ")
    before = match.string[: match.start()]
    is_amount = re.search(r"[$€£¥₹]\s?$", before)
    zeros = groups[-1] == "000"
    if not (is_amount or zeros) and (len(groups[0]) == 3 or _NUMBERED.search(before)):
        return match[0]
    return ",".join(groups) + (f".{match[1]}" if match[1] else "")


def expand_fractions(text: str) -> str:
    """Text with fractions and decades in words, before units and signs take them apart."""
    if not has_digits(text):
        return text
    text = re.sub(r"(?<![\w/])(\d+)[ -](\d+)/(\d+)(?![\w/])", _mixed_fraction, text)
    text = re.sub(r"(?<![\w/.])(\d+)/(\d+)(?![\w/]|\.\d)", _slash, text)
    text = re.sub(r"(?<![\w.,])'?(\d0)'?s\b", lambda m: plural(cardinal(m[1])), text)
    return re.sub(r"(?<![\w.,])(\d{2,3}0)'?s\b", _decade, text)


def expand_numbers(text: str) -> str:
    """Text with numbers in words, once money, dates, times and units have been read."""
    if not has_digits(text):
        return text
    text = re.sub(r"(?<![\d.])(\d{1,4}(?:\.\d{1,3}){2,})(?![\w]|\.\d)", _dotted, text)
    text = re.sub(r"(?<=\d)x(\d+)s\b", lambda m: f" by {plural(cardinal(m[1]))}", text)
    text = re.sub(r"\b((?:\d{1,3}(?:,\d{3})+|\d+))(?:st|nd|rd|th)\b", _ordinal, text, flags=re.I)
    text = re.sub(r"(?<![\w.])'(\d\d)\b(?![.,:]\d)", lambda m: _two_digits(int(m[1])), text)
    text = re.sub(rf"(?<![\w,.–-])({NUMBER})\s?[-–]\s?({NUMBER})(?![\w–-]|[.,]\d)", _range, text)
    text = re.sub(r"\b911\b", "nine one one", text)
    text = re.sub(rf"(?<![\w)])-(?={NUMBER})", "minus ", text)
    text = re.sub(r"(?<![\w.,])\d{4}(?![\w]|[.,]\d)", _year_or_number, text)
    text = re.sub(
        r"(?<=\d)x\b(?! ?(?:squared|cubed|to the power|plus|minus|equals|is ))", " times", text
    )
    text = re.sub(r"(?<=[A-Za-z])-?(?=\d)|(?<=\d)-?(?=[A-Za-z])", " ", text)
    return re.sub(rf"(?:{NUMBER})", lambda m: _spaced(m, number(m[0])), text)


def _spaced(match: re.Match[str], words: str) -> str:
    """Words of a number with a space where a letter or digit touches it."""
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return (" " if before.isalnum() else "") + words + (" " if after.isalnum() else "")


def _dotted(match: re.Match[str]) -> str:
    """Words of an internet address (four numbers) or a version, which letters may touch."""
    parts = match[1].split(".")
    touches = match.string[match.start() - 1 : match.start()].isalpha() if match.start() else False
    mark = " dot " if len(parts) == 4 and not touches else " point "
    return (" " if touches else "") + mark.join(number(part) for part in parts)


def _mixed_fraction(match: re.Match[str]) -> str:
    whole, numerator, denominator = match.groups()
    if int(denominator) not in _SIMPLE_DENOMINATORS or int(numerator) >= int(denominator):
        return match[0]
    part = fraction(int(numerator), int(denominator))
    return f"{cardinal(whole)} and {re.sub('^one (?=half|quarter)', 'a ', part)}"


def _slash(match: re.Match[str]) -> str:
    numerator, denominator = int(match[1]), int(match[2])
    if match[0] in ("24/7", "9/11") or numerator == denominator > 1:
        return f"{cardinal(numerator)} {cardinal(denominator)}"
    if denominator in _SIMPLE_DENOMINATORS and 0 < numerator < 2 * denominator:
        return fraction(numerator, denominator)
    return f"{number(match[1])} over {number(match[2])}"


def _decade(match: re.Match[str]) -> str:
    value = int(match[1])
    words = year(value) if 1000 <= value <= 2999 else cardinal(value)
    return plural(words)


def _ordinal(match: re.Match[str]) -> str:
    return ordinal(match[1])


def _range(match: re.Match[str]) -> str:
    """Words of a span: "10-20" → "ten to twenty", "1990-95" → "nineteen ninety to …"."""
    first, last = match[1], match[2]
    if re.fullmatch(r"1[1-9]\d\d|20\d\d", first):
        if re.fullmatch(r"\d\d", last):
            return f"{year(first)} to {_two_digits(int(last))}"
        if re.fullmatch(r"\d{4}", last):
            return f"{year(first)} to {year(last)}"
    return f"{number(first)} to {number(last)}"


def _year_or_number(match: re.Match[str]) -> str:
    """Words of four digits without a comma: a year, unless things are counted."""
    value = int(match[0])
    before, after = match.string[: match.start()], match.string[match.end() :]
    if 1000 < value < 1100 and _AFTER_A_YEAR_WORD.search(before):
        return year(value)
    if not 1100 <= value <= 2099 or match[0].startswith("0"):
        return number(match[0])
    counted = re.match(r" (?:[a-z]+ )?[a-z]{2,}s\b(?<!was)(?<!is)(?<!has)(?<!us)(?<!its)", after)
    if counted and not _AFTER_A_YEAR_WORD.search(before):
        return number(match[0])
    return year(value)
