"""IPA from espeak-ng, through the phonemizer package and the library in espeakng-loader.

Punctuation is kept here and not by phonemizer, which loses count where a stretch of text has no
phones. The text is cut at punctuation, all stretches go to the backend in one call, and the phones
are put where the stretch was. A mark inside a number or a word ("5.50", "3:30", "U.S") is not a
cut: espeak has to see it. Nor is the dot of an ordinal ("17. mai") in languages that write so.
"""

import difflib
import logging
import multiprocessing
import multiprocessing.util
import os
import re
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from processors.text.inventory import PUNCTUATION, canonical
from utils.errors import UserError

if TYPE_CHECKING:
    from phonemizer.backend import EspeakBackend

# The quote and the hyphen belong to words ("don't", "twenty-one").
_MARKS = re.escape("".join(mark for mark in PUNCTUATION if mark not in "'’-"))
_INSIDE = r"(?<=\w)\.(?=\w)|(?<=\d)[,:](?=\d)"
_CUT = re.compile(rf"((?:(?!{_INSIDE})[{_MARKS}])+)")
# Number, dot and a small letter (or a German month): an ordinal in these languages, never the end
# of a sentence.
_MONTHS = (
    "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|"
    "Jahrhundert"
)
_ORDINAL_DOT = rf"(?<=\d)\.(?=\s(?:[^\W\d_A-ZÀ-ÖØ-Þ]|{_MONTHS}))(?<!\d{{4}}\.)"
_CUT_NOT_ORDINALS = re.compile(rf"((?:(?!{_INSIDE}|{_ORDINAL_DOT})[{_MARKS}])+)")
_DOTTED_ORDINALS = frozenset(
    """bs cs da de et fi fo hr hu is lb lt lv mk nb pl sk sl smj sr sv tr""".split()  # noqa: SIM905
)
_FLAG = re.compile(r"\([\w-]+\)")
# Codes that people try, and those of espeak-ng.
_OTHER_CODES = {
    "zh": "cmn", "zh-hk": "yue", "cn": "cmn", "no": "nb", "jp": "ja", "gr": "el", "cz": "cs",
    "dk": "da", "se": "sv", "kr": "ko", "ua": "uk", "br": "pt-br", "iw": "he", "in": "id",
}  # fmt: skip
_NOTHING = re.compile(r"(?!)")
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\ufeff]")
# espeak-ng 1.52 reads beyond its tables on some digits in these languages and ends the process.
CRASH_ON_DIGITS = ("kl",)

_lock = threading.Lock()
_backends: dict[str, "EspeakBackend"] = {}
_owner: int | None = None  # the process that loaded the libraries


def _after_fork() -> None:
    """Give a forked process a lock of its own: no thread that it has holds the old one."""
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def phonemize(texts: Sequence[str], language: str, foreign_words: str | None = None) -> list[str]:
    """IPA with stress and punctuation of each text, in order; one call of the backend for all.

    A text of which espeak-ng can say nothing gives its punctuation, or an empty string. Words that
    it takes for those of another language are read in ``foreign_words``, if that is given.
    """
    cut = _CUT_NOT_ORDINALS if language.split("-")[0] in _DOTTED_ORDINALS else _CUT
    # re.split: stretches of words at even places, the marks between them at odd ones.
    rows = [cut.split(text.strip()) for text in texts]
    stretches = [stretch.strip() for row in rows for stretch in row[::2]]
    if language in CRASH_ON_DIGITS and any(re.search(r"\d", stretch) for stretch in stretches):
        raise UserError(f"espeak-ng cannot read digits in {language!r}: write numbers as words")
    stretches = [stretch for stretch in stretches if stretch]
    if foreign_words is None:
        answers = iter(phonemize_words(stretches, language))
    else:
        answers = iter(_with_words_of(stretches, language, foreign_words))
    return [
        _join(row, [next(answers) if stretch.strip() else "" for stretch in row[::2]])
        for row in rows
    ]


def phonemize_words(stretches: Sequence[str], language: str) -> list[str]:
    """Phones of stretches without punctuation, as the backend gives them."""
    with _lock:
        return _backend(language).phonemize(list(stretches), strip=True) if stretches else []


def _with_words_of(stretches: list[str], language: str, foreign_words: str) -> list[str]:
    """Phones of stretches, words between espeak-ng's flags read in another language.

    The flags ("(en)fʊt(fr)") say which words espeak-ng reads as foreign. Where its words are not
    those of the text one by one, its own reading stays.
    """
    with _lock:
        flagged = _backend(language, keep_flags=True).phonemize(stretches, strip=True)
    found = [
        _flagged_places(stretch, phones) for stretch, phones in zip(stretches, flagged, strict=True)
    ]
    words = [
        stretch.split()[place]
        for stretch, places in zip(stretches, found, strict=True)
        for place in places
    ]
    spoken = iter(phonemize_words(words, foreign_words))
    answers = []
    for phones, places in zip(flagged, found, strict=True):
        parts = _FLAG.sub("", phones).split()
        for place in places:
            parts[place] = next(spoken).strip()
        answers.append(" ".join(parts))
    return answers


