"""How ``say-as`` text is read: letter by letter, digit by digit, as a number, a rank or a date."""

import re

from processors.text import espeak
from processors.text.ssml_values import SSMLError

INTERPRETATIONS = (
    *("characters", "spell-out", "digits", "telephone"),
    *("cardinal", "ordinal", "date"),
)
# Order of the parts of a date, by the value of ``format``.
DATE_FORMATS = ("ymd", "mdy", "dmy", "y")
_SEPARATORS = re.compile(r"(?<=\d)[ \u00a0\u202f,'’](?=\d{3}(?!\d))")


def say_as(text: str, interpretation: str, form: str | None, language: str) -> str:
    """Text that is spoken as asked for: words, or phones in ``[[…]]``.

    Letters and digits are named by espeak-ng in every language. Raises SSMLError for text that
    cannot be read so.
    """
    text = " ".join(text.split())
    if not text:
        return ""
    if interpretation in ("characters", "spell-out"):
        return _spelled(text, language, "")
    if interpretation == "digits":
        _require(r"[\d\s.,-]+", text, interpretation, "4711")
        return _spelled(text, language, "")
    if interpretation == "telephone":
        _require(r"\+?[\d\s()./-]+", text, interpretation, "+1 555 0100")
        return _spelled(text, language, ", ")
    if interpretation == "cardinal":
        return _cardinal(text, language)
    if interpretation == "ordinal":
        return _ordinal(text, language)
    return _date(text, form)


def _require(pattern: str, text: str, interpretation: str, example: str) -> re.Match[str]:
    match = re.fullmatch(pattern, text)
    if match is None or not re.search(r"\d", text):
        raise SSMLError(f"say-as {interpretation}: {text!r}; write for instance {example}")
    return match


def _spelled(text: str, language: str, between_groups: str) -> str:
    """Names of the letters and digits, with ``between_groups`` where a space or sign stands."""
    groups = re.findall(r"[^\W_]+|[+@&#%*=]" if between_groups == "" else r"\d+|\+", text)
    characters = [char for group in groups for char in group]
    names = iter(espeak.phonemize([char.upper() for char in characters], language))
    spoken = [" ".join(name for name in (next(names) for _ in group) if name) for group in groups]
    said = [f"[[{name}]]" for name in spoken if name]
    if not said:
        raise SSMLError(f"say-as: there is nothing to spell in {text!r}")
    return (between_groups or " ").join(said)


def _cardinal(text: str, language: str) -> str:
    plain = _SEPARATORS.sub("", text)
    _require(r"[-−+]?\d{1,15}(?:[.,]\d+)?", plain, "cardinal", "1234")
    sign, digits, rest = re.fullmatch(r"([-−+]?)(\d+)(.*)", plain).groups()
    if language.startswith("en"):  # grouped, so that four digits are no year
        return f"{sign}{int(digits):,}{rest}"
    return plain if rest else sign + (_number_words(digits, "cardinal", language) or digits)


def _ordinal(text: str, language: str) -> str:
    match = _require(r"(\d{1,15})\.?(?:st|nd|rd|th)?", _SEPARATORS.sub("", text), "ordinal", "21")
    words = _number_words(match[1], "ordinal", language)
    if words is None:
        raise SSMLError(f"say-as ordinal is not known in language {language!r}: write the word")
    return words


def _number_words(digits: str, form: str, language: str) -> str | None:
    from num2words import num2words

    try:
        return num2words(int(digits), to=form, lang=language.split("-")[0])
    except (NotImplementedError, OverflowError):
        return None


def _date(text: str, form: str | None) -> str:
    numbers = re.findall(r"\d+", text)
    if form is None:
        return text  # the normalizer knows the dates of its language
    form = form.strip().lower()
    if form not in DATE_FORMATS:
        raise SSMLError(f"say-as date has no format {form!r}; known: {', '.join(DATE_FORMATS)}")
    if len(numbers) != len(form) or re.search(r"[^\d\s./-]", text):
        raise SSMLError(f"say-as date: {text!r} does not fit the format {form!r}")
    parts = dict(zip(form, map(int, numbers), strict=True))
    if not (1 <= parts.get("m", 1) <= 12 and 1 <= parts.get("d", 1) <= 31):
        raise SSMLError(f"say-as date: {text!r} is no date in the format {form!r}")
    if "m" not in parts:
        return str(parts["y"])
    return f"{parts['y']:04d}-{parts['m']:02d}-{parts['d']:02d}"
