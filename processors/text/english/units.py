"""English units of measurement after a number, percent, degrees, feet and inches."""

import re
from collections.abc import Iterable

from processors.text.english.numbers import NUMBER, cardinal, has_digits, number, plural

# written unit: singular; the plural is regular unless _PLURALS names it
_UNITS = {
    "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "m": "meter", "nm": "nanometer",
    "µm": "micrometer", "mi": "mile", "ft": "foot", "yd": "yard", "yds": "yard", "in.": "inch",
    "kg": "kilogram", "g": "gram", "mg": "milligram", "µg": "microgram", "mcg": "microgram",
    "ng": "nanogram", "lb": "pound", "lbs": "pound", "oz": "ounce", "l": "liter", "L": "liter",
    "ml": "milliliter", "mL": "milliliter", "cl": "centiliter", "dL": "deciliter",
    "dl": "deciliter", "µL": "microliter", "µl": "microliter", "gal": "gallon", "h": "hour",
    "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "s": "second",
    "sec": "second", "secs": "second", "ms": "millisecond", "µs": "microsecond",
    "ns": "nanosecond", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz",
    "GHz": "gigahertz", "THz": "terahertz", "W": "watt", "mW": "milliwatt", "kW": "kilowatt",
    "MW": "megawatt", "GW": "gigawatt", "Wh": "watt hour", "kWh": "kilowatt hour",
    "MWh": "megawatt hour", "GWh": "gigawatt hour", "V": "volt", "mV": "millivolt",
    "µV": "microvolt", "kV": "kilovolt", "mA": "milliamp", "µA": "microamp", "Ah": "amp hour",
    "mAh": "milliamp hour", "µF": "microfarad", "nF": "nanofarad", "pF": "picofarad",
    "Ω": "ohm", "kΩ": "kilohm", "MΩ": "megohm", "kN": "kilonewton", "Nm": "newton meter",
    "J": "joule", "kJ": "kilojoule", "MJ": "megajoule", "cal": "calorie", "kcal": "kilocalorie",
    "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte",
    "PB": "petabyte", "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte",
    "kbps": "kilobit per second", "Mbps": "megabit per second", "Gbps": "gigabit per second",
    "dB": "decibel", "Pa": "pascal", "hPa": "hectopascal", "kPa": "kilopascal",
    "MPa": "megapascal", "mbar": "millibar", "mol": "mole", "mmol": "millimole",
    "µmol": "micromole", "px": "pixel", "ha": "hectare", "acre": "acre", "mph": "mile per hour",
    "mpg": "mile per gallon", "kph": "kilometer per hour", "kmh": "kilometer per hour",
    "psi": "pound per square inch", "rpm": "revolution per minute", "fps": "frame per second",
    "bpm": "beat per minute", "sq ft": "square foot", "sq. ft.": "square foot",
    "sq mi": "square mile", "sq km": "square kilometer", "sq m": "square meter",
    "wpm": "word per minute", "ppm": "part per million", "ppb": "part per billion",
    "mmHg": "millimeter of mercury",
}  # fmt: skip
_LENGTHS = ("km", "cm", "mm", "m", "ft", "mi", "yd", "µm", "nm", "in")
_SINGULAR = {**_UNITS, "in": "inch", "N": "newton", "A": "amp", "K": "kelvin", "F": "farad"}
_POWERS = {"²": "square", "³": "cubic", "2": "square", "3": "cubic"}
for _length in _LENGTHS:
    for _digit, _word in _POWERS.items():
        if not (_digit.isdigit() and _length in ("in", "nm")):
            _UNITS[_length + _digit] = f"{_word} {_SINGULAR[_length]}"
# "µ" is the micro sign; many write the Greek letter.
_UNITS |= {unit.replace("µ", "μ"): name for unit, name in _UNITS.items() if "µ" in unit}
_SINGULAR |= _UNITS
_PLURALS = {"foot": "feet"}


def _any_of(units: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(units, key=len, reverse=True)))


