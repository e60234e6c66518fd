"""What only Polish writes: "r." and "w.", words before numbers in their case, hours, compounds."""

import re
from typing import TYPE_CHECKING

from processors.text.grammar.finding import ends_sentence
from processors.text.grammar.language import NOWHERE
from processors.text.grammar.numerals import Context, Number, roman_value
from processors.text.polish import tables
from processors.text.slavic.declension import in_case
from processors.text.slavic.names import name_case

if TYPE_CHECKING:
    from processors.text.slavic.language import Slavic

_CAPITAL, _SMALL = "[A-ZĆŁŚŹŻ]", "[a-ząćęłńóśźż]"
_HOURS = r"([01]?\d|2[0-4])"
_GODZ = r"[Gg]odz(?:\.|in[aąęy]|inie)"
_YEAR_SIGN = re.compile(r"(?<=\d)\s?r\.(?!\w)")
_DATE_AT_START = re.compile(r"\W*(?:\w+ )?(?:\d{1,2} \w+ )?\d{4}")
_CENTURY_SIGN = re.compile(r"(\b[^\W\d_]+ )?(\b[IVXLC]+|\d{1,2}) w\.(?!\w)")
_CENTURIES = re.compile(r"\b([IVX]+)\s?[-–—]\s?([IVX]+) (?=w\.|wiek)")
_TIME_WITH_DOT = re.compile(
    rf"(\b(?:[Oo]|[Oo]d|[Dd]o|[Pp]o|[Pp]rzed|{_GODZ}) ){_HOURS}\.([0-5]\d)"
    r"(?!\d|[.,]\d|\s?(?:zł|%))"
)
_HOUR = re.compile(rf"(?<!\d )\b({_GODZ} ){_HOURS}(?![\d:.,]\d|\d|:|\s?[-–])")
_HOUR_OF_DAY = re.compile(
    rf"(?<![\w.,:–-]){_HOURS}(?= (?:rano|wieczorem|po południu|w nocy|w południe)\b)"
)
# "o 7.", but not "wzrósł o 5."
_AT = re.compile(
    r"((?<!wzrosła)(?<!wzrosło)(?<!wzrósł)(?<!spadł)(?<!spadła)(?<!spadło)(?<!więcej)(?<!mniej)"
    r"(?<!wyższ[yae])(?<!niższ[yae])(?<!starsz[yae])(?<!młodsz[yae])(?<!się)(?<!wzrost)"
    rf"(?<!spadek)(?<!\d) [Oo] ){_HOURS}(?=[,;!?]|\.?\s*$|\.\s+[A-ZĆŁŚŹŻ])"
)
_SPAN_OF_TIMES = re.compile(
    r"(?<![\w:.–-])(?:(?P<word>[Oo]d|[Ww] godz\.|[Ww] godzinach|[Gg]odz\.) )?"
    r"(?P<h1>[01]?\d|2[0-4])(?:[:.](?P<m1>[0-5]\d))?\s?[-–]\s?"
    r"(?P<h2>[01]?\d|2[0-4])(?:[:.](?P<m2>[0-5]\d))?(?![\w:]|[.,]\d|\s?[-–]\d)"
)
_SPAN_OF_YEARS = re.compile(
    r"(?<![\w.,:/-])((?:1[1-9]|20)\d\d)-((?:1[1-9]|20)\d\d)(?![\w:/-]|[.,]\d)"
)
_PAGES = re.compile(
    r"\b(s\.|str\.|stron[ay]?|klas[ay]?|klasach|rozdziały|rozdziałów|rozdz\.|"
    r"art\.|artykuły|ust\.|pkt) "
    r"(\d{1,4})-(\d{1,4})(?![\w-]|[.,]\d)"
)
_NUMBERED = {
    "s.": "strony", "str.": "strony", "strona": "strony", "klasa": "klasy",
    "rozdz.": "rozdziały", "art.": "artykuły", "ust.": "ustępy", "pkt": "punkty",
}  # fmt: skip
_TIMES = re.compile(rf"(?<![\w.,])(\d{{1,3}})\s?x(?= {_SMALL}{{3}})")
_DAY = "(" + "|".join(tables.DAYS) + ")"
_DAYS = re.compile(rf"\b{_DAY}\.?\s?[-–—]\s?{_DAY}(?!\w)\.?", re.IGNORECASE)
_FLAT = re.compile(r"(?<=\d) m\.(?= ?\d)")
_GROSZE = re.compile(r"(?<=\d) zł (\d{1,2}) gr\b")
_SPAN_AFTER_WORD = re.compile(
    r"\b([Oo]d|[Oo]koło|[Oo]k\.|[Dd]o|[Pp]onad|[Ww]|[Nn]a|[Pp]o|[Zz]a|[Aa]rt\.) "
    r"(\d+(?:,\d+)?)\s?[-–]\s?(\d+(?:,\d+)?)(?![\w:–-]|[.,]\d)"
)
_ROMAN_MONTH = re.compile(
    r"(?<![\w.,/-])(3[01]|[12]\d|[1-9])[. ] ?(X?I{1,3}|VI{0,3}|I[VX]|X)[. ] ?(\d{4})(?![\w]|[.,]\d)"
)
_MISTER = re.compile(rf"(?<![\w.])([op])\.(?= {_CAPITAL}{_SMALL})")
_POSTCODE = re.compile(rf"(?<![\w-])(\d\d)-(\d{{3}})(?= {_CAPITAL}{_SMALL})")
_COMPOUND = re.compile(
    r"(?<![\w.,])(\d{1,4})[-–]?(letni|osobow|procentow|dniow|godzinn|minutow|piętrow|krotn|"
    r"pokojow|metrow|kilometrow|stopniow|tygodniow|miesięczn|latk|lec|stronicow|złotow|tysięczn|"
    rf"sekundow)({_SMALL}{{0,4}})(?!\w)"
)
# "3-cia", "20-ego", "lata 60-te": the ending is that of the ordinal.
_ENDED = re.compile(
    r"(?<![\w.,/-])(\d{1,4})-(?P<ending>(?:t|c|sz|m|g|sm|st)?i?(?:ego|ej|ych|ym|e|y|i|a|ą|ę)|go|ci)(?!\w)"
)
_CASES_OF_ENDINGS = {
    "go": ("gen", "m"), "ej": ("gen", "f"), "ch": ("gen", "pl"), "ym": ("loc", "m"),
    "im": ("loc", "m"), "e": ("nom", "n"), "y": ("nom", "m"), "i": ("nom", "m"),
    "a": ("nom", "f"), "ą": ("ins", "f"), "ę": ("acc", "f"),
}  # fmt: skip
_ROMAN_YEARS = re.compile(r"\b([IVXL]+)-(?=leci)")
_THIS_MONTH = re.compile(r"\b(\d{1,2}) bm\.(?!\w)")
_SAINT = re.compile(rf"\b[Śś]w\.\s(?=({_CAPITAL}[\w-]+))")
_INFLECTED = re.compile(
    rf"(?<![\w.])(?P<word>(?i:ul\.|al\.|pl\.|os\.|woj\.)(?=\s(?:{_CAPITAL}|{_SMALL}))"
    r"|(?<!\d )(?i:godz\.|str\.|s\.|nr|art\.|ust\.|pkt|rozdz\.|t\.)(?=\s(?:\d|[IVX]+\b)))"
)
# Nouns after a number that is no year.
COUNTED = re.compile(
    r"(?:osób|ludzi|złotych|dolarów|euro|lat|dni|godzin|minut|sekund|sztuk|razy|kobiet|mężczyzn|"
    r"dzieci|stron|słów|tysięcy|miejsc|ton|firm|rodzin|punktów|procent|metr\w*|kilo\w+|"
    r"\w+(?:ów|ach|ami|om|ek|ych))$"
)
_JOINED = {
    1: "jedno", 2: "dwu", 3: "trzy", 4: "cztero", 5: "pięcio", 6: "sześcio", 7: "siedmio",
    8: "ośmio", 9: "dziewięcio", 10: "dziesięcio", 11: "jedenasto", 12: "dwunasto",
    13: "trzynasto", 14: "czternasto", 15: "piętnasto", 16: "szesnasto", 17: "siedemnasto",
    18: "osiemnasto", 19: "dziewiętnasto", 20: "dwudziesto", 30: "trzydziesto",
    40: "czterdziesto", 50: "pięćdziesięcio", 60: "sześćdziesięcio", 70: "siedemdziesięcio",
    80: "osiemdziesięcio", 90: "dziewięćdziesięcio", 100: "stu",
}  # fmt: skip


