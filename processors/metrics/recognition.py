"""Word and character error rate: what a recognizer hears against what should have been said."""

from dataclasses import dataclass
from typing import Any

from processors.metrics.base import Clip, Column, Metric, MetricError, Options, require
from processors.metrics.languages import Normalizer, load_normalizer, recognizer_language
from processors.metrics.recognizers import Recognizer, load_recognizer

# The normalizer would delete what is between them, as remarks of a subtitler; a voice reads it.
BRACKETS = str.maketrans("()[]{}<>", " " * 8)


def word_error_rate(degraded: Clip, reference: Clip | None, text: str, *, listen: "Listen") -> dict:
    """Words heard wrongly, missed or added, in % of the words of the text; lower is better.

    Both sides are normalized first: no case, no punctuation, "three" is "3" in English (Whisper's
    normalizer), "3" is "drei" in German (that of the text front end); what is in brackets counts.
    Over all utterances it is errors over words.
    The recognizer has errors of its own: measure recordings too.
    """
    import jiwer

    said, heard = listen(degraded, text)
    rate, words = _rate(jiwer.process_words(said, heard))
    return {"wer": rate, "words": words, "said": said, "heard": heard}


def character_error_rate(
    degraded: Clip, reference: Clip | None, text: str, *, listen: "Listen"
) -> dict:
    """Characters heard wrongly, missed or added, in % of those of the text; lower is better.

    Normalized as for the word error rate; kinder to misspelt names.
    """
    import jiwer

    rate, characters = _rate(jiwer.process_characters(*listen(degraded, text)))
    return {"cer": rate, "characters": characters}


@dataclass(frozen=True)
class Listen:
    """What should have been said and what was heard, both normalized."""

    recognizer: Recognizer
    normalize: Normalizer

    def __call__(self, clip: Clip, text: str) -> tuple[str, str]:
        said = self.normalize(text.translate(BRACKETS))
        if "[[" in text or not any(char.isalnum() for char in said):
            raise MetricError(f"{clip.path}: no plain words in its text: {text!r}")
        heard = self.recognizer.transcribe(clip).replace("(", " ").replace(")", " ")
        return said, self.normalize(heard)


def _rate(counts: Any) -> tuple[float, int]:
    """Errors in %, and how many words or characters should have been said, of jiwer's counts."""
    total = counts.hits + counts.substitutions + counts.deletions
    errors = counts.substitutions + counts.deletions + counts.insertions
    return 100 * errors / total, total


def _prepare(options: Options) -> dict:
    require("wer", "jiwer")
    normalize = load_normalizer(options.language)
    recognizer = load_recognizer(
        options.recognizer, recognizer_language(options.language), options.device
    )
    return {"listen": Listen(recognizer, normalize)}


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
