"""A text on its way to speech, one step at a time: a segment's mel, then a chunk of its waveform.

For programs that work on several texts by turns, and send each chunk as soon as it is made.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.tts.base.placement import find_placement, place_chunks, place_sentence
from models.tts.base.speech import Sentence

if TYPE_CHECKING:
    from config.schema import MelConfig
    from models.tts.base.segment_synthesis import SegmentSynthesis
    from models.tts.base.segmentation import Segment
    from models.tts.base.speech_plan import PlannedSegment
    from processors.text.symbols import SymbolTable


@dataclass(frozen=True)
class SpeechChunk:
    """A stretch of waveform (n,) float32; ``sentence`` comes with the first one of a segment.

    ``total``: samples of the whole text, which are known beforehand if it is one segment.
    """

    waveform: np.ndarray
    sample_rate: int
    sentence: Sentence | None
    last: bool
    total: int | None = None

    @property
    def seconds(self) -> float:
        """Length of the chunk."""
        return len(self.waveform) / self.sample_rate


class SpokenText:
    """A text of which the next chunk may be asked for until it is ``finished``.

    A step is ``prepare`` (phones of the next segment, if one is needed), ``make_mels`` of one or
    several texts, and ``next_chunk``. Each of them may raise UserError.
    """

    def __init__(
        self,
        plan: "Sequence[PlannedSegment]",
        speaker: str | None,
        synthesis: "SegmentSynthesis",
        config: "MelConfig",
        vocode: "Callable[[Segment], Iterator[np.ndarray]]",
        symbols: "SymbolTable",
    ) -> None:
        """``vocode``: chunks of waveform of a segment that has its mel."""
        self.plan = list(plan)
        self.speaker = speaker
        self.synthesis = synthesis
        self.config = config
        self.finished = False
        self._vocode, self._symbols = vocode, symbols
        self._index = 0  # of the segment that is next
        self._frames = 0  # before it
        self._segment: Segment | None = None  # prepared, not yet vocoded
        self._chunks: Iterator[np.ndarray] | None = None
        self._sentence: Sentence | None = None  # not yet given away
        self._left = 0  # frames of the segment of which there are chunks

    @property
    def needed_chars(self) -> int | None:
        """Length of the segment whose mel is needed now; None where there is one to vocode."""
        return None if self._left else len(self.plan[self._index].text)

    def prepare(self) -> None:
        """Find the phones of the next segment, if its mel is needed now."""
        if not self._left and self._segment is None:
            planned = self.plan[self._index]
            (self._segment,) = self.synthesis.prepare([planned], self.speaker, self._index)

    @staticmethod
    def make_mels(texts: Sequence["SpokenText"]) -> None:
        """Mels of the segments that need them, in batches; the texts are of one voice."""
        segments = [text._segment for text in texts if text._segment is not None]
        if segments:
            texts[0].synthesis.make_mels([one for one in segments if one.mel is None])

    def next_chunk(self) -> SpeechChunk:
        """The next chunk; the segment that it is of has its mel."""
        if not self._left:
            self._begin_segment()
        waveform, sentence = next(self._chunks), self._sentence
        self._sentence = None
        self._left -= len(waveform) // self.config.hop_length
        self.finished = not self._left and self._index == len(self.plan)
        total = self._frames * self.config.hop_length if len(self.plan) == 1 else None
        return SpeechChunk(waveform, self.config.sample_rate, sentence, self.finished, total)

    def _begin_segment(self) -> None:
        segment, self._segment = self._segment, None
        if segment.error is not None:
            raise segment.error
        symbols, pauses = self._symbols, self.synthesis.settings.pauses
        placement = find_placement(segment, symbols, self.config, pauses, first=self._index == 0)
        self._sentence = place_sentence(
            segment, symbols, self.config, pauses, placement, self._frames
        )
        self._left = segment.frames + placement.extra
        self._frames += self._left
        self._index += 1
        waveforms = self._vocode(segment)
        self._chunks = place_chunks(waveforms, placement, self.config, segment.frames)
