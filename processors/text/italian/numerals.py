"""Italian numerals: cardinals and ordinals in words.

num2words 0.5 drops letters of some ("millenovecentodicotto", "millecentotre").
"""

from functools import cache

_SMALL = (
    *("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"),
    *("dieci", "undici", "dodici", "tredici", "quattordici", "quindici", "sedici"),
    *("diciassette", "diciotto", "diciannove"),
)
_TENS = ("venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta")
_RANKS = (
    *("zeresimo", "primo", "secondo", "terzo", "quarto", "quinto", "sesto", "settimo"),
    *("ottavo", "nono", "decimo"),
)
_LARGE = (
    (10**12, "un bilione", "bilioni"),
    (10**9, "un miliardo", "miliardi"),
    (10**6, "un milione", "milioni"),
)


@cache
def cardinal(number: int) -> str:
    """Words of a whole number below 10^15: "duemilaventitré"."""
    for size, one, many in _LARGE:
        if number >= size:
            count, rest = divmod(number, size)
            words = one if count == 1 else f"{cardinal(count)} {many}"
            return f"{words} {cardinal(rest)}" if rest else words
    words = _below_million(number)
    return f"{words[:-1]}é" if words.endswith("tre") and number != 3 else words


def _below_million(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest)
    words = "mille" if thousands == 1 else f"{_below_thousand(thousands)}mila"
    return words + (_below_thousand(rest) if rest else "")


def _below_thousand(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens, ones = _TENS[number // 10 - 2], number % 10
        if not ones:
            return tens
        # "ventuno" and "ventotto" lose the vowel of the tens.
        return (tens[:-1] if ones in (1, 8) else tens) + _SMALL[ones]
    hundreds, rest = divmod(number, 100)
    words = "cento" if hundreds == 1 else f"{_SMALL[hundreds]}cento"
    if rest == 8 or 80 <= rest < 90:
        words = words[:-1]  # "centotto", "centottanta"
    return words + (_below_thousand(rest) if rest else "")


@cache
def ordinal(number: int) -> str:
    """Words of a rank, masculine and singular: "ventitreesimo"."""
    if number <= 10:
        return _RANKS[number]
    words = cardinal(number).removeprefix("un ").replace("é", "e")
    if number % 100 == 10:
        return words.removesuffix("dieci") + "decimo"
    if number % 1000 == 0 and words.endswith("mila"):
        return words.removesuffix("mila") + "millesimo"
    if number % 10**6 == 0:
        words = words.replace(" ", "")
    keeps = number % 10 in (3, 6) and number % 100 not in (13, 16)
    return (words if keeps else words[:-1]) + "esimo"
