"""Years, centuries and days in Russian: ordinals in the case that their place asks for."""

import re

from processors.text.grammar.finding import ends_sentence, substitute
from processors.text.grammar.numerals import ROMAN, Context, has_digits, roman_value
from processors.text.russian.agreement import follows_mark
from processors.text.russian.numbers import RussianNumbers
from processors.text.slavic.declension import in_case

MONTHS = (
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|янв\\.|февр?\\.|"
    "апр\\.|авг\\.|сент\\.|окт\\.|нояб\\.|дек\\."
)
# Words before a year that belongs to them, in the genitive.
_OWNERS = re.compile(
    r"(?:(?:январ|феврал|март|апрел|ма[йяюе]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]{0,3}|"
    r"весн[а-я]{1,2}|лет[оауе]|летом|осен[ьюи]{1,2}|зим[а-я]{1,2}|"
    rf"\d{{1,2}}[./]\d{{1,2}}[./]|{MONTHS})\)?\s*$",
    re.IGNORECASE,
)
_YEAR = r"(?:[1-9]\d{0,3})"
_NOUN = r"(?:году|года|годом|годам|годами|годах|годов|годы|годе|год|гг?\.(?:\s?г\.)?)"
_WITH_NOUN = re.compile(
    rf"(?<![\w.,/-])(?P<first>{_YEAR})(?:\s?[-–—/]\s?(?P<last>{_YEAR}|\d\d))?-?"
    rf"(?P<suffix>(?<=-)(?:й|го|му|м|х|е))?(?:\s(?P<joiner>и|или|по|—)\s(?P<second>{_YEAR}))?"
    rf"\s?(?P<noun>{_NOUN})(?!\w)"
)
_SPAN = re.compile(
    r"(?<![\w.,/-])(1[0-9]\d\d|20\d\d)\s?[-–—]\s?(1[0-9]\d\d|20\d\d)(?![\w/-]|[.,]\d)"
)
_BARE = re.compile(r"(?<![\w.,/+-])(1[0-9]\d\d|20\d\d)(?![\w/-]|[.,]\d|\s?[%°₽$€№])")
_NO_COUNT_AFTER = re.compile(
    r"\s*(?:[^\s\w%°₽$€]|$|[A-ZА-ЯЁ«\"]|(?:и|или|он|она|они|мы|вы|я|но|а|по|на|в|во|с|у|к|за|для|когда|где|был|"
    r"была|было|были|его|её|их|состоялся|состоялась|вышел|вышла|вышло|стал|стала|стало|начался|"
    r"началась|началось|году)(?!\w))"
)
_BEFORE_BARE = {
    "в": "loc", "с": "gen", "до": "gen", "от": "gen", "после": "gen", "к": "dat", "по": "acc",
    "около": "gen", "на": "acc", "за": "acc",
}  # fmt: skip
_CASE_OF_NOUN = {
    "года": "gen", "годом": "ins", "годам": "dat", "годами": "ins", "годах": "loc",
    "годов": "gen", "годы": "nom", "год": "nom", "годе": "loc",
}  # fmt: skip
_ONE_YEAR = "год/года/году/год/годом/году"
_YEARS = "годы/годов/годам/годы/годами/годах"
_MILLENNIUM = "тысячелетие/тысячелетия/тысячелетию/тысячелетие/тысячелетием/тысячелетии"
_ONE_CENTURY = "век/века/веку/век/веком/веке"
_CENTURIES = "века/веков/векам/века/веками/веках"

