"""Marks as only Russian writes them: "в 14.30", "27,50 рублей", "₽/кг", "млн км²", "220 В"."""

import re

from processors.text.grammar.finding import any_of, ends_sentence, substitute
from processors.text.grammar.numerals import Context, Number, has_digits
from processors.text.russian import units
from processors.text.russian.agreement import is_genitive_plural, is_noun
from processors.text.russian.numbers import RussianNumbers

_TIME_WITH_DOT = re.compile(
    r"(?:(?<=\b[ВвКкСс] )|(?<=\b[Дд]о ))(2[0-3]|1\d|0?\d)\.([0-5]\d)"
    r"(?![\w%°₽€$]|[.,]\d|\s?(?:%|[кмт]?г|к?м|м?л|руб)(?!\w))"
)
_HOUR_WORD = re.compile(r"(?<=:[0-5]\d)\s?(?:часов|часа|час|ч\.?)(?!\w)")
_SUM = re.compile(r"(?<![\w.,])(\d+),(\d\d)\s(рубл(?:ей|я|ь)|доллар(?:ов|а)?|евро)(?!\w)")
_CODES = {"р": "RUB", "д": "USD", "е": "EUR"}
_LOCAL_NUMBER = re.compile(r"(?<![\w.,:/+-])(?<![\d)] )\d{3}-\d\d-\d\d(?![\w-]|[.,]\d)")
_PRICE = re.compile(
    r"(?:(?<=[₽$€])|(?<=руб\.)|(?<=руб))/"
    r"(?P<unit>кг|г|т|л|мл|м[²³23]?|кв\. м|шт\.?|ч|чел\.?|сут\.|час|день|год|мес\.?)(?!\w)"
)
_PER_TIME = {
    "ч": "час", "час": "час", "день": "день", "год": "год", "мес": "месяц", "мес.": "месяц",
    "сут.": "сутки",
}  # fmt: skip
_OF_MAGNITUDE = re.compile(
    rf"(?<=\d)\s?(?P<magnitude>{any_of(units.MAGNITUDES)})\s(?P<unit>{any_of(units.UNITS)})"
    r"(?![\w²³])(?P<stop>\.(?!\s?[а-яё]))?"
)
_COMPARISONS = {
    "~": "около", "≈": "примерно", "<": "меньше", ">": "больше", "≤": "не больше",
    "≥": "не меньше",
}  # fmt: skip
_COMPARED = re.compile(r"(?:(?<=[\s(])|^)([~≈<>≤≥])\s?(?=\d)")
_FRACTION_OF_UNIT = re.compile(
    rf"(?<![\w/.,])(?:(\d{{1,3}})\s)?(\d{{1,2}})/(\d{{1,2}})\s?(?P<unit>{any_of(units.UNITS)})(?![\w²³/])"
)
_WRITTEN_MAGNITUDE = re.compile(r"(?<=\d,\d)\s(тысяч|миллион|миллиард|триллион)(?:[аи]|ов)?(?!\w)")
_SHORT = {"тысяч": "тыс.", "миллион": "млн", "миллиард": "млрд", "триллион": "трлн"}
_SPAN_OF_MAGNITUDES = re.compile(
    r"(?<![\w.,–-])(\d{1,3})\s?[-–—]\s?(?=\d{1,3}\s(?P<magnitude>тыс|млн|млрд|трлн)(?!\w))"
)
_SPACED = re.compile(
    r"(?<![\w.,:/+-])(?<!\d )[1-9]\d{0,2}(?: \d{3})+(?:,\d+)?"
    rf"(?=\s?(?:(?:{any_of([*units.UNITS, *units.MAGNITUDES, *units.CURRENCY_WORDS])})(?!\w)|[₽€$]"
    r"|(?P<word>\b[а-яё]{3,})))"
)
_INDEX = re.compile(r"(?<![\w.,/-])([1-6]\d\d)(\d{3})(?=,\s(?:г\.\s|Россия|[А-ЯЁ][а-яё]+))")
_SERIAL = re.compile(r"(?:(?<=\b(?:ИНН|КПП|БИК) )|(?<=\bОГРН ))\d{6,15}(?!\d)")
_YEAR_OF_DATE = re.compile(r"(?<=\d\.\d\d\.\d{4})\s?г\.")
_OF_DECADE = re.compile(r"(?P<in>\b[Вв]о?\s)?(?P<decade>\d{2,4}-х)\sгг\.")
_HOUR = re.compile(r"(?<=\d)\s?ч\.?\s0?(?=\d{1,2}\s?мин)")
_LAST_MAGNITUDE = re.compile(r"\b(тыс|млн|млрд|трлн)\.(?=[\s\"»)]*$)")
_VOLTS = re.compile(r"(?<=\d)\s?В(?=[\s)]*(?:[.,;]|$))")
_SECONDS = re.compile(r"(?<=\d)\s?с(?=[\s)]*(?:[.,;]|$))")


