"""English units of measurement after a number, percent, degrees, feet and inches."""

import re

from processors.text.english.numbers import NUMBER, cardinal, has_digits, number, plural

# written unit: singular; the plural is regular unless _PLURALS names it
_UNITS = {
    "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "m": "meter", "nm": "nanometer",
    "µm": "micrometer", "μm": "micrometer", "mi": "mile", "ft": "foot", "yd": "yard",
    "yds": "yard", "in.": "inch", "kg": "kilogram", "g": "gram", "mg": "milligram",
    "µg": "microgram", "lb": "pound", "lbs": "pound", "oz": "ounce", "l": "liter", "L": "liter",
    "ml": "milliliter", "mL": "milliliter", "cl": "centiliter", "gal": "gallon", "h": "hour",
    "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "s": "second",
    "sec": "second", "secs": "second", "ms": "millisecond", "ns": "nanosecond", "Hz": "hertz",
    "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "W": "watt", "kW": "kilowatt",
    "MW": "megawatt", "GW": "gigawatt", "kWh": "kilowatt hour", "V": "volt", "kV": "kilovolt",
    "mAh": "milliamp hour", "J": "joule", "kJ": "kilojoule", "cal": "calorie",
    "kcal": "kilocalorie", "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte",
    "GB": "gigabyte", "TB": "terabyte", "kbps": "kilobit per second",
    "Mbps": "megabit per second", "Gbps": "gigabit per second", "dB": "decibel",
    "Pa": "pascal", "kPa": "kilopascal", "px": "pixel", "ha": "hectare", "acre": "acre",
    "mph": "mile per hour", "mpg": "mile per gallon", "km/h": "kilometer per hour",
    "kph": "kilometer per hour", "kmh": "kilometer per hour", "m/s": "meter per second",
    "ft/s": "foot per second", "psi": "pound per square inch",
    "rpm": "revolution per minute", "fps": "frame per second", "bpm": "beat per minute",
    "sq ft": "square foot", "sq. ft.": "square foot", "sq mi": "square mile",
    "sq km": "square kilometer", "wpm": "word per minute", "ppm": "part per million",
}  # fmt: skip
_UNITS |= {f"{name}²": f"square {_UNITS[name]}" for name in ("km", "cm", "mm", "m", "ft", "mi")}
_UNITS |= {f"{name}³": f"cubic {_UNITS[name]}" for name in ("km", "cm", "mm", "m", "ft")}
_PLURALS = {"foot": "feet"}

_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_AMOUNT = rf"(?<![\w,.])({NUMBER})(?:\s?[-–]\s?({NUMBER}))?"
_MEASURE = re.compile(rf"{_AMOUNT}( ?|-)({_UNIT})(?![\w²³'/])(?:\.(?=\s+[a-z]))?")
_DEGREES = re.compile(rf"{_AMOUNT}\s?(?:°|º)\s?(?:([CFK])\b)?")
_PERCENT = re.compile(rf"{_AMOUNT}\s?%")
_PER = re.compile(r"\bper (kg|km|lb|hr|h|min|sec|mi|gal|oz|ml)\b")
_FEET = re.compile(r"(?<![\w'\"])(\d+)(?:'\s?|\s?ft\.?\s)(\d{1,2})(?:\"|\s?in\b\.?|(?!\w))")
_SCALES = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin", None: ""}


def expand_units(text: str) -> str:
    """Measured amounts in words, "minus" included."""
    text = _expand_amounts(text) if has_digits(text) else text.replace("%", " percent")
    return _PER.sub(lambda m: f"per {_UNITS[m[1]]}", text)


def _expand_amounts(text: str) -> str:
    text = re.sub(rf"(?<![\w)])-(?=(?:{NUMBER})\s?(?:°|º|%|{_UNIT}(?!\w)))", "minus ", text)
    text = _FEET.sub(lambda m: f"{cardinal(m[1])} foot {cardinal(m[2])}", text)
    text = _DEGREES.sub(_degrees, text)
    text = _PERCENT.sub(lambda m: f"{_span(m)} percent", text)
    text = text.replace("%", " percent")
    text = re.sub(r"(\d)\s?x\s?(?=\d)", r"\1 by ", text)
    return _MEASURE.sub(_measure, text)


def _span(match: re.Match[str]) -> str:
    first, last = match[1], match[2]
    return f"{number(first)} to {number(last)}" if last else number(first)


def _degrees(match: re.Match[str]) -> str:
    unit = "degree" if match[1] == "1" and not match[2] else "degrees"
    after = match.string[match.end() : match.end() + 1]
    return f"{_span(match)} {unit}{_SCALES[match[3]]}" + (" " if after.isalnum() else "")


def _measure(match: re.Match[str]) -> str:
    unit = _UNITS[match[4]]
    # "a 5-km run" keeps the singular.
    if match[3] == "-" or (match[1] == "1" and not match[2]):
        return f"{_span(match)}{'-' if match[3] == '-' else ' '}{unit}"
    head, per, rest = unit.partition(" per ")
    first, _, last = head.rpartition(" ")
    several = last if last.endswith("hertz") else _PLURALS.get(last) or plural(last)
    words = f"{first} {several}".strip()
    return f"{_span(match)} {words}{per}{rest}"