def expand_written(text: str, language: "Slavic") -> str:
    """Text in which these are words, or written as the shared rules know them."""
    text = _POSTCODE.sub(lambda m: language.digits(m[1] + m[2]), text)
    text = _ENDED.sub(lambda m: _ended(m, language), text)
    text = _ROMAN_YEARS.sub(lambda m: _joined(roman_value(m[1]), language), text)
    text = _THIS_MONTH.sub(lambda m: f"{language.rank(int(m[1]), 'gen')} bieżącego miesiąca", text)
    text = _TIMES.sub(lambda m: f"{m[1]} {'raz' if m[1] == '1' else 'razy'}", text)
    text = _DAYS.sub(
        lambda m: f"od {tables.DAYS[m[1].lower()]} do {tables.DAYS[m[2].lower()]}", text
    )
    text = _FLAT.sub(" mieszkania", text)
    text = _GROSZE.sub(lambda m: f",{m[1]:0>2} zł", text)
    text = _ROMAN_MONTH.sub(
        lambda m: language.date(int(m[1]), roman_value(m[2]), m[3], NOWHERE), text
    )
    text = _MISTER.sub(lambda m: {"o": "ojciec", "p": "pan"}[m[1]], text)
    text = _SAINT.sub(lambda m: _saint(m, language), text)
    text = _SPAN_OF_TIMES.sub(lambda m: _span_of_times(m, language), text)
    text = _SPAN_OF_YEARS.sub(lambda m: _span_of_years(m, language), text)
    text = _PAGES.sub(lambda m: _pages(m, language), text)
    text = _SPAN_AFTER_WORD.sub(r"\1 \2 do \3", text)
    text = _TIME_WITH_DOT.sub(r"\1\2:\3", text)
    text = _HOUR.sub(r"\1\2:00", text)
    text = _HOUR_OF_DAY.sub(r"\1:00", text)
    text = _AT.sub(r"\1\2:00", text)
    text = _CENTURIES.sub(r"\1 i \2 ", text)
    text = _CENTURY_SIGN.sub(lambda m: _century(m, language), text)
    text = _YEAR_SIGN.sub(lambda m: _year_sign(m, language), text)
    text = _INFLECTED.sub(lambda m: _inflected(m, language), text)
    return _COMPOUND.sub(lambda m: f"{_joined(int(m[1]), language)}{m[2]}{m[3]}", text)