def expand_marks(text: str, language: RussianNumbers) -> str:
    """Text with such marks in words, or in a form that the shared rules know."""
    if not has_digits(text):
        return text

    def money(match: re.Match[str], around: Context) -> str:
        return language.money(Number(match[1], match[2]), _CODES[match[3][0]], around)

    def fraction(match: re.Match[str], around: Context) -> str:
        whole, part = match[1], (int(match[2]), int(match[3]))
        unit = language.unit(_with_power(match["unit"]))
        words = language.fraction(*part, around)
        if whole:
            words = language.mixed_fraction(int(whole), *part)
        return f"{words} {units.singular(unit, 'gen')}"

    def start(match: re.Match[str], around: Context) -> str:
        noun = units.MAGNITUDES[match["magnitude"]]
        return f"{language.cardinal(int(match[1]), noun, around)}-"

    text = re.sub(r"(?<=\d)–(?=\d)", "-", text)
    text = _COMPARED.sub(lambda m: f"{_COMPARISONS[m[1]]} ", text)
    text = re.sub(r"(?<=\d)\+(?!\s?\w)", " плюс", text)
    text = _SERIAL.sub(lambda m: language.digits(m[0]), text)
    text = _SPACED.sub(_joined, text)
    text = substitute(_FRACTION_OF_UNIT, text, fraction)
    text = _INDEX.sub(lambda m: language.telephone([m[1], m[2]], False), text)
    text = _YEAR_OF_DATE.sub(lambda m: f" года{_stop(m, language)}", text)
    text = _OF_DECADE.sub(
        lambda m: (
            f"{m['in'] or ''}{m['decade']} {'годах' if m['in'] else 'годов'}{_stop(m, language)}"
        ),
        text,
    )
    text = _HOUR.sub(" ч ", text)
    text = _WRITTEN_MAGNITUDE.sub(lambda m: f" {_SHORT[m[1]]}", text)
    text = substitute(_SPAN_OF_MAGNITUDES, text, start)
    text = _LOCAL_NUMBER.sub(lambda m: language.telephone(m[0].split("-"), False), text)
    text = _TIME_WITH_DOT.sub(r"\1:\2", text)
    text = _HOUR_WORD.sub("", text)
    text = substitute(_SUM, text, money)
    text = _PRICE.sub(lambda m: _price(m["unit"], language), text)
    text = _OF_MAGNITUDE.sub(lambda m: _of_magnitude(m, language), text)
    text = _LAST_MAGNITUDE.sub(r"\1 .", text)
    return _SECONDS.sub(" сек", _VOLTS.sub(" вольт", text))


def _joined(match: re.Match[str]) -> str:
    """Groups of thousands before a unit or a noun, which may be "384 400 км"."""
    word = match["word"]
    if word and not (is_noun(word) and is_genitive_plural(word)):
        return match[0]
    return match[0].replace(" ", ".")


def _stop(match: re.Match[str], language: RussianNumbers) -> str:
    """The full stop that the dot of an abbreviation also was."""
    return "." if ends_sentence(match.string[match.end() :], language) else ""


def _price(written: str, language: RussianNumbers) -> str:
    """What a price is for."""
    if written in _PER_TIME:
        return f" в {_PER_TIME[written]}"
    unit = language.unit(_with_power(written)) or language.unit(f"{written}.")
    return f" за {units.singular(unit, 'acc')}"


def _of_magnitude(match: re.Match[str], language: RussianNumbers) -> str:
    """The unit after "тыс." and its like, of which there are many."""
    written = match["unit"]
    noun = language.unit(_with_power(written))
    after = match.string[match.end() :]
    stop = "." if written.endswith(".") and ends_sentence(after, language) else ""
    return f" {match['magnitude']} {noun.form('many')}{match['stop'] or stop}"


def _with_power(written: str) -> str:
    return written.replace("2", "²").replace("3", "³")
