"""Timings as JSON: sentences, words and phones, and the characters that players highlight.

``alignment`` and ``normalized_alignment`` have the keys of ElevenLabs' answers with timestamps, so
that their clients can read them: each character with its start and end in seconds.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from processors.timings.timing import PhoneTiming, SentenceTiming, Timings, WordTiming

DIGITS = 4


def to_json(timings: Timings, name: str = "") -> str:
    """Content of a ``.json``."""
    return json.dumps(to_document(timings), ensure_ascii=False, indent=1) + "\n"


def to_document(timings: Timings) -> dict[str, Any]:
    """What the JSON file holds, as plain lists and dictionaries."""
    return {
        "text": timings.text,
        "seconds": round(timings.seconds, DIGITS),
        "sentences": [_sentence(sentence) for sentence in timings.sentences],
        "alignment": character_times(timings),
        "normalized_alignment": normalized_character_times(timings),
    }


def character_times(timings: Timings) -> dict[str, list]:
    """Every character of the text with its time; a word's time is dealt to its characters alike.

    What stands between two words lasts from the end of one to the start of the other.
    """
    text, offsets = _locate(timings)
    spans = [
        _Span(offset + word.begin, offset + word.stop, word.start, word.end)
        for sentence, offset in zip(timings.sentences, offsets, strict=True)
        for word in sentence.words
    ]
    return _characters(text, spans, timings.seconds)


def normalized_character_times(timings: Timings) -> dict[str, list]:
    """As ``character_times``, of the words as they are spoken, with a space between them."""
    text, spans = "", []
    for word in timings.words:
        begin = len(text) + bool(text)
        text = f"{text} {word.normalized}" if text else word.normalized
        spans.append(_Span(begin, len(text), word.start, word.end))
    return _characters(text, spans, timings.seconds)


@dataclass(frozen=True)
class _Span:
    begin: int
    stop: int
    start: float
    end: float


def _locate(timings: Timings) -> tuple[str, list[int]]:
    """Text, and where each sentence begins in it: the whole text if all are found there."""
    offsets, at = [], 0
    for sentence in timings.sentences:
        at = timings.text.find(sentence.text, at)
        if at < 0:
            break
        offsets.append(at)
        at += len(sentence.text)
    else:
        return timings.text, offsets
    text, offsets = "", []
    for sentence in timings.sentences:  # markup was left out, or lines were joined
        text = f"{text} " if text else ""
        offsets.append(len(text))
        text += sentence.text
    return text, offsets


def _characters(text: str, spans: Sequence[_Span], seconds: float) -> dict[str, list]:
    bounds = list(_bounds(len(text), spans, seconds))
    return {
        "characters": list(text),
        "character_start_times_seconds": [round(start, DIGITS) for start, _ in bounds],
        "character_end_times_seconds": [round(end, DIGITS) for _, end in bounds],
    }


def _bounds(length: int, spans: Sequence[_Span], seconds: float) -> Iterator[tuple[float, float]]:
    at, time = 0, 0.0
    for span in [*spans, _Span(length, length, seconds, seconds)]:
        for begin, stop, start, end in (
            (at, span.begin, time, span.start),
            (span.begin, span.stop, span.start, span.end),
        ):
            step = (end - start) / max(1, stop - begin)
            for n in range(stop - begin):
                yield start + n * step, start + (n + 1) * step
        at, time = span.stop, span.end


def _sentence(sentence: SentenceTiming) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "normalized": sentence.normalized,
        **_times(sentence),
        "words": [
            {
                "word": word.written,
                "normalized": word.normalized,
                **_times(word),
                "phones": [{"phone": phone.phone, **_times(phone)} for phone in word.phones],
            }
            for word in sentence.words
        ],
    }


def _times(timing: SentenceTiming | WordTiming | PhoneTiming) -> dict[str, float]:
    times = {"start": round(timing.start, DIGITS), "end": round(timing.end, DIGITS)}
    if timing.confidence is not None:
        times["confidence"] = round(timing.confidence, DIGITS)
    return times
