"""What only Czech writes: words before numbers in their case, times with a dot, compounds."""

import re
from typing import TYPE_CHECKING

from processors.text.czech import tables
from processors.text.grammar.numerals import Context
from processors.text.slavic.declension import in_case
from processors.text.slavic.names import name_case

if TYPE_CHECKING:
    from processors.text.slavic.language import Slavic

_CAPITAL, _SMALL = "[A-ZÁČĎÉÍŇÓŘŠŤÚŽ]", "[a-záčďéěíňóřšťúůýž]"
_HOURS = r"([01]?\d|2[0-4])"
_TIME_WITH_DOT = re.compile(
    rf"(\b(?:[Vv]e?|[Oo]d|[Dd]o|[Pp]o|[Pp]řed|[Kk]olem|[Oo]kolo|[Nn]a|[Mm]ezi|až) )"
    rf"{_HOURS}\.([0-5]\d)(?!\d|[.,]\d|\s?(?:Kč|%|\w*m\b))"
)
_SPAN_OF_TIMES = re.compile(
    rf"(?<![\w:.–-]){_HOURS}[:.]([0-5]\d)\s?[-–]\s?{_HOURS}[:.]([0-5]\d)(?:\s?(?:hod\.|hodin|h))?"
    r"(?![\w:]|[.,]\d|\s?[-–]\d)"
)
_SLASHED = re.compile(r"(?<![\w/])(\d{1,2}\.)/(?=\d{1,2}\.)")
_DATE_SPAN = re.compile(
    r"(?<![\w./-])(3[01]|[12]\d|[1-9])\.\s?[-–]\s?(?=(?:3[01]|[12]\d|[1-9])\.\s?\d{1,2}\.)"
)
_SPAN_OF_RANKS = re.compile(rf"(?<![\w./-])(\d{{1,2}})\.\s?[-–]\s?(?=\d{{1,2}}\.( {_SMALL}+))")
_SAINT = re.compile(rf"\b[Ss]v\.\s(?=({_CAPITAL}{_SMALL}+))")
_MISTER = re.compile(rf"(?<![\w.])p\.(?= {_CAPITAL}{_SMALL})")
_DAY = "(" + "|".join(tables.DAYS) + ")"
_DAYS = re.compile(rf"\b{_DAY}\s?[-–—]\s?{_DAY}(?!\w)")
_DAY_BEFORE = re.compile(r"\b(Út|Čt|Pá|So) (?=\d{1,2}[:.–-])")
_TIMES = re.compile(rf"(?<![\w.,])(\d{{1,3}})\s?x(?= {_SMALL}{{3}})")
_POSTCODE = re.compile(rf"(?<![\w-])(\d{{3}}) (\d\d)(?= {_CAPITAL}{_SMALL})")
_COMPOUND = re.compile(
    r"(?<![\w.,])(\d{1,4})-?(let[ýáéíů]\w{0,2}|denní|hodinov|minutov|procentn|metrov|kilometrov|"
    r"stupňov|týdenní|měsíční|místn|stránkov|bodov|korunov|pokojov|"
    r"patrov|násobn|krát)"
    rf"({_SMALL}{{0,4}})(?!\w)"
)
# Without a space before it "%" is an adjective: "10% sleva".
_PERCENT_COMPOUND = re.compile(
    r"(?<![\w.,])(\d{1,3})%(?=( (?:slev|roztok|podíl|nárůst|pokles|sazb|da[nň]|úrok|ocet|oct|"
    r"alkohol|pravděpodobnost|účast|jistot|zisk|výnos|inflac)\w*))"
)
_ENDED = re.compile(r"(?<=\d)-?(?:ti|mi|ho)(?= )")
_INFLECTED = re.compile(
    rf"(?<![\w.])(?P<word>(?i:ul\.|nám\.|tř\.)(?=\s{_CAPITAL})|[Rr]\.(?=\s\d{{3,4}}\b)"
    r"|(?i:č\.|str\.|s\.|kap\.|odst\.|čl\.|tab\.|obr\.)(?=\s?(?:\d|[IVX]+\b)))"
)
_JOINED = {
    1: "jedno", 2: "dvou", 3: "tří", 4: "čtyř", 5: "pěti", 6: "šesti", 7: "sedmi", 8: "osmi",
    9: "devíti", 10: "deseti", 100: "sto", 1000: "tisíci",
}  # fmt: skip


