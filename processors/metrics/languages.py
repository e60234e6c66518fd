"""Languages of recognizers, and the normalizer that makes two texts of one comparable."""

from collections.abc import Callable

from processors.metrics.base import require

Normalizer = Callable[[str], str]
# espeak-ng's code where it is not the first part of Whisper's, and the other way round.
_WHISPER = {"cmn": "zh", "yue": "yue", "nb": "no", "grc": "el", "jbo": "en"}
_ESPEAK = {"zh": "cmn", "no": "nb", "nn": "nb", "pt": "pt-br", "fr": "fr-fr"}
# Without spaces between words: their errors are counted by character.
_UNSPACED = ("zh", "ja", "yue", "th", "lo", "my", "km")


def recognizer_language(code: str) -> str:
    """Whisper's code of a language that is given as espeak-ng or as Whisper names it."""
    first = code.lower().split("-")[0]
    return _WHISPER.get(first, first)


def load_normalizer(language: str) -> Normalizer:
    """Normalizer of texts in a language, by Whisper's or by espeak-ng's code.

    English has Whisper's own: words and numbers are spelt one way. Elsewhere numbers, dates and
    abbreviations become words as in this toolkit's text front end, where the language has rules;
    then case and signs go. Languages without spaces are compared character by character.
    """
    from processors.text.normalizer import normalize

    whisper = recognizer_language(language)
    if whisper == "en":
        (module,) = require("wer", "whisper_normalizer.english")
        return module.EnglishTextNormalizer()
    (module,) = require("wer", "whisper_normalizer.basic")
    plain = module.BasicTextNormalizer(split_letters=whisper in _UNSPACED)
    code = language if "-" in language else _ESPEAK.get(whisper, language)
    return lambda text: plain(normalize(text, code)).strip()
