"""Word aligner: written words of a text with their normalized form and their symbols."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from processors.timings.word_phones import match_phones
from processors.timings.written_words import match_words, strip_marks

if TYPE_CHECKING:
    from processors.text import TextProcessor


class AlignedWord(NamedTuple):
    """A written word: its place in the text, what is said, its symbols ``first`` to ``last``."""

    written: str
    normalized: str
    begin: int
    stop: int
    first: int
    last: int


@dataclass(frozen=True)
class AlignedText:
    """A text with its normalized form and the symbols of each of its words."""

    text: str
    normalized: str
    words: tuple[AlignedWord, ...]


class WordAligner:
    """Finds which symbols belong to which written word, in any language.

    ``normalize`` and ``phonemize_words`` are those of the voice's TextProcessor; the second gives
    the phones of each of many normalized words, as if it stood alone.
    """

    def __init__(
        self,
        normalize: Callable[[str], str],
        phonemize_words: Callable[[Sequence[str]], list[str]],
    ) -> None:
        self.normalize = normalize
        self.phonemize_words = phonemize_words
        self._alone: dict[str, str] = {}

    @classmethod
    def of(cls, processor: "TextProcessor") -> "WordAligner":
        """Aligner for the texts of a voice."""
        return cls(processor.normalize, processor.phonemize_words)

    def align(
        self, text: str, symbols: Sequence[str], normalized: str | None = None
    ) -> AlignedText:
        """Words of ``text``, of which ``symbols`` are spoken, blanks left out.

        ``normalized`` is the form that was phonemized, where it is not that of the voice.
        """
        if normalized is None:
            normalized = self.normalize(text)
        words, tokens = match_words(text, normalized, self.normalize)
        counted = [n for word in words for n in range(word.first, word.last)]
        bare = [strip_marks(tokens[n]) for n in counted]
        ranges = dict(zip(counted, match_phones(bare, symbols, self._phones_alone), strict=True))
        aligned = []
        for word in words:
            spans = [ranges[n] for n in range(word.first, word.last)]
            spans = [span for span in spans if span[0] < span[1]] or [(0, 0)]
            written = strip_marks(text[word.begin : word.stop])
            said = " ".join(strip_marks(tokens[n]) for n in range(word.first, word.last))
            place = (word.begin, word.stop, spans[0][0], spans[-1][1])
            aligned.append(AlignedWord(written, said, *place))
        return AlignedText(text, normalized, tuple(word for word in aligned if word.last))

    def _phones_alone(self, words: list[str]) -> list[str]:
        new = list(dict.fromkeys(word for word in words if word not in self._alone))
        self._alone.update(zip(new, self.phonemize_words(new), strict=True))
        phones = [self._alone[word] for word in words]
        if len(self._alone) > MAX_REMEMBERED:
            self._alone.clear()
        return phones


MAX_REMEMBERED = 50_000  # words whose phones are kept
