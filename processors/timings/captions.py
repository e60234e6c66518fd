"""Captions in cues of readable length: SubRip (``.srt``) and WebVTT (``.vtt``).

Limits are those that broadcasters' style guides agree on: two lines of 42 characters, at most some
seven seconds, at least one second where the speech leaves room for it.
"""

import html
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from processors.timings.timing import SentenceTiming, Timings

LINE_CHARS = 42
MAX_CHARS = 2 * LINE_CHARS
MAX_SECONDS = 7.0
MIN_SECONDS = 1.0
LONG_PAUSE = 0.8  # seconds after which a cue does not go on
CLAUSE_ENDS = (",", ";", ":", "—", "–", "،", "、", "，", "；", "：")


@dataclass(frozen=True)
class Cue:
    """Text that is shown from ``start`` to ``end``, in seconds; with line breaks."""

    text: str
    start: float
    end: float


def cut_cues(timings: Timings) -> list[Cue]:
    """Cues of a whole speech, in order and without overlap."""
    plain = [cue for sentence in timings.sentences for cue in _cut_sentence(sentence)]
    cues = []
    for index, cue in enumerate(plain):
        limit = plain[index + 1].start if index + 1 < len(plain) else timings.seconds
        end = max(cue.end, min(cue.start + MIN_SECONDS, limit))
        cues.append(Cue(_break_lines(cue.text), cue.start, end))
    return cues


def to_srt(timings: Timings, name: str = "") -> str:
    """Content of an ``.srt``."""
    return "\n".join(
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{cue.text}\n"
        for number, cue in enumerate(cut_cues(timings), start=1)
    )


def to_vtt(timings: Timings, name: str = "") -> str:
    """Content of a ``.vtt``."""
    cues = [
        f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{html.escape(cue.text, False)}\n"
        for cue in cut_cues(timings)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _cut_sentence(sentence: SentenceTiming) -> Iterator[Cue]:
    words, first = sentence.words, 0
    while first < len(words):
        last = _last_word(sentence, first)
        yield Cue(_text(sentence, first, last), words[first].start, words[last].end)
        first = last + 1


def _last_word(sentence: SentenceTiming, first: int) -> int:
    """Last word of the cue that begins with ``first``: what fits, back to a mark if there is one
    in its second half."""
    words = sentence.words
    last = first
    for n in range(first + 1, len(words)):
        if words[n].start - words[n - 1].end > LONG_PAUSE:
            return n - 1
        too_long = words[n].end - words[first].start > MAX_SECONDS
        if too_long or not _fits(_text(sentence, first, n)):
            break
        last = n
    else:
        return last
    for n in range(last, first + (last - first) // 2, -1):
        if _text(sentence, first, n).rstrip("\"'”’»)]").endswith(CLAUSE_ENDS):
            return n
    return last


def _fits(text: str) -> bool:
    return len(textwrap.wrap(text, LINE_CHARS, break_on_hyphens=False)) <= 2


def _text(sentence: SentenceTiming, first: int, last: int) -> str:
    """What is written from one word to another, with the marks between and around them."""
    words = sentence.words
    begin = words[first].begin if first else 0
    stop = words[last + 1].begin if last + 1 < len(words) else len(sentence.text)
    return " ".join(sentence.text[begin:stop].split())


def _break_lines(text: str) -> str:
    """One line, or two of about the same length."""
    if len(text) <= LINE_CHARS:
        return text
    best = textwrap.wrap(text, LINE_CHARS, break_on_hyphens=False)
    for width in range(len(text) // 2, LINE_CHARS):
        lines = textwrap.wrap(text, width, break_on_hyphens=False)
        if len(lines) <= 2:
            best = lines
            break
    return "\n".join(best)


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{point}{rest % 1000:03d}"