def _flagged_places(stretch: str, phones: str) -> list[int]:
    """Positions of the words that espeak-ng reads as foreign; none where words do not match."""
    if "(" not in phones:
        return []
    places, inside = [], False
    tokens = [token for token in phones.split() if _FLAG.sub("", token)]
    for place, token in enumerate(tokens):
        flags = _FLAG.findall(token)
        if inside or (flags and token.startswith("(")):
            places.append(place)
        if flags:
            inside = len(flags) % 2 == 1 and not token.endswith(")")
    return places if len(tokens) == len(stretch.split()) else []


def languages() -> list[str]:
    """Codes of all languages that espeak-ng can read here."""
    with _lock:
        return _languages()


def _join(row: list[str], phones: list[str]) -> str:
    out = []
    for index, part in enumerate(row):
        if index % 2:
            out.append(part)
        else:
            space = " " if part[:1].isspace() else "", " " if part[-1:].isspace() else ""
            out += (space[0], phones[index // 2].strip(), space[1])
    return " ".join(_UNPRINTED.sub("", canonical("".join(out))).split())


def _backend(language: str, keep_flags: bool = False) -> "EspeakBackend":
    """Backend of a language, made once per process: each one maps a copy of the library."""
    key = f"{language} with flags" if keep_flags else language
    if key not in _backends:
        if language not in _languages():
            raise UserError(_unknown_language(language))
        from phonemizer.backend import EspeakBackend

        # Word counts differ between text and phones all the time ("U.S."): not worth a warning.
        logger = logging.getLogger(f"{__name__}.backend")
        logger.setLevel(logging.ERROR)
        try:
            _backends[key] = EspeakBackend(
                language,
                punctuation_marks=_NOTHING,
                with_stress=True,
                language_switch="keep-flags" if keep_flags else "remove-flags",
                words_mismatch="ignore",
                logger=logger,
            )
        except RuntimeError as error:
            raise UserError(f"espeak-ng cannot load language {language!r}: {error}") from error
    return _backends[key]


def _clean_up_at_exit() -> None:
    """Let a forked worker remove the copies of the library that phonemizer makes.

    phonemizer removes a copy with its object, and a worker of multiprocessing ends without
    destroying objects. Copies inherited from the parent are left to the parent.
    """
    global _owner
    if _owner is None:
        _owner = os.getpid()
        if multiprocessing.parent_process() is not None:
            multiprocessing.util.Finalize(None, _release, exitpriority=1)


def _release() -> None:
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    if _owner == os.getpid():
        _backends.clear()
        EspeakWrapper.available_voices.cache_clear()


def _set_library() -> None:
    """Point phonemizer at the wheel's espeak-ng, unless the user points it elsewhere."""
    try:
        from phonemizer.backend.espeak.wrapper import EspeakWrapper
    except ImportError as error:
        raise UserError(f"the package phonemizer does not load: {error}") from error
    _clean_up_at_exit()
    if "PHONEMIZER_ESPEAK_LIBRARY" in os.environ:
        return
    try:
        import espeakng_loader

        EspeakWrapper.set_library(espeakng_loader.get_library_path())
        EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    except (ImportError, RuntimeError) as error:
        raise UserError(
            f"espeak-ng is not there: {error}; pip install espeakng-loader, or point "
            "PHONEMIZER_ESPEAK_LIBRARY at the library of a system installation"
        ) from error


def _languages() -> list[str]:
    _set_library()
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    try:
        voices = EspeakWrapper().available_voices()
    except (RuntimeError, OSError) as error:
        library = EspeakWrapper.library()
        raise UserError(f"espeak-ng does not load from {library}: {error}") from error
    return sorted({voice.language for voice in voices if not voice.identifier.startswith("mb/")})


def _unknown_language(language: str) -> str:
    known = _languages()
    stem = re.split(r"[-_]", language.lower())[0]
    near = [code for code in known if code.split("-")[0] == stem]
    near += [code for code in (_OTHER_CODES.get(language.lower()), _OTHER_CODES.get(stem)) if code][
        :1
    ]
    near += [code for code in difflib.get_close_matches(language, known, n=5) if code not in near]
    hint = f"did you mean {', '.join(near)}?" if near else f"known: {', '.join(known)}"
    return f"espeak-ng has no language {language!r}; {hint}"