_LOOKALIKES = str.maketrans("ХІСМ", "XICM")
_CYRILLIC_ROMAN = re.compile(r"(?<!\w)(?=[IІVXХ]*[ХІ])[IІVXХ]{1,6}(?=\s?[-–—]|\s(?:век|вв?\.))")
_CENTURY = re.compile(
    rf"(?<![\w.])(?P<first>{ROMAN})(?:\s?(?P<joiner>[-–—]|и)\s?(?P<last>{ROMAN}))?"
    r"\s?(?P<noun>вв\.|в\.|тыс\.(?=\s(?:до\s)?н\.)|(?:век|столети|тысячелети)[а-я]{0,3})(?!\w)"
)
_CENTURY_TO = re.compile(rf"\b([Сс]о?)\s({ROMAN})\s(по|до)\s(?={ROMAN}\s?(?:век|столет|в\.))")
_DAY_SPAN = re.compile(
    rf"(?<!\w)([Сс]о?)\s(\d{{1,2}})\s(по|до|на)\s(?=\d{{1,2}}\s(?:{MONTHS})(?!\w))"
)
_DAYS = re.compile(
    rf"(?<![\w.,:/-])(\d{{1,2}})(?=(?:,\s\d{{1,2}})*(?:,|\s(?:и|или))\s\d{{1,2}}\s(?:{MONTHS})(?!\w))"
)
_LIFE = re.compile(r"\b(род|ум)\.\s(?:в\s)?(?=\d{4})")
_TWO_CALENDARS = re.compile(rf"(?<![\w.,])(\d{{1,2}})\s\((\d{{1,2}})\)(?=\s(?:{MONTHS})(?!\w))")
_SHORT_DATE = re.compile(
    r"(?:(?<=\b[Сс] )|(?<=\b(?:на|по|до|от) ))(\d\d)\.(0[1-9]|1[0-2])(?![\w%]|[.,]\d)"
)


def expand_years(text: str, language: RussianNumbers) -> str:
    """Text with years and days in words, which nouns, months or prepositions show."""
    if not has_digits(text):
        return text

    def span_of_days(match: re.Match[str], around: Context) -> str:
        return f"{match[1]} {language.rank(int(match[2]), 'gen', 'n')} {match[3]} "

    text = _LIFE.sub(lambda m: "родился в " if m[1] == "род" else "умер в ", text)
    text = substitute(_DAY_SPAN, text, span_of_days)
    text = substitute(_TWO_CALENDARS, text, lambda m, around: _days(m, around, language))
    text = substitute(
        _DAYS, text, lambda m, around: language.rank(int(m[1]), language.case_of_day(around), "n")
    )
    text = substitute(
        _SHORT_DATE, text, lambda m, around: language.date(int(m[1]), int(m[2]), None, around)
    )
    text = substitute(_WITH_NOUN, text, lambda m, around: _with_noun(m, around, language))
    text = substitute(_SPAN, text, lambda m, around: _span(m, around, language))
    return substitute(_BARE, text, lambda m, around: _bare(m, around, language))


def _days(match: re.Match[str], around: Context, language: RussianNumbers) -> str:
    """The same day in two calendars: "3 (15) мая"."""
    case = language.case_of_day(around)
    return ", ".join(language.rank(int(day), case, "n") for day in match.groups()) + ","


def _with_noun(match: re.Match[str], around: Context, language: RussianNumbers) -> str | None:
    first, last, second = int(match["first"]), match["last"], match["second"]
    written = match["noun"]
    if first < 1000 and not _is_rank(first, written, around):
        return None
    if match["last"] and len(last) == 2:
        last = match["first"][:-2] + last
    is_many = bool(last) or written.startswith("гг")
    case = _case(written, around, language, is_many)
    if _OWNERS.search(around.before) and not is_many:
        case = "gen"
    noun = in_case(_YEARS if is_many else _ONE_YEAR, case) if "." in written else written
    ends = "." in written and ends_sentence(around.after, language)
    words = language.rank(first, case)
    if last:
        words += f" — {language.rank(int(last), case)}"
    if second:
        joiner = match["joiner"]
        if joiner == "по":
            words, case = language.rank(first, "gen"), "acc"
            noun = in_case(_YEARS, case) if written.startswith("гг") else noun
        words += f" {joiner} {language.rank(int(second), case)}"
    return f"{words} {noun}" + ("." if ends else "")


