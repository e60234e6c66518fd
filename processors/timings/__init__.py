"""Times of phones, words and sentences, and the files they are written to. Free of torch."""

from processors.timings.timing import (
    PhoneTiming,
    SentenceTiming,
    Timing,
    Timings,
    WordTiming,
)
from processors.timings.word_aligner import WordAligner

__all__ = ["PhoneTiming", "SentenceTiming", "Timing", "Timings", "WordAligner", "WordTiming"]
