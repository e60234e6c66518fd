"""From segments of texts to their mels: batches with one voice, settings and noise of their own."""

import logging
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from models.tts.base.segmentation import Segment, batch_by_symbols, noise_generator
from models.tts.base.synthesis_settings import SynthesisSettings
from models.tts.base.voice import Voice
from processors.text import TextProcessor
from utils.errors import UserError, unforeseen_as_user_error

logger = logging.getLogger(__name__)


class SegmentSynthesis:
    """Makes the mels of segments; a batch that fails is tried again one segment at a time."""

    def __init__(
        self,
        voice: Voice,
        text_processor: TextProcessor,
        settings: SynthesisSettings,
        reference: Tensor | None = None,
    ) -> None:
        """``reference`` (speaker_channels, 1) is who speaks, where no name says so."""
        self.voice = voice
        self.text_processor = text_processor
        self.settings = settings
        self.reference = reference

    def prepare(
        self, text: str, sentences: Sequence[str], speaker: str | None, first: int = 0
    ) -> list[Segment]:
        """Ids and noise of ``sentences`` of a text, the first of which is its ``first``."""
        embedding = self.reference
        if embedding is None:
            embedding = self.voice.embed_speaker(speaker)
        if not text.strip():
            raise UserError("the text is empty: there is nothing to say")
        segments = []
        for index, sentence in enumerate(sentences, start=first):
            phones = self.text_processor.phonemize(sentence)
            ids = self.text_processor.encode(phones)
            noise = noise_generator(self.settings.seed, index)
            segments.append(Segment(sentence, phones, ids, embedding, noise))
        return segments

    def make_mels(self, segments: list[Segment]) -> None:
        """Set ``mel`` and ``durations`` of each segment, or ``error``."""
        for batch in batch_by_symbols(segments, self.settings.length_scale, self.voice.device):
            states = [segment.generator.get_state() for segment in batch]
            try:
                with unforeseen_as_user_error():
                    self._make_batch(batch)
            except UserError as error:
                if len(batch) > 1:
                    logger.debug("a batch of %d failed, one at a time now: %s", len(batch), error)
                for segment, state in zip(batch, states, strict=True):
                    segment.generator.set_state(state)
                    self._make_single(segment)

    def _make_single(self, segment: Segment) -> None:
        try:
            with unforeseen_as_user_error(RuntimeError):
                self._make_batch([segment])
        except UserError as error:
            segment.error = error
        except RuntimeError as error:  # out of memory, a broken device
            segment.error = UserError(f"the model failed: {first_line(error)}")

    def _make_batch(self, batch: list[Segment]) -> None:
        ids = [torch.tensor(segment.phone_ids) for segment in batch]
        speakers = None
        if batch[0].speaker is not None:
            speakers = torch.stack([segment.speaker for segment in batch])
        result = self.voice.model.synthesize(
            pad_sequence(ids, batch_first=True, padding_value=self.voice.symbols.pad_id),
            torch.tensor([len(row) for row in ids]),
            noise_scale=self.settings.noise_scale,
            length_scale=self.settings.length_scale,
            speaker_embedding=speakers,
            generator=[segment.generator for segment in batch],
        )
        mels, durations = result.mel.float().cpu().numpy(), result.durations.cpu().numpy()
        lengths = result.mel_lengths.tolist()
        for row, (segment, frames) in enumerate(zip(batch, lengths, strict=True)):
            segment.mel = mels[row, :, :frames].copy()
            segment.durations = durations[row, : len(segment.phone_ids)].copy()
            if not np.isfinite(segment.mel).all():
                message = "the voice gave a mel with NaN or infinity: broken weights"
                segment.error = UserError(message)


def first_line(error: RuntimeError) -> str:
    """What a message that may go on for pages begins with."""
    return (str(error) or type(error).__name__).splitlines()[0]
