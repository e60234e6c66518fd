"""Reading: normalized text to phones in its language, foreign words in the one that is named."""

import re
from collections.abc import Sequence

from processors.text import espeak
from processors.text.languages import find_language

# Latin words inside a text of another script, a run of them together.
_LATIN = re.compile(
    r"[A-Za-zÀ-ÖØ-öø-ɏ][A-Za-zÀ-ÖØ-öø-ɏ'’-]*(?:[ .][A-Za-zÀ-ÖØ-öø-ɏ][A-Za-zÀ-ÖØ-öø-ɏ'’-]*)*"
)
# Languages of other scripts, whose texts may hold Latin words.
_OTHER_SCRIPTS = frozenset(
    """am ar as be bg bn chr cmn el fa gu he hi hy ja ka kk kn ko kok ky mk ml mr my ne or pa ps ru
    sd shn si sr ta te th ti tt ug uk ur yue ba cv
    """.split()  # noqa: SIM905
)


def reads_latin(language: str) -> bool:
    """Whether texts of a language are in Latin letters."""
    return language.split("-")[0] not in _OTHER_SCRIPTS


def phonemize(texts: Sequence[str], language: str, foreign_words: str | None = None) -> list[str]:
    """IPA of normalized texts, in order.

    ``foreign_words`` is the language in which Latin words are read inside a text of another script,
    and in a Latin text those words that espeak-ng takes for foreign ones itself. Without it
    espeak-ng decides.
    """
    rules = find_language(language)
    if rules is not None:
        texts = [rules.respell(text) for text in texts]
    if foreign_words is None or foreign_words == language:
        return _read(texts, language)
    if not reads_latin(language):
        return _with_latin_words(texts, language, foreign_words)
    return espeak.phonemize(texts, language, foreign_words)


def _read(texts: Sequence[str], language: str) -> list[str]:
    if language == "cmn":
        return [_mandarin(text) for text in texts]
    if language == "ja":
        from processors.text.scripts import japanese

        phones = espeak.phonemize([japanese.to_kana(text) for text in texts], language)
        return [_close_up(one) for one in phones]
    phones = espeak.phonemize(texts, language)
    if language == "yue":
        # espeak-ng's IPA writes the third tone as it writes a vowel that Cantonese has not.
        phones = [re.sub("ɜ(?!ː)", "3", one) for one in phones]
    return phones


def _mandarin(text: str) -> str:
    """Phones of a text of Mandarin: characters by their tones, all else by espeak-ng."""
    from processors.text.scripts import mandarin

    parts = re.split(rf"({mandarin.HANZI.pattern})", text)
    others = iter(espeak.phonemize(parts[::2], "cmn"))
    spoken = [
        mandarin.phonemize(part) if index % 2 else _spaced(part, next(others))
        for index, part in enumerate(parts)
    ]
    joined = " ".join("".join(spoken).split())
    return _close_up(joined)


def _close_up(phones: str) -> str:
    """Phones without the spaces that stand before closing marks and after opening ones."""
    return re.sub(r"\s+(?=[,.;:!?…)\]}»”])|(?<=[(\[{«“])\s+", "", phones)


def _spaced(part: str, phones: str) -> str:
    return part[:1].isspace() * " " + phones + part[-1:].isspace() * " "


def _with_latin_words(texts: Sequence[str], language: str, foreign_words: str) -> list[str]:
    rows = [_split(text) for text in texts]
    own = iter(_read([part for row in rows for part in row[::2]], language))
    latin = iter(espeak.phonemize([part for row in rows for part in row[1::2]], foreign_words))
    spoken = [
        "".join(
            f" {next(latin)} " if index % 2 else _spaced(part, next(own))
            for index, part in enumerate(row)
        )
        for row in rows
    ]
    return [_close_up(" ".join(text.split())) for text in spoken]


def _split(text: str) -> list[str]:
    """Parts of a text: its own script at even places, Latin words at odd ones."""
    parts, end = [], 0
    for match in _LATIN.finditer(text):
        parts += [text[end : match.start()], match[0]]
        end = match.end()
    return [*parts, text[end:]]
