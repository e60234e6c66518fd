"""Values of SSML's attributes: pauses, rates and volumes."""

import math
import re

from utils.errors import UserError

MAX_PAUSE = 10.0  # seconds of one pause
STRENGTHS = {
    "none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.7, "x-strong": 1.2,
}  # fmt: skip
RATES = {
    "x-slow": 0.5, "slow": 0.75, "medium": 1.0, "default": 1.0, "fast": 1.3, "x-fast": 1.7,
}  # fmt: skip
VOLUMES = {  # dB
    "silent": -math.inf, "x-soft": -12.0, "soft": -6.0, "medium": 0.0, "default": 0.0,
    "loud": 3.0, "x-loud": 6.0,
}  # fmt: skip
MAX_DECIBELS = 12.0

_NUMBER = r"[+-]?(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6})"
_TIME = re.compile(rf"({_NUMBER})\s*(ms|s)", re.IGNORECASE)


class SSMLError(UserError, ValueError):
    """SSML, or a ``[pause:…]``, that cannot be understood."""


def parse_time(text: str) -> float:
    """Seconds of "0.5s" or "500ms"; SSMLError unless it is 0 to MAX_PAUSE seconds."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise SSMLError(f"{text.strip()!r} is no time; write for instance 0.5s or 500ms")
    seconds = float(match[1]) / (1000 if match[2].lower() == "ms" else 1)
    if not 0 <= seconds <= MAX_PAUSE:
        raise SSMLError(f"a pause of {text.strip()}; allowed is 0s to {MAX_PAUSE:g}s")
    return seconds


def parse_pause(value: str, written: str) -> float:
    """Seconds of what follows ``[pause``, as in ``[pause:0.5s]``."""
    value = value.strip()
    if not value.startswith(":"):
        raise SSMLError(f"{written}: write [pause:0.5s] or [pause:500ms]")
    try:
        return parse_time(value[1:])
    except SSMLError as error:
        raise SSMLError(f"{written}: {error}") from None


def break_seconds(time: str | None, strength: str | None) -> float:
    """Seconds of ``<break>``: its time, else its strength, else a medium one."""
    if strength is not None and strength.strip() not in STRENGTHS:
        raise SSMLError(f"break strength {strength!r}; known: {', '.join(STRENGTHS)}")
    if time is not None:
        return parse_time(time)
    return STRENGTHS[(strength or "medium").strip()]


def prosody_rate(value: str | None) -> float:
    """Speed as a multiple: of "slow", "80%", "+20%" or "1.2"."""
    if value is None:
        return 1.0
    value = value.strip()
    if value in RATES:
        return RATES[value]
    match = re.fullmatch(rf"({_NUMBER})(%?)", value)
    if match is None:
        raise SSMLError(f"prosody rate {value!r}; write 80%, +20%, 1.2 or {', '.join(RATES)}")
    number = float(match[1])
    if match[2]:
        number = number / 100 + (1.0 if value[0] in "+-" else 0.0)
    if number <= 0:
        raise SSMLError(f"prosody rate {value!r} is not above 0")
    return number


def prosody_volume(value: str | None) -> float:
    """Amplitude as a multiple: of "loud" or "-6dB"."""
    if value is None:
        return 1.0
    value = value.strip()
    decibels = VOLUMES.get(value)
    if decibels is None:
        match = re.fullmatch(rf"({_NUMBER})\s*dB", value, re.IGNORECASE)
        if match is None:
            raise SSMLError(f"prosody volume {value!r}; write -6dB or {', '.join(VOLUMES)}")
        decibels = float(match[1])
        if decibels > MAX_DECIBELS:
            raise SSMLError(f"prosody volume {value!r}; at most +{MAX_DECIBELS:g}dB")
    return 10 ** (decibels / 20)
