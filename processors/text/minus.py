"""The minus sign before a number, in languages whose numbers espeak-ng reads without it."""

import re

_WORDS = {
    "ar": "ناقص", "az": "mənfi", "ba": "минус", "be": "мінус", "bg": "минус", "ca": "menys",
    "cmn": "负", "cy": "minws", "da": "minus", "es": "menos", "eu": "minus", "fa": "منفی",
    "fr": "moins", "ga": "lúide", "gu": "માઈનસ", "he": "מינוס", "hi": "माइनस", "hy": "մինուս",
    "ia": "minus", "is": "mínus", "ja": "マイナス", "ka": "მინუს", "kk": "минус", "kn": "ಮೈನಸ್",
    "ko": "마이너스", "ky": "минус", "la": "minus", "ml": "മൈനസ്", "mr": "उणे", "mt": "minus",
    "pa": "ਮਾਈਨਸ", "pl": "minus", "ru": "минус", "sk": "mínus", "sl": "minus", "sq": "minus",
    "sw": "hasi", "te": "మైనస్", "th": "ลบ", "tr": "eksi", "tt": "минус", "ur": "منفی",
    "uz": "minus", "yue": "负",
}  # fmt: skip
# Between two numbers the hyphen is a span, inside a word it is a hyphen.
_MINUS = re.compile(r"(?<![^\s(\[\"'„—=<>+*/×÷:])[-−](?=\d|[.,]\d)")


def spell_minus(text: str, language: str) -> str:
    """Text with the word for minus before negative numbers, where espeak-ng would drop the sign."""
    word = _WORDS.get(language.lower().split("-")[0])
    return text if word is None or "-" not in text else _MINUS.sub(f"{word} ", text)
