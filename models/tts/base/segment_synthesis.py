"""From segments of texts to their mels, whatever computes them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from models.tts.base.segmentation import Segment
from models.tts.base.synthesis_settings import SynthesisSettings
from processors.text import TextProcessor
from utils.errors import UserError
from utils.seeds import derive_seed

if TYPE_CHECKING:
    from models.tts.base.speech_plan import PlannedSegment


class SegmentSynthesis(ABC):
    """Makes the mels of segments, with the settings of one run of synthesis."""

    def __init__(self, text_processor: TextProcessor, settings: SynthesisSettings) -> None:
        self.text_processor = text_processor
        self.settings = settings

    @abstractmethod
    def find_speaker(self, name: str | None) -> Any:
        """``Segment.speaker`` of a speaker's name; UserError if the voice has none of that name."""

    @abstractmethod
    def make_mels(self, segments: list[Segment]) -> None:
        """Set ``mel`` and ``durations`` of each segment, or ``error``.

        Segments of other runs may be among them: scales and speakers are those of each segment.
        """

    def prepare(
        self, planned: "Sequence[PlannedSegment]", speaker: str | None, first: int = 0
    ) -> list[Segment]:
        """Ids and seeds of planned segments of a text, the first of which is its ``first``."""
        segments = []
        for index, plan in enumerate(planned, start=first):
            phones = self.text_processor.phonemize(plan.text)
            segments.append(
                Segment(
                    plan,
                    phones,
                    self.text_processor.encode(phones),
                    self.find_speaker(plan.speaker or speaker),
                    derive_seed(self.settings.seed, index),
                    self.settings.noise_scale,
                    self.settings.length_scale / plan.rate,
                )
            )
        return segments


def find_fault(mel: np.ndarray) -> UserError | None:
    """The error of a mel that is not made of numbers, None of any other."""
    if np.isfinite(mel).all():
        return None
    return UserError("the voice gave a mel with NaN or infinity: broken weights")


def first_line(error: Exception) -> str:
    """What a message that may go on for pages begins with."""
    return (str(error) or type(error).__name__).splitlines()[0]
