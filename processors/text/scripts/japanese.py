"""Japanese: kanji and kana to kana as it is spoken, by pyopenjtalk-plus; espeak-ng reads that."""

import re
from functools import cache
from typing import Any

from utils.errors import UserError

JAPANESE = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f0-9０-９.,%¥$°℃]+")
_LETTER = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f0-9０-９]")
_KANA = re.compile(r"[^\u30a1-\u30fa\u30fc]")
# Parts of speech that lean on the word before them.
_LEANING = ("助詞", "助動詞", "接尾")


def to_kana(text: str) -> str:
    """Text with its Japanese stretches in katakana as they are spoken, words apart."""
    return JAPANESE.sub(_spaced, text)


def _spaced(match: re.Match[str]) -> str:
    """Kana of a match, a space where a word of another script touches it."""
    kana = _read(match[0])
    before, after = match.string[: match.start()], match.string[match.end() :]
    return " " * before[-1:].isalnum() + kana + " " * after[:1].isalnum()


@cache
def _library() -> Any:
    try:
        import pyopenjtalk
    except ImportError as error:
        raise UserError(
            f"Japanese is read by pyopenjtalk-plus ({error}): pip install -e '.[ja]'"
        ) from None
    return pyopenjtalk


def _read(stretch: str) -> str:
    """Kana of a stretch, marks at its ends kept: "3.5%" is read, a final "." is a mark."""
    core = stretch.strip(".,")
    if not _LETTER.search(core):
        return stretch
    before, after = stretch[: stretch.index(core)], stretch[stretch.index(core) + len(core) :]
    words: list[str] = []
    for word in _library().run_frontend(core):
        kana = _KANA.sub("", word["pron"])
        leans = word["pos"] in _LEANING or word["pos_group1"] in _LEANING
        if kana and words and leans:
            words[-1] += kana
        elif kana:
            words.append(kana)
    return f"{before}{' '.join(words)}{after}" if words else stretch
