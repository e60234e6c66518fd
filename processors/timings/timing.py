"""When is what said: phones, words and sentences with times in seconds of the waveform."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Timing(NamedTuple):
    """When one symbol is heard, in seconds."""

    phone: str
    start: float
    end: float


@dataclass(frozen=True)
class PhoneTiming:
    """A phone with its marks of stress and length. ``confidence`` is 0 to 1, null if unknown."""

    phone: str
    start: float
    end: float
    confidence: float | None = None


@dataclass(frozen=True)
class WordTiming:
    """A written word: "$5.50" is one word, and its normalized form has five.

    ``begin`` and ``stop`` are the place of the word in the text of its sentence, with the marks
    that touch it; ``written`` is without them.
    """

    written: str
    normalized: str
    start: float
    end: float
    phones: tuple[PhoneTiming, ...]
    begin: int
    stop: int
    confidence: float | None = None


@dataclass(frozen=True)
class SentenceTiming:
    """A stretch of text that was spoken or aligned in one go."""

    text: str
    normalized: str
    start: float
    end: float
    words: tuple[WordTiming, ...]
    confidence: float | None = None


@dataclass(frozen=True)
class Timings(Sequence[Timing]):
    """Times of a whole waveform of ``seconds``; as a sequence it is that of its symbols.

    ``symbols`` are all that the model was given but blanks: phones, marks of stress and length,
    spaces and punctuation. Words and their phones do not overlap; what lies between them is silent.
    """

    text: str
    seconds: float
    symbols: tuple[Timing, ...]
    sentences: tuple[SentenceTiming, ...]

    @property
    def words(self) -> list[WordTiming]:
        """Words of all sentences."""
        return [word for sentence in self.sentences for word in sentence.words]

    @property
    def phones(self) -> list[PhoneTiming]:
        """Phones of all words."""
        return [phone for word in self.words for phone in word.phones]

    def __len__(self) -> int:
        return len(self.symbols)

    def __getitem__(self, index):
        return self.symbols[index]

    def __iter__(self) -> Iterator[Timing]:
        return iter(self.symbols)
