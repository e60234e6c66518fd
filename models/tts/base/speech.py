"""What a synthesizer returns: sentences joined to one waveform, with the time of every phone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from processors.timings.spoken import spoken_timings
from processors.timings.timing import SentenceTiming, Timings
from processors.timings.word_aligner import WordAligner

if TYPE_CHECKING:
    pass

FULL_SCALE = 0.99  # where a peak goes that was above 1


@dataclass(frozen=True)
class Sentence:
    """A segment of a text, spoken in one go.

    ``symbols`` names every id the model was given, blanks included; ``durations`` (n_symbols,)
    counts the frames of each; ``start`` is the frame of the whole mel at which it begins; ``marks``
    are (position in ``text``, name).
    """

    text: str
    phones: str
    symbols: list[str]
    durations: np.ndarray
    start: int = 0
    marks: tuple[tuple[int, str], ...] = ()


class MarkTime(NamedTuple):
    """When a mark of an SSML document is reached, in seconds."""

    name: str
    seconds: float


@dataclass(frozen=True)
class Speech:
    """A spoken text.

    Shapes: waveform (N,) float32; mel (n_mels, T) float32; N = T * hop_length. ``gain`` is below 1
    where a peak above full scale was scaled down; ``compute_seconds`` is what it took to make;
    ``aligner`` finds the words for ``timings``.
    """

    text: str
    waveform: np.ndarray
    sample_rate: int
    mel: np.ndarray
    hop_length: int
    sentences: list[Sentence]
    blank: str | None
    aligner: WordAligner
    gain: float = 1.0
    compute_seconds: float = 0.0

    @property
    def seconds(self) -> float:
        """Length of the audio."""
        return self.mel.shape[1] * self.hop_length / self.sample_rate

    @property
    def phones(self) -> str:
        """Phoneme string of the whole text."""
        return " ".join(sentence.phones for sentence in self.sentences)

    @property
    def symbols(self) -> list[str]:
        """Every symbol spoken, blanks included."""
        return [symbol for sentence in self.sentences for symbol in sentence.symbols]

    @property
    def durations(self) -> np.ndarray:
        """Frames of every symbol, int64; pauses between sentences belong to none."""
        return np.concatenate([sentence.durations for sentence in self.sentences])

    def path(self) -> np.ndarray:
        """Hard alignment (n_symbols, T); frames of pauses belong to no symbol."""
        starts, ends = self._spans()
        frames = np.arange(self.mel.shape[1])
        return ((frames >= starts[:, None]) & (frames < ends[:, None])).astype(np.float32)

    def timings(self) -> Timings:
        """Time of every symbol but blanks, and of words and sentences.

        As a sequence it is that of the symbols, spaces and punctuation included. A symbol ends
        where the next one starts, except at the pauses between sentences.
        """
        return spoken_timings(
            self.text,
            self.sentences,
            self.aligner,
            blank=self.blank,
            frame_seconds=self.hop_length / self.sample_rate,
            seconds=self.seconds,
        )

    def marks(self) -> list[MarkTime]:
        """When the marks of an SSML document are reached: where the next word begins."""
        if not any(sentence.marks for sentence in self.sentences):
            return []
        return mark_times(self.sentences, self.timings().sentences)

    def _spans(self) -> tuple[np.ndarray, np.ndarray]:
        ends = [s.start + np.cumsum(s.durations) for s in self.sentences]
        return np.concatenate(ends) - self.durations, np.concatenate(ends)


class SpeechPart(NamedTuple):
    """A segment of speech at its place in the whole: faded at its seams, with the pause behind it.

    Shapes: mel (n_mels, T); waveform (T * hop,).
    """

    sentence: Sentence
    mel: np.ndarray
    waveform: np.ndarray


@dataclass(frozen=True)
class SpeechStream:
    """A long text that is spoken while its parts are asked for; asking may raise UserError."""

    text: str
    parts: Iterator[SpeechPart]


def limit_peak(waveform: np.ndarray) -> tuple[np.ndarray, float]:
    """Scale a waveform down if it exceeds full scale; the second value is the gain applied."""
    peak = float(np.abs(waveform).max(initial=0.0))
    if peak <= 1.0:
        return waveform, 1.0
    gain = FULL_SCALE / peak
    return waveform * np.float32(gain), gain


def mark_times(sentences: Sequence[Sentence], timings: Sequence[SentenceTiming]) -> list[MarkTime]:
    """Times of the marks in sentences whose words have these times."""
    found = []
    for sentence, timing in zip(sentences, timings, strict=True):
        for position, name in sentence.marks:
            starts = [word.start for word in timing.words if word.stop > position]
            found.append(MarkTime(name, starts[0] if starts else timing.end))
    return found
