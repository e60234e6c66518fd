"""Mels of segments by a model of torch, in batches of segments of like length."""

import logging

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from models.tts.base.segment_synthesis import SegmentSynthesis, find_fault, first_line
from models.tts.base.segmentation import Segment, batch_by_symbols
from models.tts.base.synthesis_settings import SynthesisSettings
from models.tts.base.voice import Voice
from processors.text import TextProcessor
from utils.errors import UserError, unforeseen_as_user_error

logger = logging.getLogger(__name__)


class BatchedSegmentSynthesis(SegmentSynthesis):
    """Makes the mels of segments; a batch that fails is tried again one segment at a time."""

    def __init__(
        self,
        voice: Voice,
        text_processor: TextProcessor,
        settings: SynthesisSettings,
        reference: Tensor | None = None,
    ) -> None:
        """``reference`` (speaker_channels, 1) is who speaks, where no name says so."""
        super().__init__(text_processor, settings)
        self.voice = voice
        self.reference = reference

    def find_speaker(self, name: str | None) -> Tensor | None:
        """Embedding (speaker_channels, 1); None where one voice is all there is."""
        return self.voice.embed_speaker(name) if self.reference is None else self.reference

    def make_mels(self, segments: list[Segment]) -> None:
        for batch in batch_by_symbols(segments, self.voice.device):
            try:
                with unforeseen_as_user_error():
                    self._make_batch(batch)
            except UserError as error:
                if len(batch) > 1:
                    logger.debug("a batch of %d failed, one at a time now: %s", len(batch), error)
                for segment in batch:
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
            noise_scale=batch[0].noise_scale,
            length_scale=batch[0].length_scale,
            speaker_embedding=speakers,
            # On the CPU, so that every device speaks alike.
            generator=[torch.Generator().manual_seed(segment.seed) for segment in batch],
        )
        mels, durations = result.mel.float().cpu().numpy(), result.durations.cpu().numpy()
        lengths = result.mel_lengths.tolist()
        for row, (segment, frames) in enumerate(zip(batch, lengths, strict=True)):
            segment.mel = mels[row, :, :frames].copy()
            segment.durations = durations[row, : len(segment.phone_ids)].copy()
            segment.error = find_fault(segment.mel)
