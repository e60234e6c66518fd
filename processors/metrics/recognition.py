"""Word and character error rate: what a recogniser hears against what should have been said."""

from collections.abc import Callable

from processors.metrics.base import Clip, Column, Metric, MetricError, Options, require
from processors.metrics.recognisers import Recogniser, load_recogniser

Normaliser = Callable[[str], str]
# The normaliser would delete what is between them, as remarks of a subtitler; a voice reads it.
BRACKETS = str.maketrans("()[]{}<>", " " * 8)


def word_error_rate(
    degraded: Clip,
    reference: Clip | None,
    text: str,
    *,
    recogniser: Recogniser,
    normalise: Normaliser,
) -> dict:
    """Words heard wrongly, missed or added, in % of the words of the text; lower is better.

    Both sides go through Whisper's normaliser first: no case, no punctuation, "three" is "3",
    "colour" is "color"; what is in brackets counts. Over all utterances it is errors over words. The recogniser has errors of
    its own: measure recordings too.
    """
    import jiwer

    said, heard = _both(degraded, text, recogniser, normalise)
    counts = jiwer.process_words(said, heard)
    words = counts.hits + counts.substitutions + counts.deletions
    errors = counts.substitutions + counts.deletions + counts.insertions
    return {"wer": 100 * errors / words, "words": words, "said": said, "heard": heard}


def character_error_rate(
    degraded: Clip,
    reference: Clip | None,
    text: str,
    *,
    recogniser: Recogniser,
    normalise: Normaliser,
) -> dict:
    """Characters heard wrongly, missed or added, in % of those of the text; lower is better.

    Normalised as for the word error rate; kinder to misspelt names.
    """
    import jiwer

    said, heard = _both(degraded, text, recogniser, normalise)
    counts = jiwer.process_characters(said, heard)
    characters = counts.hits + counts.substitutions + counts.deletions
    errors = counts.substitutions + counts.deletions + counts.insertions
    return {"cer": 100 * errors / characters, "characters": characters}


def load_normaliser(language: str) -> Normaliser:
    """Whisper's own: words and numbers spelt one way in English, case and signs elsewhere."""
    if language == "en":
        (module,) = require("wer", "whisper_normalizer.english")
        return module.EnglishTextNormalizer()
    (module,) = require("wer", "whisper_normalizer.basic")
    return module.BasicTextNormalizer()


def _both(
    degraded: Clip, text: str, recogniser: Recogniser, normalise: Normaliser
) -> tuple[str, str]:
    said = normalise(text.translate(BRACKETS))
    if "[[" in text or not said:
        raise MetricError(f"{degraded.path}: no plain words in its text: {text!r}")
    heard = recogniser.transcribe(degraded).replace("(", " ").replace(")", " ")
    return said, normalise(heard)


def _prepare(options: Options) -> dict:
    require("wer", "jiwer")
    normalise = load_normaliser(options.language)
    recogniser = load_recogniser(options.recogniser, options.language, options.device)
    return {"recogniser": recogniser, "normalise": normalise}


WORDS = Metric(
    "wer",
    word_error_rate,
    (Column("wer", "%", "lower", weight="words"),),
    needs=("text",),
    prepare=_prepare,
)
CHARACTERS = Metric(
    "cer",
    character_error_rate,
    (Column("cer", "%", "lower", weight="characters"),),
    needs=("text",),
    prepare=_prepare,
)