def _is_rank(number: int, noun: str, around: Context) -> bool:
    """Whether a number below 1000 names a year and does not count years."""
    if re.match(r"\s(?:до\s)?(?:н\.\s?э\.|нашей)", around.after) or noun in ("году", "годом"):
        return True
    if "." in noun:
        return False  # grams
    if noun == "год":
        return number % 10 != 1 or number % 100 == 11
    return noun == "года" and (number % 10 not in (2, 3, 4) or number % 100 in (12, 13, 14))


def _case(noun: str, around: Context, language: RussianNumbers, is_many: bool) -> str:
    asked = language.asked(around)
    if noun == "году":
        return "loc" if "loc" in asked else "dat"
    if noun in _CASE_OF_NOUN:
        return _CASE_OF_NOUN[noun]
    if around.word_before() in ("в", "во", "о", "об", "при"):
        return "loc"
    if asked:
        return asked[0]
    return "nom" if follows_mark(around.before) else "gen"


def _span(match: re.Match[str], around: Context, language: RussianNumbers) -> str | None:
    first, last = int(match[1]), int(match[2])
    if first >= last or not _NO_COUNT_AFTER.match(around.after):
        return None
    case = _BEFORE_BARE.get(around.word_before(), "nom")
    return f"{language.rank(first, case)} — {language.rank(last, case)}"


def _bare(match: re.Match[str], around: Context, language: RussianNumbers) -> str | None:
    year = int(match[1])
    following = around.after
    if _OWNERS.search(around.before):
        if re.search(rf"\d\s(?:{MONTHS})\s*$|[./]\s*$", around.before):
            return None  # the rule of dates knows it
        return f"{language.rank(year, 'gen')} года"
    if re.search(r"\(\s*$", around.before) and re.match(r"\s*[),;—]", following):
        return language.rank(year)
    case = _BEFORE_BARE.get(around.word_before())
    if case is None or year % 100 == 0 or not _NO_COUNT_AFTER.match(following):
        return None
    return language.rank(year, case)


def expand_centuries(text: str, language: RussianNumbers) -> str:
    """Text with centuries in words: "в XIX в.", "XVIII — XIX веков"."""
    if re.search("[XIVХІ]", text) is None:
        return text
    text = _CYRILLIC_ROMAN.sub(lambda m: m[0].translate(_LOOKALIKES), text)
    text = substitute(
        _CENTURY_TO,
        text,
        lambda m, _: f"{m[1]} {language.rank(roman_value(m[2]), 'gen')} {m[3]} ",
    )
    return substitute(_CENTURY, text, lambda m, around: _century(m, around, language))


def _century(match: re.Match[str], around: Context, language: RussianNumbers) -> str | None:
    written, last = match["noun"], match["last"]
    short = written.endswith(".")
    case, gender = language.agrees_with(written, language.asked(around))
    if short:
        case = _case(written, around, language, bool(last))
    elif gender == "pl" or written in ("века", "веков", "веках", "векам", "веками"):
        case = _case_of_centuries(written, bool(last), language.asked(around))
    noun = in_case(_CENTURIES if last else _ONE_CENTURY, case) if short else written
    gender = "n" if written.startswith(("столет", "тыс")) else "m"
    if written == "тыс.":
        noun = in_case(_MILLENNIUM, case)
    words = language.rank(roman_value(match["first"]), case, gender)
    if last:
        joiner = "и" if match["joiner"] == "и" else "—"
        words += f" {joiner} {language.rank(roman_value(last), case, gender)}"
    ends = short and ends_sentence(around.after, language)
    return f"{words} {noun}" + ("." if ends else "")


def _case_of_centuries(noun: str, is_many: bool, asked: tuple[str, ...]) -> str:
    if noun == "века":
        return "nom" if is_many and "gen" not in asked else "gen"
    return {"веках": "loc", "векам": "dat", "веками": "ins"}.get(noun, "gen")
