"""Checks of the texts of a corpus, and of how long they took to say."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from config.schema import TextConfig
from models.tts.base.alignment.recordings import Recording
from models.tts.base.corpus_check.clips import CheckedClip
from models.tts.base.corpus_check.finding import Finding, share_finding, worst_first
from models.tts.base.new_voice.source import FUNCTION_WORDS
from processors.preprocess.text_check import check_texts
from processors.text import SymbolTable, TextProcessor
from processors.timings.word_phones import is_phone
from utils.errors import UserError, unforeseen_as_user_error

PHONES_GIVEN = re.compile(r"\[\[.*?\]\]")
WORD = re.compile(r"[^\W\d_]+")
NOT_TEXT = re.compile(r"\d[\d.,:]*|[@#$%&*+=<>/\\|_^~{}\[\]°€£§©®™]|https?:\S+")
# Shares of function words, how many different ones, and words of a text. So 3 of 1,000 English
# texts pass for another language, and 7 of 10 German ones among English do.
OTHER, OWN, FEWEST_OTHER, FEWEST_WORDS = 0.12, 0.05, 2, 4
# How much longer or shorter than usual a text may take: times, and seconds besides.
RATE_RATIO, RATE_SECONDS = 1.7, 0.7
FEWEST_FOR_RATE = 20  # clips
UNRELATED = 0.75  # correlation of the lengths of texts and recordings; 0.93 and more is usual


@dataclass(frozen=True)
class SpokenText:
    """Phones of a text, or why it cannot be said."""

    phones: str = ""
    error: str | None = None

    @property
    def n_phones(self) -> int:
        return sum(map(is_phone, self.phones))


def speak_texts(clips: Sequence[Recording | CheckedClip], language: str) -> dict[str, SpokenText]:
    """Phones of every text by uid; UserError where the language cannot be read at all."""
    config = TextConfig(language=language)
    check_texts([clip.text for clip in clips], config, "the corpus")
    processor = TextProcessor(config, SymbolTable.default(), refuse_unreadable=True)
    texts = [clip.text for clip in clips]
    try:
        with unforeseen_as_user_error():
            phones = [SpokenText(one) for one in processor.phonemize_batch(texts)]
    except UserError:  # one of them cannot be spoken: find out which
        phones = [_speak(text, processor) for text in texts]
    return dict(zip((clip.uid for clip in clips), phones, strict=True))


def _speak(text: str, processor: TextProcessor) -> SpokenText:
    try:
        with unforeseen_as_user_error():
            return SpokenText(processor.phonemize(text))
    except UserError as error:
        return SpokenText(error=str(error))


def text_findings(
    clips: Sequence[CheckedClip], spoken: dict[str, SpokenText], language: str
) -> list[Finding]:
    """Findings about texts that cannot be said, that repeat, hold symbols, or another language."""
    return [
        share_finding(
            "texts",
            {uid: one.error for uid, one in spoken.items() if one.error is not None},
            len(clips),
            what="have texts that cannot be said",
            remedy="write them in words of the language",
            good=f"all can be said in the language {language}",
            limits=(0.0, 0.2),
        ),
        _check_duplicates(clips),
        _check_symbols(clips),
        _check_language(clips, language),
        _check_rate(clips, spoken),
    ]


def _check_duplicates(clips: Sequence[CheckedClip]) -> Finding:
    first: dict[tuple[str | None, str], str] = {}
    reasons = {}
    for clip in clips:
        key = clip.speaker, " ".join(WORD.findall(clip.text.casefold()))
        if key in first:
            reasons[clip.uid] = f"the same text as {first[key]}"
        else:
            first[key] = clip.uid
    return share_finding(
        "duplicates",
        reasons,
        len(clips),
        what="have the text of another clip",
        remedy="other sentences teach more; is each the text of its own recording?",
        good="all texts differ",
        limits=(0.02, 0.5),
    )


def _check_symbols(clips: Sequence[CheckedClip]) -> Finding:
    found = {
        clip.uid: " ".join(dict.fromkeys(NOT_TEXT.findall(PHONES_GIVEN.sub("", clip.text))))
        for clip in clips
    }
    return share_finding(
        "symbols",
        {uid: f"holds {what}" for uid, what in found.items() if what},
        len(clips),
        what="hold digits or symbols",
        remedy="they are read by rules; write them as they were said, where that may differ",
        good="no digits or symbols in the texts",
        limits=(0.02, 2.0),
    )


def _check_language(clips: Sequence[CheckedClip], language: str) -> Finding:
    scripts = Counter(script for clip in clips for script in _scripts(clip.text))
    usual = {script for script, count in scripts.items() if count > 0.05 * scripts.total()}
    reasons = {}
    for clip in clips:
        strange = [script for script in _scripts(clip.text) if script not in usual]
        other = _other_language(clip.text, language)
        if strange:
            reasons[clip.uid] = f"letters of another script: {', '.join(dict.fromkeys(strange))}"
        elif other is not None:
            reasons[clip.uid] = f"reads as {other}"
    return share_finding(
        "language",
        reasons,
        len(clips),
        what=f"seem to be in another language than {language}",
        remedy="a voice has one language; leave them out, or name it with --language",
        good=f"all texts seem to be in {language}",
        limits=(0.02, 0.3),
    )


def _scripts(text: str) -> list[str]:
    letters = (char for char in PHONES_GIVEN.sub("", text) if char.isalpha())
    return [unicodedata.name(char, "unknown").split()[0].lower() for char in letters]


def _other_language(text: str, language: str) -> str | None:
    """Code of a language whose function words a text has, while it has hardly any of its own."""
    mine = {
        word
        for code, words in FUNCTION_WORDS.items()
        if code.split("-")[0] == language.split("-")[0]
        for word in words.split()
    }
    words = WORD.findall(text.casefold())
    if not mine or len(words) < FEWEST_WORDS:
        return None
    if sum(word in mine for word in words) > OWN * len(words):
        return None
    found = {
        code: [word for word in words if word in set(known.split())]
        for code, known in FUNCTION_WORDS.items()
    }
    best = max(found, key=lambda code: len(found[code]))
    enough = len(found[best]) >= OTHER * len(words) and len(set(found[best])) >= FEWEST_OTHER
    return best if enough else None


def _check_rate(clips: Sequence[CheckedClip], spoken: dict[str, SpokenText]) -> Finding:
    known = [
        (clip.uid, spoken[clip.uid].n_phones, clip.quality.speaking)
        for clip in clips
        if clip.quality is not None and spoken[clip.uid].n_phones and clip.quality.speaking
    ]
    if len(known) < FEWEST_FOR_RATE:
        return Finding("rate", "SKIPPED", f"fewer than {FEWEST_FOR_RATE} clips to compare")
    phones, seconds = (np.array([one[index] for one in known], float) for index in (1, 2))
    usual = float(np.median(phones / seconds))
    expected = phones / usual
    ratio = seconds / expected
    off = (np.abs(np.log(ratio)) > np.log(RATE_RATIO)) & (np.abs(seconds - expected) > RATE_SECONDS)
    reasons = worst_first(
        [
            (
                abs(float(np.log(ratio[index]))),
                known[index][0],
                f"{phones[index] / seconds[index]:.0f} phones a second, the median is {usual:.0f}",
            )
            for index in np.flatnonzero(off)
        ]
    )
    relation = float(np.corrcoef(phones, seconds)[0, 1]) if np.std(phones) > 0 else 1.0
    figures = {"phones_per_second": usual, "correlation": relation}
    if relation < UNRELATED and len(reasons) > 0.1 * len(known):
        text = (
            f"long texts do not belong to long recordings (correlation {relation:.2f}): are the "
            "texts in another order than the recordings?"
        )
        return Finding("rate", "BAD", text, figures, reasons)
    return share_finding(
        "rate",
        reasons,
        len(known),
        what="are far too slow or too fast for their texts",
        remedy="is it the text of this recording, and all of it?",
        good=f"{usual:.0f} phones a second, none far from it",
        limits=(0.02, 0.2),
        figures=figures,
    )
