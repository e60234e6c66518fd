"""Marks as only Russian writes them: "в 14.30", "27,50 рублей", "₽/кг", "млн км²", "220 В"."""

import re

from processors.text.grammar.finding import any_of, ends_sentence, substitute
from processors.text.grammar.numerals import Context, Number, has_digits
from processors.text.russian import units
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
    r"(?P<unit>кг|г|т|л|мл|м[²³23]?|кв\. м|шт\.?|ч|чел\.?|сут\.)(?!\w)"
)
_OF_MAGNITUDE = re.compile(
    rf"(?<=\d)\s?(?P<magnitude>{any_of(units.MAGNITUDES)})\s(?P<unit>{any_of(units.UNITS)})"
    r"(?![\w²³])(?P<stop>\.(?!\s?[а-яё]))?"
)
_LAST_MAGNITUDE = re.compile(r"\b(млн|млрд|трлн)\.(?=[\s\"»)]*$)")
_VOLTS = re.compile(r"(?<=\d)\s?В(?=[\s)]*(?:[.,;]|$))")
_SECONDS = re.compile(r"(?<=\d)\s?с(?=[\s)]*(?:[.,;]|$))")


def expand_marks(text: str, language: RussianNumbers) -> str:
    """Text with such marks in words, or in a form that the shared rules know."""
    if not has_digits(text):
        return text

    def money(match: re.Match[str], around: Context) -> str:
        return language.money(Number(match[1], match[2]), _CODES[match[3][0]], around)

    text = re.sub(r"(?<=\d)–(?=\d)", "-", text)
    text = _LOCAL_NUMBER.sub(lambda m: language.telephone(m[0].split("-"), False), text)
    text = _TIME_WITH_DOT.sub(r"\1:\2", text)
    text = _HOUR_WORD.sub("", text)
    text = substitute(_SUM, text, money)
    text = _PRICE.sub(lambda m: _price(m["unit"], language), text)
    text = _OF_MAGNITUDE.sub(lambda m: _of_magnitude(m, language), text)
    text = _LAST_MAGNITUDE.sub(r"\1 .", text)
    return _SECONDS.sub(" сек", _VOLTS.sub(" вольт", text))


def _price(written: str, language: RussianNumbers) -> str:
    """What a price is for."""
    unit = language.unit(_with_power(written)) or language.unit(f"{written}.")
    return f" {'в' if written == 'ч' else 'за'} {units.singular(unit, 'acc')}"


def _of_magnitude(match: re.Match[str], language: RussianNumbers) -> str:
    """The unit after "тыс." and its like, of which there are many."""
    written = match["unit"]
    noun = language.unit(_with_power(written))
    after = match.string[match.end() :]
    stop = "." if written.endswith(".") and ends_sentence(after, language) else ""
    return f" {match['magnitude']} {noun.form('many')}{match['stop'] or stop}"


def _with_power(written: str) -> str:
    return written.replace("2", "²").replace("3", "³")
