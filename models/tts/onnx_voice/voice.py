"""Text in, waveform out, with an exported voice and without torch."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.tts.base.segment_synthesis import SegmentSynthesis, find_fault, first_line
from models.tts.base.segmentation import Segment
from models.tts.base.synthesis_settings import SynthesisSettings
from models.tts.base.text_to_speech import TextToSpeech
from models.tts.base.voice_profile import VoiceProfile
from models.tts.onnx_voice.document import VoiceDocument, read_document
from models.tts.onnx_voice.sessions import Sessions
from processors.text import SymbolTable, TextProcessor
from utils.errors import UserError, unforeseen_as_user_error

if TYPE_CHECKING:
    from config.schema import RecipeConfig

# Symbols of the ids 0, 1 and 2; the ends are private characters, which no phone string has.
FIRST_CHUNK = 48  # frames that are vocoded before there is something to hear
SPECIAL = ("<blank>", "\ue001", "\ue002")


class OnnxProfile(VoiceProfile):
    """What an exported voice is: its document, and the settings that its training had."""

    def __init__(self, document: VoiceDocument) -> None:
        self.document = document
        self.folder = document.folder
        self.speakers = document.speakers
        blank = SPECIAL[0]
        self.symbols = SymbolTable([*SPECIAL, *document.symbols], pad=blank, blank=blank)

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def noise_scale(self) -> float:
        return self.document.noise_scale

    @cached_property
    def config(self) -> "RecipeConfig":
        """Settings of the recipe: those who want datasets of the voice read it."""
        from config.schema import RecipeConfig

        return RecipeConfig(model_type="onnx", **self.document.recipe)

    def speaker_id(self, name: str | None) -> int:
        """Id of a speaker; 0 where there is one."""
        if not self.speakers:
            if name is not None:
                raise UserError(f"this voice has one speaker: leave out the speaker name {name!r}")
            return 0
        return self.speakers[self.speaker_name(name)]


class OnnxVoice(TextToSpeech):
    """Speaks text with an exported voice, as ``Synthesizer`` does with one of torch."""

    def __init__(self, path: str | Path) -> None:
        """``path`` is the folder of an export, or its model. Raises UserError."""
        document = read_document(path)
        self.voice = OnnxProfile(document)
        self.mel = document.mel
        self.vocoder_name = document.vocoder
        self.text_processor = TextProcessor(document.text, self.voice.symbols)
        self.sessions = Sessions(document)

    def _segment_synthesis(
        self, settings: SynthesisSettings, speakers: Sequence[str | None]
    ) -> "OnnxSegmentSynthesis":
        settings.check()
        if settings.reference_audio is not None:
            raise UserError(
                "an exported voice cannot follow a reference recording; export one for it "
                "(bins/tts/export.py --reference_audio), or use the voice it was exported from"
            )
        return OnnxSegmentSynthesis(self, settings)

    def _vocode(self, segment: Segment) -> np.ndarray:
        return np.concatenate(list(self._chunks(segment, None)))

    def _vocode_chunks(self, segment: Segment) -> Iterator[np.ndarray]:
        return self._chunks(segment, FIRST_CHUNK)

    def _chunks(self, segment: Segment, first: int | None) -> Iterator[np.ndarray]:
        if segment.waveform is not None:
            yield segment.waveform
            return
        try:
            yield from self.sessions.stream(segment.mel, first)
        except RuntimeError as error:
            raise UserError(f"the vocoder failed: {first_line(error)}") from None


class OnnxSegmentSynthesis(SegmentSynthesis):
    """Makes the mels of segments one by one: a graph takes one sentence."""

    def __init__(self, voice: OnnxVoice, settings: SynthesisSettings) -> None:
        super().__init__(voice.text_processor, settings)
        self.voice = voice.voice
        self.sessions = voice.sessions

    def find_speaker(self, name: str | None) -> int:
        return self.voice.speaker_id(name)

    def make_mels(self, segments: list[Segment]) -> None:
        for segment in segments:
            try:
                with unforeseen_as_user_error(RuntimeError):
                    self._make(segment)
            except UserError as error:
                segment.error = error
            except RuntimeError as error:  # of onnxruntime: out of memory
                segment.error = UserError(f"the model failed: {first_line(error)}")

    def _make(self, segment: Segment) -> None:
        spoken = self.sessions.synthesize(
            np.array(segment.phone_ids),
            noise_scale=segment.noise_scale,
            length_scale=segment.length_scale,
            speaker=segment.speaker,
            seed=segment.seed,
        )
        segment.mel, segment.durations = spoken.mel, spoken.durations
        segment.waveform = spoken.waveform
        segment.error = find_fault(segment.mel)
