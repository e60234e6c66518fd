"""Names of what is counted: units and currencies, from the CLDR tables in the package babel."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

# Written unit: its name in CLDR. "per" and powers are part of the names.
UNITS = {
    "km": "length-kilometer", "m": "length-meter", "dm": "length-decimeter",
    "cm": "length-centimeter", "mm": "length-millimeter", "µm": "length-micrometer",
    "nm": "length-nanometer", "km²": "area-square-kilometer", "m²": "area-square-meter",
    "cm²": "area-square-centimeter", "ha": "area-hectare", "km³": "volume-cubic-kilometer",
    "m³": "volume-cubic-meter", "cm³": "volume-cubic-centimeter", "l": "volume-liter",
    "L": "volume-liter", "dl": "volume-deciliter", "cl": "volume-centiliter",
    "ml": "volume-milliliter", "mL": "volume-milliliter", "hl": "volume-hectoliter",
    "t": "mass-tonne", "kg": "mass-kilogram", "g": "mass-gram", "mg": "mass-milligram",
    "µg": "mass-microgram", "h": "duration-hour", "min": "duration-minute",
    "s": "duration-second", "ms": "duration-millisecond", "µs": "duration-microsecond",
    "ns": "duration-nanosecond", "km/h": "speed-kilometer-per-hour",
    "m/s": "speed-meter-per-second", "mph": "speed-mile-per-hour",
    "m/s²": "acceleration-meter-per-square-second", "Hz": "frequency-hertz",
    "kHz": "frequency-kilohertz", "MHz": "frequency-megahertz", "GHz": "frequency-gigahertz",
    "W": "power-watt", "mW": "power-milliwatt", "kW": "power-kilowatt", "MW": "power-megawatt",
    "GW": "power-gigawatt", "kWh": "energy-kilowatt-hour", "V": "electric-volt",
    "A": "electric-ampere", "mA": "electric-milliampere", "Ω": "electric-ohm",
    "J": "energy-joule", "kJ": "energy-kilojoule", "cal": "energy-calorie",
    "kcal": "energy-kilocalorie", "N": "force-newton", "Nm": "torque-newton-meter",
    "Pa": "pressure-pascal", "hPa": "pressure-hectopascal", "kPa": "pressure-kilopascal",
    "mbar": "pressure-millibar", "bar": "pressure-bar", "kB": "digital-kilobyte",
    "KB": "digital-kilobyte", "MB": "digital-megabyte", "GB": "digital-gigabyte",
    "TB": "digital-terabyte", "px": "graphics-pixel", "°C": "temperature-celsius",
    "°F": "temperature-fahrenheit", "°": "angle-degree", "%": "concentr-percent",
    "‰": "concentr-permille", "ft": "length-foot", "mol": "concentr-mole", "lx": "light-lux",
    "lm": "light-lumen",
}  # fmt: skip
# Currencies by the sign before or after the amount; the longer sign is tried first.
CURRENCY_SIGNS = {
    "€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY", "R$": "BRL", "A$": "AUD",
    "C$": "CAD", "₹": "INR", "₽": "RUB", "zł": "PLN", "Kč": "CZK", "₺": "TRY", "₩": "KRW",
    "₴": "UAH", "₪": "ILS", "฿": "THB", "₫": "VND", "元": "CNY",
}  # fmt: skip
CURRENCY_CODES = tuple(
    """EUR USD GBP CHF JPY BRL PLN CZK SEK NOK DKK RUB HUF CNY INR TRY CAD AUD UAH MXN ARS RON BGN
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Noun:
    """Counted noun: its form for each plural category of the language, and its gender.

    ``forms`` always holds "other"; a category that it lacks takes that form.
    """

    forms: tuple[tuple[str, str], ...]
    gender: str = ""

    @classmethod
    def of(cls, one: str, other: str | None = None, gender: str = "", **more: str) -> "Noun":
        """Noun of its forms: ``Noun.of("Jahr", "Jahre", "n")``; more categories by name."""
        forms = {"one": one, **more, "other": one if other is None else other}
        return cls(tuple(forms.items()), gender)

    def form(self, category: str) -> str:
        """The form for a plural category such as "one", "few" or "other"."""
        forms = dict(self.forms)
        return forms.get(category, forms["other"])


def plural_category(value: Decimal | int, locale: str) -> str:
    """Plural category of a number in a language: "one", "few", "many", "other"."""
    return _locale(locale).plural_form(value)


def unit(name: str, locale: str, gender: str = "") -> Noun | None:
    """Noun of a unit by its CLDR name, None where the tables lack it."""
    forms = _unit_patterns(locale).get(name, {}).get("long", {})
    words = {
        category: form.replace("{0}", "").strip()
        for category, form in forms.items()
        if isinstance(form, str) and "{0}" in form
    }
    return Noun(tuple(words.items()), gender) if "other" in words else None


def currency(code: str, locale: str, gender: str = "") -> Noun:
    """Noun of a currency by its ISO code."""
    from babel.numbers import get_currency_name

    counts = (1, 2, 3, 5, 1_000_000, Decimal("1.5"))
    forms = {
        plural_category(count, locale): get_currency_name(code, count, _locale(locale))
        for count in counts
    }
    forms.setdefault("other", forms[plural_category(5, locale)])
    return Noun(tuple(forms.items()), gender)


@cache
def month_names(locale: str) -> tuple[str, ...]:
    """Names of the twelve months as dates have them (the genitive in Slavic languages)."""
    names = _locale(locale).months["format"]["wide"]
    return tuple(names[number] for number in range(1, 13))


@cache
def full_month_names(locale: str) -> frozenset[str]:
    """Names of months in full, in small letters: as dates have them, and alone."""
    kinds = (_locale(locale).months[kind]["wide"] for kind in ("format", "stand-alone"))
    return frozenset(name.lower() for names in kinds for name in names.values())


@cache
def month_numbers(locale: str) -> dict[str, int]:
    """Number of every written form of a month, in small letters and without its dot."""
    numbers: dict[str, int] = {}
    for kind in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in _locale(locale).months[kind][width].items():
                if not name.isdigit():
                    numbers.setdefault(name.lower().rstrip("."), number)
    return numbers


@cache
def _unit_patterns(locale: str) -> Mapping[str, Any]:
    from babel.localedata import LocaleDataDict, load

    return LocaleDataDict(load(str(_locale(locale))))["unit_patterns"]


@cache
def _locale(name: str):
    from babel import Locale

    return Locale.parse(name.replace("-", "_"))
