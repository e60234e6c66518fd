"""English money: "$5.50", "£1.2 million", "20 EUR", "50¢"."""

import re

from processors.text.english.numbers import NUMBER, cardinal, has_digits, number

# singular, plural, singular and plural of the hundredth
_CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "¥": ("yen", "yen", "", ""),
    "₹": ("rupee", "rupees", "paisa", "paise"),
    "₽": ("ruble", "rubles", "kopeck", "kopecks"),
    "₩": ("won", "won", "", ""),
    "₺": ("lira", "lira", "kurus", "kurus"),
    "₿": ("bitcoin", "bitcoins", "", ""),
    "₴": ("hryvnia", "hryvnias", "kopiyka", "kopiykas"),
    "₪": ("shekel", "shekels", "agora", "agorot"),
    "₫": ("dong", "dong", "", ""),
    "R$": ("real", "reais", "centavo", "centavos"),
    "KR": ("krone", "kroner", "ore", "ore"),
    "kr": ("krone", "kroner", "ore", "ore"),
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"),
    "SEK": ("Swedish krona", "Swedish kronor", "ore", "ore"),
    "NOK": ("Norwegian krone", "Norwegian kroner", "ore", "ore"),
    "DKK": ("Danish krone", "Danish kroner", "ore", "ore"),
    "PLN": ("zloty", "zlotys", "grosz", "groszy"),
    "CNY": ("yuan", "yuan", "", ""),
}
_PREFIXED = {
    "US$": "US", "C$": "Canadian", "CA$": "Canadian", "A$": "Australian", "AU$": "Australian",
    "NZ$": "New Zealand", "HK$": "Hong Kong", "S$": "Singapore",
}  # fmt: skip
for _sign, _country in _PREFIXED.items():
    _CURRENCIES[_sign] = (f"{_country} dollar", f"{_country} dollars", "cent", "cents")
for _code, _sign in {
    "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "RUB": "₽", "KRW": "₩",
    "CAD": "C$", "AUD": "A$", "NZD": "NZ$", "HKD": "HK$", "RMB": "CNY",
}.items():  # fmt: skip
    _CURRENCIES[_code] = _CURRENCIES[_sign]

_MAGNITUDES = {
    "k": "thousand", "m": "million", "mn": "million", "mm": "million", "b": "billion",
    "bn": "billion", "t": "trillion", "tn": "trillion",
}  # fmt: skip
_SIGN = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))
_MAGNITUDE = r"(?:\s?-?\s?(hundred|thousand|million|billion|trillion)|(k|mn|mm|m|bn|b|tn|t))\b"
_BEFORE = re.compile(
    rf"(?<![A-Za-z])(\b[Aa]n? )?(-?)({_SIGN})\s?({NUMBER})"
    rf"(?:\s?(?:-|–|to)\s?(?:{_SIGN})?({NUMBER}))?(?:{_MAGNITUDE})?(?!\w)",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"(?<![\w.,])({NUMBER})(?:{_MAGNITUDE})?\s?({_SIGN})(?![A-Za-z])")
_CENTS = re.compile(rf"(?<![\w.,])({NUMBER})\s?(¢|c(?=\s(?:coin|stamp|piece)))")


def expand_money(text: str) -> str:
    """Text with amounts of money in words."""
    if not has_digits(text):
        return text
    text = re.sub(r"\bRs\.?\s?(?=\d)", "₹", text)
    text = re.sub(r"(?<![\d,.])(\d+),(\d\d)(?=\s?€)|(?<=€)(\d+),(\d\d)(?!\d)", _point, text)
    text = _BEFORE.sub(_before, text)
    text = _AFTER.sub(lambda m: _amount(m[4], m[1], m[2] or m[3]), text)
    return _CENTS.sub(lambda m: f"{number(m[1])} cent{'' if m[1] == '1' else 's'}", text)


def _point(match: re.Match[str]) -> str:
    """Europe's "3,50 €" as "3.50 €"."""
    return ".".join(part for part in match.groups() if part)


def _before(match: re.Match[str]) -> str:
    article, minus, sign, amount, upper, magnitude, letter = match.groups()
    sign = sign.upper()
    start = (article or "") + ("minus " if minus else "")
    if article and re.match(r"[ -][a-z]", match.string[match.end() :]):
        # "a $5 bill" is a five dollar bill.
        name = _MAGNITUDES.get((letter or "").lower()) or (magnitude or "").lower()
        return " ".join(f"{start}{number(amount)} {name} {_CURRENCIES[sign][0]}".split())
    if upper is None:
        return start + _amount(sign, amount, magnitude or letter)
    # "$5-10": the currency belongs to both.
    return f"{start}{number(amount)} to {_amount(sign, upper, magnitude or letter, many=True)}"


def _amount(sign: str, written: str, magnitude: str | None, many: bool = False) -> str:
    one, several, cent, cents = _CURRENCIES[sign]
    if magnitude:
        magnitude = magnitude.lower()
        return f"{number(written)} {_MAGNITUDES.get(magnitude, magnitude)} {several}"
    whole, _, decimals = written.replace(",", "").partition(".")
    if not decimals or not cent or len(decimals) != 2:
        return f"{number(written)} {one if written == '1' and not many else several}"
    whole, hundredths = int(whole or 0), int(decimals)
    main = f"{cardinal(whole)} {one if whole == 1 else several}"
    rest = f"{cardinal(hundredths)} {cent if hundredths == 1 else cents}"
    if not hundredths:
        return main
    return f"{main} and {rest}" if whole else rest
