"""Text in, waveform out: a voice of torch, its text processing and a vocoder."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from models.tts.base.segment_batches import BatchedSegmentSynthesis
from models.tts.base.segment_synthesis import first_line
from models.tts.base.segmentation import Segment
from models.tts.base.synthesis_settings import SynthesisSettings
from models.tts.base.text_to_speech import TextToSpeech
from models.tts.base.voice import Voice
from models.vocoders import Vocoder, load_vocoder
from models.vocoders.loading.load import bundled_vocoder
from modules.cpu_kernels.dispatch import Precision
from processors.text import TextProcessor
from utils.errors import UserError

# Frames that are vocoded before there is something to hear. Every chunk is computed with its
# surroundings, so that short ones cost more: each is twice as long as the one before.
FIRST_CHUNK = 48
LONGEST_CHUNK = 1 << 20


class Synthesizer(TextToSpeech):
    """Speaks text with a voice and a vocoder of torch."""

    def __init__(self, voice: Voice, vocoder: Vocoder) -> None:
        self.voice = voice
        self.vocoder = vocoder
        self.mel = voice.config.preprocess.mel
        self.vocoder_name = vocoder.name
        self.text_processor = TextProcessor(voice.config.preprocess.text, voice.symbols)

    @classmethod
    def from_checkpoint(
        cls,
        expt_dir: str | Path,
        vocoder_dir: str | Path | None = None,
        checkpoint: str | Path = "latest",
        device: str | torch.device = "cpu",
        precision: Precision = "float32",
    ) -> "Synthesizer":
        """Load a voice from its experiment folder; ``checkpoint``: "latest", "best" or a path.

        With ``precision`` "bf16" a CPU that can makes mels in less time: the same durations, and
        log-mels that differ by some hundredths at most.
        Without ``vocoder_dir`` it is the vocoder that was bundled with the voice, else Griffin-Lim.
        """
        voice = Voice.from_checkpoint(expt_dir, checkpoint, device, precision)
        vocoder_dir = vocoder_dir or bundled_vocoder(voice.folder)
        return cls(voice, load_vocoder(vocoder_dir, voice.config.preprocess.mel, device))

    @property
    def sample_rate(self) -> int:
        return self.vocoder.sample_rate

    def _segment_synthesis(
        self, settings: SynthesisSettings, speakers: Sequence[str | None]
    ) -> BatchedSegmentSynthesis:
        settings.check()
        reference = None
        if settings.reference_audio is not None:
            if any(name is not None for name in speakers):
                raise UserError("give a speaker's name or a reference recording, not both")
            reference = self.voice.embed_reference(settings.reference_audio)
        return BatchedSegmentSynthesis(self.voice, self.text_processor, settings, reference)

    def _vocode(self, segment: Segment) -> np.ndarray:
        return np.concatenate(list(self._vocode_chunks(segment, LONGEST_CHUNK)))

    def _vocode_chunks(self, segment: Segment, first: int = FIRST_CHUNK) -> Iterator[np.ndarray]:
        # One at a time: in a batch the padding of shorter ones would be heard at their ends.
        batch = torch.from_numpy(segment.mel).unsqueeze(0).to(self.voice.device)
        try:
            for waveform in self.vocoder.stream(batch, first):
                yield waveform[0].float().cpu().numpy()
        except RuntimeError as error:
            raise UserError(f"the vocoder failed: {first_line(error)}") from None