def _ended(match: re.Match[str], language: "Slavic") -> str:
    ending = match["ending"]
    found = _CASES_OF_ENDINGS.get(ending[-2:]) or _CASES_OF_ENDINGS[ending[-1]]
    return language.rank(int(match[1]), *found)


def _year_sign(match: re.Match[str], language: "Slavic") -> str:
    before, after = match.string[: match.start()], match.string[match.end() :]
    word = "rok" if re.search(r"\b(?:na|za|przez) \d+$", before[-20:]) else "roku"
    sentence = re.split(r"[.!?]\s", before[-200:])[-1]
    is_start = _DATE_AT_START.fullmatch(sentence)  # "W 1984 r. Jan …" goes on
    return f" {word}" + ("." if ends_sentence(after, language, likely=not is_start) else "")


def _century(match: re.Match[str], language: "Slavic") -> str:
    after = match.string[match.end() :]
    word = match[1] or ""
    asked = language.prepositions.get(word.strip().lower(), "")
    written = "wieku" if asked or word[:1].islower() else "wiek"
    return f"{word}{match[2]} {written}" + ("." if ends_sentence(after, language) else "")


def _inflected(match: re.Match[str], language: "Slavic") -> str:
    word = match["word"].lower()
    asked = language.asked(Context(match.string[: match.start()][-60:], ""))
    case = asked[0] if asked else "nom"
    if "loc" in asked and word != "nr":
        case = "loc"
    words = in_case(tables.INFLECTED[word], case)
    return words[0].upper() + words[1:] if match["word"][0].isupper() else words


def _saint(match: re.Match[str], language: "Slavic") -> str:
    words = language.declined("święty", *name_case(match[1], language))
    return (words.capitalize() if match[0][0] == "Ś" else words) + " "


def _span_of_years(match: re.Match[str], language: "Slavic") -> str:
    first, last = Number(match[1]), Number(match[2])
    around = Context(match.string[: match.start()][-40:], match.string[match.end() :][:40])
    if int(first.whole) >= int(last.whole) or COUNTED.match(around.word_after()):
        return match[0]
    return language.year_span(first, last, around)


def _pages(match: re.Match[str], language: "Slavic") -> str:
    word = _NUMBERED.get(match[1], match[1])
    gender = "f" if word.startswith(("stron", "klas")) else "m"
    first, last = (language.rank(int(number), "gen", gender) for number in match.groups()[1:])
    return f"{word} od {first} do {last}"


def _span_of_times(match: re.Match[str], language: "Slavic") -> str:
    word = (match["word"] or "").lower()
    if not ((":" in match[0] and match["m1"] and match["m2"]) or "godz" in word):
        return match[0]
    ends = [
        language.time(int(match[f"h{end}"]), int(match[f"m{end}"] or 0), None, Context("do ", ""))
        for end in "12"
    ]
    start = {"": "", "od": "", "godz.": "godziny "}.get(word, "w godzinach ")
    words = f"{start}od {ends[0]} do {ends[1]}"
    return words.capitalize() if match[0][0].isupper() else words


def _joined(number: int, language: "Slavic") -> str:
    """Numeral in front of a word that it is joined with: "pięcioletni", "dwudziestoletni"."""
    if number in _JOINED:
        return _JOINED[number]
    if number > 100 or number == 0:
        return language.in_words(number) + "-"
    return _JOINED[number - number % 10] + _JOINED[number % 10]
