"""From durations to times: the symbols, words and sentences of what a voice speaks."""

import itertools
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from processors.timings.timing import PhoneTiming, SentenceTiming, Timing, Timings, WordTiming
from processors.timings.word_aligner import AlignedText, AlignedWord, WordAligner
from processors.timings.word_phones import STRESS, is_mark, is_phone

# Marks at which speech may stop; between words with nothing but others it runs on.
PAUSES = frozenset(".,;:!?…—–。！？、，；：।")


class SpokenSegment(Protocol):
    """A stretch of a text with the durations of its symbols.

    ``symbols`` names every id the model was given, blanks included; ``durations`` (n_symbols,)
    and ``start`` count frames.
    """

    text: str
    symbols: Sequence[str]
    durations: np.ndarray
    start: int


def spoken_timings(
    text: str,
    segments: Sequence[SpokenSegment],
    aligner: WordAligner,
    *,
    blank: str | None,
    frame_seconds: float,
    seconds: float,
) -> Timings:
    """Times of all segments of a text whose waveform is ``seconds`` long."""
    symbols: list[Timing] = []
    sentences = []
    for segment in segments:
        timings = symbol_timings(segment, blank, frame_seconds)
        symbols += timings
        aligned = aligner.align(segment.text, [timing.phone for timing in timings])
        sentences.append(sentence_timing(aligned, timings))
    return Timings(text, seconds, tuple(symbols), tuple(sentences))


def symbol_timings(segment: SpokenSegment, blank: str | None, frame_seconds: float) -> list[Timing]:
    """Time of every symbol that is no blank, spaces and punctuation included.

    A blank has no sound of its own: each half of its time goes to the symbol beside it, all of
    it to the only neighbor at the ends of a sentence. So a symbol ends where the next one starts.
    """
    ends = segment.start + np.cumsum(segment.durations)
    starts = ends - segment.durations
    spoken = [i for i, symbol in enumerate(segment.symbols) if symbol != blank]
    between = [(ends[left] + starts[right]) / 2 for left, right in itertools.pairwise(spoken)]
    bounds = np.array([segment.start, *between, ends[-1]]) * frame_seconds
    return [
        Timing(segment.symbols[i], float(bounds[n]), float(bounds[n + 1]))
        for n, i in enumerate(spoken)
    ]


def sentence_timing(
    aligned: AlignedText, symbols: Sequence[Timing], *, share_spaces: bool = True
) -> SentenceTiming:
    """Words of a sentence from the times of its symbols.

    Between words that no punctuation separates the time of the space is shared; where there is
    some, it is a pause, and belongs to neither. Without ``share_spaces`` all of it is pauses.
    """
    bounds = _word_bounds(aligned.words, symbols, share_spaces)
    words = tuple(
        WordTiming(
            word.written,
            word.normalized,
            start,
            end,
            _phones(symbols[word.first : word.last], start, end),
            word.begin,
            word.stop,
        )
        for word, (start, end) in zip(aligned.words, bounds, strict=True)
    )
    start, end = symbols[0].start, symbols[-1].end
    return SentenceTiming(aligned.text, aligned.normalized, start, end, words)


def _word_bounds(
    words: Sequence[AlignedWord], symbols: Sequence[Timing], share_spaces: bool
) -> list[tuple[float, float]]:
    bounds = [[symbols[word.first].start, symbols[word.last - 1].end] for word in words]
    for n, (left, right) in enumerate(itertools.pairwise(words)):
        between = symbols[left.last : right.first]
        if share_spaces and between and not any(timing.phone in PAUSES for timing in between):
            middle = (between[0].start + between[-1].end) / 2
            bounds[n][1] = bounds[n + 1][0] = middle
    return [(start, end) for start, end in bounds]


def _phones(symbols: Sequence[Timing], start: float, end: float) -> tuple[PhoneTiming, ...]:
    """Phones of a word, each with its marks; without gaps from ``start`` to ``end``."""
    names: list[str] = []
    starts: list[float] = []
    stress, stressed_at = "", start
    for symbol in symbols:
        if symbol.phone in STRESS:
            stress, stressed_at = stress + symbol.phone, symbol.start
        elif is_phone(symbol.phone):
            names.append(stress + symbol.phone)
            starts.append(stressed_at if stress else symbol.start)
            stress = ""
        elif is_mark(symbol.phone) and names:
            names[-1] += symbol.phone
    if not names:
        return ()
    edges = [start, *starts[1:], end]
    return tuple(map(PhoneTiming, names, edges, edges[1:]))