def expand_written(text: str, language: "Slavic") -> str:
    """Text in which these are words, or written as the shared rules know them."""
    text = _POSTCODE.sub(lambda m: language.digits(m[1] + m[2]), text)
    text = _MISTER.sub("pan", text)
    text = _DAYS.sub(lambda m: f"{tables.DAYS[m[1]]} až {tables.DAYS[m[2]]}", text)
    text = _DAY_BEFORE.sub(lambda m: f"{tables.DAYS[m[1]]} ", text)
    text = _TIMES.sub(r"\1krát", text)
    text = _SAINT.sub(lambda m: _saint(m, language), text)
    text = _DATE_SPAN.sub(lambda m: f"{language.rank(int(m[1]), 'gen')} až ", text)
    text = _SLASHED.sub(r"\1 a ", text)
    text = _SPAN_OF_TIMES.sub(lambda m: _span_of_times(m, language), text)
    text = _TIME_WITH_DOT.sub(_time_with_dot, text)
    text = _SPAN_OF_RANKS.sub(lambda m: _span_of_ranks(m, language), text)
    text = _INFLECTED.sub(lambda m: _inflected(m, language), text)
    text = _PERCENT_COMPOUND.sub(lambda m: _percent(m, language), text)
    text = _COMPOUND.sub(lambda m: f"{_joined(int(m[1]), m[2], language)}{m[2]}{m[3]}", text)
    return _ENDED.sub("", text)


def _time_with_dot(match: re.Match[str]) -> str:
    """Time with a colon, unless it is a date: "od 1.12. do"."""
    after = match.string[match.end() :]
    is_date = re.match(rf"\.(?:\s?\d|\s{_SMALL})", after) or (
        after.startswith(".") and 1 <= int(match[3]) <= 12
    )
    return match[0] if is_date else f"{match[1]}{match[2]}:{match[3]}"


def _span_of_ranks(match: re.Match[str], language: "Slavic") -> str:
    if match[2].strip() in language.full_months:
        return match[0]
    before = match.string[: match.start()][-60:]
    return f"{language.ordinal(int(match[1]), Context(before, match[2]))} až "


def _inflected(match: re.Match[str], language: "Slavic") -> str:
    word = match["word"].lower()
    asked = language.asked(Context(match.string[: match.start()][-60:], ""))
    case = "loc" if "loc" in asked else asked[0] if asked else "nom"
    words = in_case(tables.INFLECTED[word], case)
    return words[0].upper() + words[1:] if match["word"][0].isupper() else words


def _saint(match: re.Match[str], language: "Slavic") -> str:
    words = language.declined("svatý", *name_case(match[1], language))
    return (words.capitalize() if match[0][0] == "S" else words) + " "


def _span_of_times(match: re.Match[str], language: "Slavic") -> str:
    first, last = (
        language.time(int(hour), int(minute), None, Context("do ", ""))
        for hour, minute in (match.groups()[:2], match.groups()[2:4])
    )
    is_open = re.search(r"\b[Oo]d $", match.string[: match.start()][-4:])
    return f"{'' if is_open else 'od '}{first} do {last}"


def _joined(number: int, word: str, language: "Slavic") -> str:
    """Numeral in front of a word that it is joined with: "pětiletý", "dvacetiletý"."""
    if word.startswith("krát"):
        return language.in_words(number).replace(" ", "")
    if word.startswith("násobn") and number in (2, 3):
        return {2: "dvoj", 3: "troj"}[number]
    return _JOINED.get(number) or language.in_words(number, "gen").replace(" ", "")


def _percent(match: re.Match[str], language: "Slavic") -> str:
    case, gender = language.agrees(Context(match.string[: match.start()][-60:], match[2]))
    return _joined(int(match[1]), "", language) + language.declined("procentní", case, gender)
