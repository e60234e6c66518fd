"""Text in, waveform out, whatever computes it: what all synthesizers share."""

import itertools
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.tts.base.placement import place_segment
from models.tts.base.segment_synthesis import SegmentSynthesis
from models.tts.base.segmentation import (
    MAX_GROUP_CHARS,
    STREAM_SEGMENTS,
    Segment,
    group_by_chars,
)
from models.tts.base.speech import Sentence, Speech, SpeechPart, SpeechStream, limit_peak
from models.tts.base.speech_plan import PlannedSegment, plan_speech
from models.tts.base.spoken_text import SpokenText
from models.tts.base.synthesis_settings import DEFAULTS, Pauses, SynthesisSettings
from models.tts.base.voice_profile import VoiceProfile
from processors.text import TextProcessor
from processors.timings.spoken import sentence_timing, spoken_timings, symbol_timings
from processors.timings.timing import SentenceTiming, Timings
from processors.timings.word_aligner import WordAligner
from utils.errors import UserError, unforeseen_as_user_error

if TYPE_CHECKING:
    from config.schema import MelConfig


class TextToSpeech(ABC):
    """Speaks text with one voice. Once loaded it touches no file but a reference recording.

    ``mel`` are the settings of the voice's mels; ``vocoder_name`` tells two vocoders apart.
    """

    voice: VoiceProfile
    text_processor: TextProcessor
    mel: "MelConfig"
    vocoder_name: str

    @abstractmethod
    def _segment_synthesis(
        self, settings: SynthesisSettings, speakers: Sequence[str | None]
    ) -> SegmentSynthesis:
        """What makes the mels of one run, spoken by ``speakers``; UserError for bad settings."""

    @abstractmethod
    def _vocode(self, segment: Segment) -> np.ndarray:
        """Waveform (T * hop,) float32 of a segment that has its mel (n_mels, T)."""

    def _vocode_chunks(self, segment: Segment) -> Iterator[np.ndarray]:
        """The same waveform in chunks (n * hop,), from its beginning, as they are finished."""
        yield self._vocode(segment)

    @property
    def sample_rate(self) -> int:
        """Sample rate of all waveforms, Hz."""
        return self.mel.sample_rate

    @cached_property
    def _aligner(self) -> WordAligner:
        return WordAligner.of(self.text_processor)

    def synthesize(
        self,
        texts: str | Sequence[str] | None = None,
        *,
        ssml: str | Sequence[str] | None = None,
        noise_scale: float | None = None,
        length_scale: float = DEFAULTS.length_scale,
        speaker: str | Sequence[str | None] | None = None,
        reference_audio: str | Path | None = None,
        seed: int = DEFAULTS.seed,
        pauses: Pauses = DEFAULTS.pauses,
    ) -> list[Speech]:
        """Speech of each text, in order; the first text that cannot be spoken raises.

        ``ssml`` takes the place of ``texts`` where they are SSML documents.
        Without ``noise_scale`` it is the voice's own.
        ``speaker`` is one name for all texts or one a text; ``reference_audio`` instead is a
        recording of who shall speak, for voices with a speaker encoder. The same seed gives the
        same audio, and a text sounds alike alone and among others.
        """
        if (texts is None) == (ssml is None):
            raise ValueError("give texts or ssml, one of the two")
        given = texts if ssml is None else ssml
        texts = [given] if isinstance(given, str) else list(given)
        noise_scale = self.voice.noise_scale if noise_scale is None else noise_scale
        settings = SynthesisSettings(
            noise_scale, length_scale, seed, reference_audio, ssml is not None, pauses=pauses
        )
        results = dict(self.iterate(texts, settings, speaker=speaker))
        for index in range(len(texts)):
            if isinstance(results[index], UserError):
                raise results[index]
        return [results[index] for index in range(len(texts))]

    def iterate(
        self,
        texts: Sequence[str],
        settings: SynthesisSettings = DEFAULTS,
        *,
        speaker: str | Sequence[str | None] | None = None,
        share: tuple[int, int] = (0, 1),
        stream_long: bool = False,
    ) -> Iterator[tuple[int, Speech | SpeechStream | UserError]]:
        """Yield (index of the text, its speech or why there is none) as they are finished.

        Short texts come first: neighbors in length share a batch. With ``share`` (r, n) only
        every n-th group of batches is spoken, from the r-th on: n processes speak all texts, each
        in the batches it would be in with one process. With ``stream_long`` a text too long for
        a batch comes as a stream, to be used up before the next.
        """
        one_speaker = speaker is None or isinstance(speaker, str)
        speakers = [speaker] * len(texts) if one_speaker else speaker
        if len(speakers) != len(texts):
            raise ValueError(f"{len(speakers)} speakers for {len(texts)} texts")
        synthesis = self._segment_synthesis(settings, speakers)
        groups = itertools.islice(group_by_chars(texts), share[0], None, share[1])
        return self._iterate(texts, speakers, groups, synthesis, stream_long)

    def stream(
        self,
        text: str | None = None,
        *,
        ssml: str | None = None,
        noise_scale: float | None = None,
        length_scale: float = DEFAULTS.length_scale,
        speaker: str | None = None,
        reference_audio: str | Path | None = None,
        seed: int = DEFAULTS.seed,
        pauses: Pauses = DEFAULTS.pauses,
    ) -> Iterator[SpeechPart]:
        """Yield a text part by part as it is spoken; memory does not grow with it.

        Joined, the parts are what ``synthesize`` gives, but for its lowering of a peak above full
        scale, which takes the whole. Raises UserError where it cannot go on.
        """
        if (text is None) == (ssml is None):
            raise ValueError("give a text or ssml, one of the two")
        noise_scale = self.voice.noise_scale if noise_scale is None else noise_scale
        settings = SynthesisSettings(
            noise_scale, length_scale, seed, reference_audio, ssml is not None, pauses=pauses
        )
        text = text if ssml is None else ssml
        return self._stream(text, speaker, self._segment_synthesis(settings, [speaker]))

    def begin(
        self, text: str, settings: SynthesisSettings = DEFAULTS, *, speaker: str | None = None
    ) -> SpokenText:
        """A text that is spoken a step at a time, for programs that speak several by turns."""
        synthesis = self._segment_synthesis(settings, [speaker])
        return SpokenText(
            self._plan(text, settings),
            speaker,
            synthesis,
            self.mel,
            self._vocode_chunks,
            self.voice.symbols,
        )

    def spoken(self, text: str, settings: SynthesisSettings = DEFAULTS) -> list[tuple[str, str]]:
        """What would be said: (normalized text, phonemes) of each segment."""
        return [
            (self.text_processor.normalize(plan.text), self.text_processor.phonemize(plan.text))
            for plan in self._plan(text, settings)
        ]

    def segment_timings(self, sentence: Sentence) -> SentenceTiming:
        """Times of the words and phones of a segment, as ``begin`` gives it with its chunks."""
        symbols = symbol_timings(
            sentence, self.voice.symbols.blank, self.mel.hop_length / self.sample_rate
        )
        aligned = self._aligner.align(sentence.text, [symbol.phone for symbol in symbols])
        return sentence_timing(aligned, symbols)

    def text_timings(self, text: str, sentences: Sequence[Sentence], seconds: float) -> Timings:
        """Times in a text that was spoken a step at a time, of ``seconds`` in all."""
        return spoken_timings(
            text,
            sentences,
            self._aligner,
            blank=self.voice.symbols.blank,
            frame_seconds=self.mel.hop_length / self.sample_rate,
            seconds=seconds,
        )

    def join(self, text: str, parts: Sequence[SpeechPart], compute_seconds: float = 0.0) -> Speech:
        """Parts of a text, as ``stream`` gives them, as one; a peak above full scale is lowered."""
        waveform, gain = limit_peak(np.concatenate([part.waveform for part in parts]))
        return Speech(
            text=text,
            waveform=waveform,
            sample_rate=self.sample_rate,
            mel=np.concatenate([part.mel for part in parts], 1),
            hop_length=self.mel.hop_length,
            sentences=[part.sentence for part in parts],
            blank=self.voice.symbols.blank,
            aligner=self._aligner,
            gain=gain,
            compute_seconds=compute_seconds,
        )

    def _iterate(
        self,
        texts: Sequence[str],
        speakers: Sequence[str | None],
        groups: Iterable[list[int]],
        synthesis: SegmentSynthesis,
        stream_long: bool,
    ) -> Iterator[tuple[int, Speech | SpeechStream | UserError]]:
        for group in groups:
            text, speaker = texts[group[0]], speakers[group[0]]
            if stream_long and len(text) > MAX_GROUP_CHARS:  # alone in its group
                yield group[0], SpeechStream(text, self._stream(text, speaker, synthesis))
            else:
                yield from self._speak(group, texts, speakers, synthesis)

    def _speak(
        self,
        group: Sequence[int],
        texts: Sequence[str],
        speakers: Sequence[str | None],
        synthesis: SegmentSynthesis,
    ) -> Iterator[tuple[int, Speech | UserError]]:
        started = time.perf_counter()
        good: dict[int, list[Segment]] = {}
        bad: dict[int, UserError] = {}
        for i in group:
            try:
                with unforeseen_as_user_error():
                    plan = self._plan(texts[i], synthesis.settings)
                    good[i] = synthesis.prepare(plan, speakers[i])
            except UserError as error:
                bad[i] = error
        synthesis.make_mels([segment for segments in good.values() for segment in segments])
        frames = {i: sum(segment.frames for segment in segments) for i, segments in good.items()}
        mel_time = (time.perf_counter() - started) / max(sum(frames.values()), 1)
        pauses = synthesis.settings.pauses
        for i in group:
            if i in bad:
                yield i, bad[i]
            else:
                yield i, self._finish(texts[i], good[i], pauses, mel_time * frames[i])

    def _stream(
        self, text: str, speaker: str | None, synthesis: SegmentSynthesis
    ) -> Iterator[SpeechPart]:
        plan = self._plan(text, synthesis.settings)
        start = spoken = 0
        while spoken < len(plan):
            # The first one alone, so that there soon is something to hear.
            window = plan[spoken : spoken + (STREAM_SEGMENTS if spoken else 1)]
            segments = synthesis.prepare(window, speaker, spoken)
            synthesis.make_mels(segments)
            spoken += len(window)
            for part in self._place(segments, synthesis.settings.pauses, start):
                start += part.mel.shape[1]
                yield part

    def _finish(
        self, text: str, segments: list[Segment], pauses: Pauses, spent: float
    ) -> Speech | UserError:
        started = time.perf_counter()
        try:
            with unforeseen_as_user_error():
                parts = list(self._place(segments, pauses))
                return self.join(text, parts, spent + time.perf_counter() - started)
        except UserError as error:
            return error

    def _plan(self, text: str, settings: SynthesisSettings) -> list[PlannedSegment]:
        return plan_speech(text, settings, self.text_processor.config.language)

    def _place(
        self, segments: Sequence[Segment], pauses: Pauses, start: int = 0
    ) -> Iterator[SpeechPart]:
        """Vocode segments that have their mels; the first of them begins at frame ``start``."""
        for segment in segments:
            if segment.error is not None:
                raise segment.error
        for segment in segments:
            waveform = self._vocode(segment)
            part = place_segment(segment, waveform, self.voice.symbols, self.mel, pauses, start)
            start += part.mel.shape[1]
            yield part