_UNIT = _any_of(_UNITS)
_AMOUNT = rf"(?<![\w,.])({NUMBER})(?:\s?[-–]\s?({NUMBER}))?"
_MEASURE = re.compile(rf"{_AMOUNT}( ?|-)({_UNIT})(?![\w²³'/])(?:\.(?=\s+[a-z]))?")
# Units divided by units: "9.8 m/s²", "1.2 kg/m³", "5 mg/dL", "kWh/m²/year".
_PER_UNIT = rf"(?:{_any_of({*_SINGULAR} - {'in.'})})(?:\^?[23²³]|(?![\w²³^]))"
_QUOTIENT = re.compile(rf"{_AMOUNT}( ?)({_any_of(_SINGULAR)})/({_PER_UNIT})(?![\w/])")
_UNIT_PER = re.compile(rf"{_AMOUNT}( ?)({_UNIT})/(?=\d|[a-z]{{3,}}\b)")
_PER_TIME = re.compile(
    r"(\d\s?(?:°[CFK]|[a-z]{3,}))/(?=(?:min|sec|hr|h|s|day|week|month|year|hour|minute|second)\b)"
)
_DEGREES = re.compile(rf"{_AMOUNT}\s?°\s?(?:([CFK])\b)?")
_PERCENT = re.compile(rf"{_AMOUNT}\s?%")
_PER = re.compile(r"\bper (kg|km|lb|hr|h|min|sec|mi|gal|oz|ml)\b")
_FEET = re.compile(r"(?<![\w'\"])(\d+)(?:'\s?|\s?ft\.?\s)(\d{1,2})(?:\"|\s?in\b\.?|(?!\w))")
_SCALES = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin", None: ""}


def expand_units(text: str) -> str:
    """Text with measured amounts in words, "minus" included."""
    text = _expand_amounts(text) if has_digits(text) else text.replace("%", " percent")
    return _PER.sub(lambda m: f"per {_UNITS[m[1]]}", text)


def _expand_amounts(text: str) -> str:
    text = re.sub(rf"(?<![\w)])-(?=(?:{NUMBER})\s?(?:°|%|{_UNIT}(?!\w)))", "minus ", text)
    text = _PER_TIME.sub(r"\1 per ", text)
    text = _FEET.sub(lambda m: f"{cardinal(m[1])} foot {cardinal(m[2])}", text)
    text = _DEGREES.sub(_degrees, text)
    text = _PERCENT.sub(lambda m: f"{_span(m)} percent", text)
    text = text.replace("%", " percent")
    text = re.sub(r"(\d)\s?x\s?(?=\d)(?!\s?\d+s\b)", r"\1 by ", text)
    text = _QUOTIENT.sub(_quotient, text)
    text = _UNIT_PER.sub(lambda m: f"{_measure(m)} per ", text)
    return _MEASURE.sub(_measure, text)


def _span(match: re.Match[str]) -> str:
    first, last = match[1], match[2]
    return f"{number(first)} to {number(last)}" if last else number(first)


def _degrees(match: re.Match[str]) -> str:
    unit = "degree" if match[1] == "1" and not match[2] else "degrees"
    after = match.string[match.end() : match.end() + 1]
    return f"{_span(match)} {unit}{_SCALES[match[3]]}" + (" " if after.isalnum() else "")


def _quotient(match: re.Match[str]) -> str:
    unit, per = match[4], match[5].replace("^", "")
    power = per[-1] if len(per) > 1 and per[-1] in _POWERS else ""
    base = per.removesuffix(power)
    if per in _SINGULAR:
        below = _SINGULAR[per]
    else:
        below = f"{_SINGULAR[base]} {'squared' if power in '²2' else 'cubed'}"
    one = match[1] == "1" and not match[2]
    return f"{_span(match)} {_SINGULAR[unit] if one else _several(_SINGULAR[unit])} per {below}"


def _several(unit: str) -> str:
    head, per, rest = unit.partition(" per ")
    head, of, liquid = head.partition(" of ")
    first, _, last = head.rpartition(" ")
    plurals = last if last.endswith(("hertz", "kelvin")) else _PLURALS.get(last) or plural(last)
    return f"{first} {plurals}".strip() + of + liquid + per + rest


def _measure(match: re.Match[str]) -> str:
    unit = _UNITS[match[4]]
    # "a 5-km run" keeps the singular.
    if match[3] == "-" or (match[1] == "1" and not match[2]):
        return f"{_span(match)}{'-' if match[3] == '-' else ' '}{unit}"
    return f"{_span(match)} {_several(unit)}"
