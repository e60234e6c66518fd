"""Characters that espeak-ng names instead of reading ("Chinese letter", "Arabic meem")."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from processors.text import espeak

# One ideograph or kana, a run of another script with its marks, or a word with rare Latin letters.
_IDEOGRAPH = (
    "\u3005\u3041-\u3096\u30a1-\u30fa\u3105-\u312f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_MARKS = r"\s\u2000-\u200b\u200e-\u2bff\u3000-\u3040\u30fb-\u30ff"
_OTHER_SCRIPTS = rf"[^\x00-\u036f\u1e00-\u1eff{_MARKS}{_IDEOGRAPH}]+"
_RARE_LATIN = "\u0180-\u02af\u1e00-\u1eff"
_WORD = re.compile(
    rf"[{_IDEOGRAPH}]|{_OTHER_SCRIPTS}|[^\W\d_{_RARE_LATIN}]*[{_RARE_LATIN}][^\W\d_]*"
)
# Characters that reach espeak-ng as something else (see ``reading``).
_READ_BY_LIBRARIES = {
    "cmn": re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
    "ja": re.compile(f"[{_IDEOGRAPH}]"),
}
_UNUSUAL = re.compile(r"[^\x00-\u017f]").search
_FLAG = re.compile(r"\([^)]*\)")
_MAX_CACHED = 50_000

# Language: what is read in place of a word, the word itself if espeak reads it.
_readings: dict[str, dict[str, str]] = {}


def leave_out_unreadable(
    texts: Sequence[str], language: str
) -> tuple[list[str], list[Counter[str]]]:
    """Texts without the characters that espeak-ng would name, and the counts of these per text.

    A Latin letter that espeak-ng would spell its word for ("Nguyễn" in English) loses its marks
    instead: that word is read.
    """
    counts = [Counter() for _ in texts]
    if not any(_UNUSUAL(text) for text in texts):
        return list(texts), counts
    found = {word for text in texts for word in _WORD.findall(text)}
    read = _READ_BY_LIBRARIES.get(language)
    if read is not None:
        found = {word for word in found if not read.fullmatch(word)}
    readings = _read(found, language)

    def replace(match: re.Match[str], counter: Counter[str]) -> str:
        reading = readings.get(match[0], match[0])
        if reading == "":
            counter.update(char for char in match[0] if char.isalpha())
        return reading

    kept = [
        _WORD.sub(lambda match, counter=counter: replace(match, counter), text)
        for text, counter in zip(texts, counts, strict=True)
    ]
    return kept, counts


def _read(words: Iterable[str], language: str) -> dict[str, str]:
    known = _readings.setdefault(language, {})
    if len(known) > _MAX_CACHED:
        known.clear()
    unknown = sorted(set(words) - known.keys())
    if language in espeak.CRASH_ON_DIGITS:  # names may hold digits
        known.update((word, _without_marks(word) if _is_latin(word) else "") for word in unknown)
        return known
    plain = [_without_marks(word) if _is_latin(word) else "" for word in unknown]
    phones = espeak.phonemize_words([*unknown, *filter(None, plain)], language)
    plain_phones = iter(phones[len(unknown) :])
    for word, written, spoken in zip(unknown, plain, phones, strict=False):
        known[word] = word
        named = _is_named(word, spoken)
        if not written:
            known[word] = "" if named else word
        elif not _is_named(written, next(plain_phones)) and named:
            known[word] = written
    return known


def _is_named(word: str, phones: str) -> bool:
    """Whether phones of a word on its own are the names of its letters.

    A name takes more phones than a letter can be read with, and spelled letters are words.
    """
    phones = _FLAG.sub("", phones)
    letters = sum(char.isalpha() for char in word)
    sounds = sum(char.isalpha() and char not in "ˈˌː" for char in phones)
    if letters == 0:
        return False  # digits and marks of other scripts
    if letters == 1:
        return sounds >= (8 if re.match(f"[{_IDEOGRAPH}]", word) else 10)
    longest = 6 if letters < 4 else 4.6  # "βγ" may be two symbols, "κόσμε" is a word
    return sounds >= longest * letters or len(phones.split()) >= max(2, 0.6 * letters)


def _is_latin(word: str) -> bool:
    return re.search(f"[{_RARE_LATIN}]", word) is not None


def _without_marks(word: str) -> str:
    """Word with plain letters instead of rare Latin ones: "ễ" becomes "e"."""
    return "".join(
        unicodedata.normalize("NFD", char)[0] if _is_latin(char) else char for char in word
    )
