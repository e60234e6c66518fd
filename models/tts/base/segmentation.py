"""Texts cut into segments for the model, and segments into batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from utils.errors import UserError

if TYPE_CHECKING:
    import torch

    from models.tts.base.speech_plan import PlannedSegment

# Symbols of one batch, padding included; about two frames each. A CPU gains nothing from more than
# a long sentence at once, and loses what padding takes.
MAX_BATCH_SYMBOLS = 6000
MAX_CPU_BATCH_SYMBOLS = 512
# Characters taken on at a time from a list of texts.
MAX_GROUP_CHARS = 4000
# Segments of one long text that are on their way together: a few minutes of speech.
STREAM_SEGMENTS = 16


@dataclass
class Segment:
    """One sentence on its way through a voice: its plan and ids, who speaks it, then its mel.

    ``speaker`` is what the voice knows a speaker by (a torch voice an embedding
    (speaker_channels, 1), an exported one an id), None in a voice with one speaker. ``seed``
    decides the noise; ``length_scale`` is that of the request at the segment's own rate.
    """

    plan: "PlannedSegment"
    phones: str
    phone_ids: list[int]
    speaker: "torch.Tensor | int | None"
    seed: int
    noise_scale: float
    length_scale: float
    mel: np.ndarray | None = None
    waveform: np.ndarray | None = None  # where the voice makes it together with the mel
    durations: np.ndarray | None = None
    error: UserError | None = None

    @property
    def text(self) -> str:
        """The segment as it is written."""
        return self.plan.text

    @property
    def frames(self) -> int:
        """Length of the mel, 0 before there is one."""
        return 0 if self.mel is None else self.mel.shape[1]


def group_by_chars(texts: Sequence[str]) -> Iterator[list[int]]:
    """Indices of texts, shortest first, in groups of MAX_GROUP_CHARS or of one longer text."""
    group, chars = [], 0
    for index in sorted(range(len(texts)), key=lambda index: len(texts[index])):
        if group and chars + len(texts[index]) > MAX_GROUP_CHARS:
            yield group
            group, chars = [], 0
        group.append(index)
        chars += len(texts[index])
    if group:
        yield group


def batch_by_symbols(segments: list[Segment], device: "torch.device") -> Iterator[list[Segment]]:
    """Batches of segments of like length, spoken with the same noise and length scale.

    Slower speech means more frames, so fewer segments.
    """
    symbols = MAX_CPU_BATCH_SYMBOLS if device.type == "cpu" else MAX_BATCH_SYMBOLS
    scales = dict.fromkeys((segment.noise_scale, segment.length_scale) for segment in segments)
    for noise_scale, length_scale in scales:
        budget = symbols / max(length_scale, 1.0)
        alike = [
            s for s in segments if (s.noise_scale, s.length_scale) == (noise_scale, length_scale)
        ]
        batch = []
        for segment in sorted(alike, key=lambda segment: len(segment.phone_ids)):
            if batch and (len(batch) + 1) * len(segment.phone_ids) > budget:
                yield batch
                batch = []
            batch.append(segment)
        yield batch
