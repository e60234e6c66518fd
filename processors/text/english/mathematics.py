"""English formulas: powers, exponents, comparisons and the minus between numbers."""

import re

from processors.text.english.numbers import NUMBER

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n")
_RAISED = re.compile(r"(?<=[\w)\]])(?:[⁺⁻]?[⁰¹²³⁴-⁹]+|ⁿ)")
_CARET = re.compile(r"(?<=[\w)\]])\s?\^\s?[({]?\s?([-+−]?)(\w+(?:\.\d+)?)[)}]?")
_EXPONENT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?:[eE]([-+−])|e|(?<=\.\d)E)(\d{1,3})(?![\w.])")
_SPACED_MINUS = re.compile(
    rf"(?<![\w.,:/-])(-?(?:{NUMBER})%?) [-–] ?(-?(?:{NUMBER})%?)(?![\w:/]|[.,]\d)"
)
_SCORE = re.compile(
    r"\b(?:won|win|wins|lost|lose|beat|beats|score|scored|final|lead|leads|led|victory|defeat|"
    r"match|game|tied|vote|voted)\b",
    re.IGNORECASE,
)
_COMPARISONS = {
    "<=": "is at most", ">=": "is at least", "!=": "is not",
    "==": "equals", "->": "to", "=>": "to",
}  # fmt: skip
_COMPARISON = re.compile(r"\s*(?:<=|>=|!=|==|->|=>)\s*(?=[\w.$€£-])")
_OPERAND = r"(?:(?<=[\d%)])|(?<![\w'][A-Za-z])(?<=[A-Za-z]))"  # a number or one letter
_BETWEEN = re.compile(
    rf"{_OPERAND}\s*([<>])\s*(?=[-−]?[$€£]?\.?\d)|(?<=\d)\s*([<>])\s*(?=[A-Za-z]\b)|"
    r"(?<=\b[A-Za-z])\s*([<>])\s*(?=[A-Za-z]\b(?!>))"
)
_NO_SUBJECT = re.compile(
    r"\b(?:if|when|while|where|for|and|or|with|of|to|only|is|are|be|was|not|from|at|values?)$", re.I
)
_BEFORE_NUMBER = re.compile(r"\s*(?<![<>])([<>])\s?(?=[-−]?[$€£]?\.?\d)")
_SQUARED_WORDS = ("inch", "mile", "yard", "foot", "feet", "sigma", "meter", "metre")
_MAY_BE_A_FORMULA = re.compile(r"[\d<>^=¹²³⁰-ⁿ]")
# Without one of these there is no formula.
_LIKE_A_FORMULA = re.compile(
    r"[<>^⁰¹²³⁴-⁹⁺⁻ⁿ]|[=!]=|[-=]>|\d -? ?\d|\d - -|\+\.?\d|\d-\d|\d – \d|\d[eE][-+−]?\d"
)


def expand_mathematics(text: str) -> str:
    """Text with formulas in words; numbers stay digits."""
    if not (_MAY_BE_A_FORMULA.search(text) and _LIKE_A_FORMULA.search(text)):
        return text
    text = re.sub(r"(?<![\w)+])\+(?=\.?\d)(?<!\w \+)", "plus ", text)
    text = _EXPONENT.sub(lambda m: f"{m[1]} times 10{_power((m[2] or '') + m[3])}", text)
    text = _RAISED.sub(_raised, text)
    text = _CARET.sub(_caret, text)
    text = _SPACED_MINUS.sub(_minus, text)
    text = re.sub(r"(?<![\d-]-)(?<=\d)-(?=\d+(?:\.\d+)?\s?=)", " minus ", text)
    text = _COMPARISON.sub(lambda m: f" {_COMPARISONS[m[0].strip()]} ", text)
    text = _BETWEEN.sub(lambda m: f" is {_than(m[1] or m[2] or m[3])} ", text)
    return _BEFORE_NUMBER.sub(_before_number, text).strip()


def _before_number(match: re.Match[str]) -> str:
    """Words of < or > before a number: a clause ("Python < 3"), or a phrase ("if > 3", "a <3")."""
    spaced = match[0][0].isspace() and match[0][-1].isspace()
    before = match.string[: match.start()]
    is_clause = spaced and re.search(r"\w$", before) and not _NO_SUBJECT.search(before)
    return f" {'is ' if is_clause else ''}{_than(match[1])} "


def _than(sign: str) -> str:
    return "less than" if sign == "<" else "greater than"


def _power(exponent: str) -> str:
    sign = "minus " if exponent[0] in "-−" else ""
    return f" to the power of {sign}{exponent.lstrip('+-−')}"


def _caret(match: re.Match[str]) -> str:
    if match[2] in ("2", "3") and not match[1] and match.string[match.start() - 1].isalpha():
        return "²" if match[2] == "2" else "³"  # of a unit or a variable
    after = match.string[match.end() : match.end() + 1]
    return _power(match[1] + match[2]) + (" " if after.isalnum() else "")


def _raised(match: re.Match[str]) -> str:
    """Words of a power; 2 and 3 are left to units and signs, numbers of footnotes left out."""
    written = match[0]
    word = re.search(r"[^\W\d_]*$", match.string[: match.start()])[0]
    if written in ("²", "³"):
        return "" if len(word) > 3 and word not in _SQUARED_WORDS else written
    if len(word) > 1 and written[0] not in "⁺⁻":
        return ""
    after = match.string[match.end() : match.end() + 1]
    return _power(written.translate(_SUPERSCRIPTS)) + (" " if after.isalnum() else "")


def _minus(match: re.Match[str]) -> str:
    """Words of a subtraction ("10 - 4 = 6"); a span ("5 - 10") is left as it is."""
    before, rest = match.string[: match.start()], match.string[match.end() :]
    first, second = (float(part.replace(",", "").rstrip("%")) for part in match.groups())
    is_formula = re.match(r"\s*(?:=|[-+*/×÷]\s?\d)|\s+is\b", rest) or re.search(
        r"(?:[=+*/×÷(]|\bis|\bminus|\bof)\s*$", before
    )
    years = all(1000 <= number < 2100 and number.is_integer() for number in (first, second))
    if is_formula and not (years and first < second):
        return f"{match[1]} minus {match[2]}"
    if "–" in match[0] or abs(first) < second or years or _SCORE.search(match.string):
        return match[0]
    return f"{match[1]} minus {match[2]}"
