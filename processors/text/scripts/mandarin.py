"""Mandarin: characters to IPA with the five tones apart, by pypinyin and jieba.

espeak-ng's IPA has one symbol for the first and the fourth tone, and a full stop inside its
retroflex sounds. Here each syllable ends in the digit of its tone, 1 to 4, and 5 for the neutral
one; third tones before third tones, "一" and "不" change as they do in speech.
"""

import re
from functools import cache
from typing import Any

from utils.errors import UserError

HANZI = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_INITIALS = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k",
    "k": "kʰ", "h": "x", "j": "tɕ", "q": "tɕʰ", "x": "ɕ", "zh": "ʈʂ", "ch": "ʈʂʰ", "sh": "ʂ",
    "r": "ʐ", "z": "ts", "c": "tsʰ", "s": "s", "": "",
}  # fmt: skip
_FINALS = {
    "a": "a", "o": "wo", "e": "ɤ", "ê": "ɛ", "ai": "ai", "ei": "ei", "ao": "au", "ou": "ou",
    "an": "an", "en": "ən", "ang": "aŋ", "eng": "əŋ", "er": "aɚ", "i": "i", "ia": "ja", "ie": "jɛ",
    "io": "jo", "iao": "jau", "iou": "jou", "ian": "jɛn", "in": "in", "iang": "jaŋ", "ing": "iŋ",
    "iong": "jʊŋ", "u": "u", "ua": "wa", "uo": "wo", "uai": "wai", "uei": "wei", "uan": "wan",
    "uen": "wən", "uang": "waŋ", "ueng": "wəŋ", "ong": "ʊŋ", "v": "y", "ve": "ɥɛ", "ue": "ɥɛ",
    "van": "ɥɛn", "vn": "yn", "m": "m", "n": "n", "ng": "ŋ", "": "",
}  # fmt: skip
# The final of "zi" and of "zhi", which are written "i".
_BUZZED = {"z": "ɹ̩", "c": "ɹ̩", "s": "ɹ̩", "zh": "ɻ̩", "ch": "ɻ̩", "sh": "ɻ̩", "r": "ɻ̩"}


def phonemize(text: str) -> str:
    """Phones of the characters of a text; words stand apart, other text is left where it is."""
    return HANZI.sub(lambda match: f" {_phones(match[0])} ", text)


@cache
def _libraries() -> tuple[Any, Any]:
    try:
        import jieba
        import pypinyin
    except ImportError as error:
        raise UserError(
            f"Mandarin is read by pypinyin and jieba ({error}): pip install -e '.[zh]'"
        ) from None
    import logging

    jieba.setLogLevel(logging.ERROR)
    return pypinyin, jieba


def _phones(characters: str) -> str:
    pypinyin, jieba = _libraries()
    return " ".join(_word(word, pypinyin) for word in jieba.cut(characters))


def _word(word: str, pypinyin: Any) -> str:
    """Phones of one word; a character that has no reading is left as it is."""
    options = {"strict": True, "tone_sandhi": True, "neutral_tone_with_five": True}
    initials = pypinyin.lazy_pinyin(word, style=pypinyin.Style.INITIALS, strict=True)
    finals = pypinyin.lazy_pinyin(word, style=pypinyin.Style.FINALS_TONE3, **options)
    return "".join(map(syllable, initials, finals))


def syllable(initial: str, final: str) -> str:
    """IPA of an initial and a final with its tone: "m", "a1" is "ma1"."""
    name, tone = (final[:-1], final[-1]) if final[-1:].isdigit() else (final, "5")
    if initial not in _INITIALS or name not in _FINALS:
        return initial if initial == final else initial + final
    sound = _BUZZED[initial] if name == "i" and initial in _BUZZED else _FINALS[name]
    if name == "o" and not initial:
        sound = "o"
    return f"{_INITIALS[initial]}{sound}{tone}"
