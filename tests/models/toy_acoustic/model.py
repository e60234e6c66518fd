"""The smallest acoustic model: an encoder, durations, and a linear decoder."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from models.tts.base.acoustic_model import AcousticModel, Synthesis
from modules.length_regulator import frame_to_phone, gather_frames
from modules.module_state import evaluating
from modules.noise import draw_noise
from utils.mask import sequence_mask


class ToyOutput(NamedTuple):
    mel: Tensor  # (B, n_mels, T_mel)
    log_durations: Tensor  # (B, T_text)
    durations: Tensor


class ToyModel(AcousticModel):
    """Every phone has one spectrum and one duration, whatever is beside it."""

    def __init__(self, n_symbols: int, n_mels: int, n_speakers: int, channels: int) -> None:
        super().__init__(n_symbols, n_mels, n_speakers, speaker_channels=channels)
        self.encoder = nn.Embedding(n_symbols, channels)
        self.duration_predictor = nn.Linear(channels, 1)
        self.decoder = nn.Linear(channels, n_mels)

    def forward(
        self,
        phone_ids: Tensor,
        phone_lengths: Tensor,
        mel: Tensor,
        mel_lengths: Tensor,
        speaker_ids: Tensor | None = None,
        speaker_embedding: Tensor | None = None,
    ) -> ToyOutput:
        """Mels with the frames of an utterance spread evenly over its phones."""
        hidden = self._encode(phone_ids, speaker_ids, speaker_embedding)
        phones = torch.arange(phone_ids.shape[1] + 1, device=phone_ids.device)
        phones = torch.minimum(phones, phone_lengths.unsqueeze(1))
        durations = (phones * mel_lengths.unsqueeze(1) // phone_lengths.unsqueeze(1)).diff()
        mask = sequence_mask(mel_lengths, mel.shape[2])
        return ToyOutput(*self._decode(hidden, durations, mask), durations)

    @torch.inference_mode()
    def synthesize(
        self,
        phone_ids: Tensor,
        phone_lengths: Tensor,
        *,
        noise_scale: float,
        length_scale: float = 1.0,
        speaker_ids: Tensor | None = None,
        speaker_embedding: Tensor | None = None,
        generator: torch.Generator | Sequence[torch.Generator] | None = None,
    ) -> Synthesis:
        phone_ids, phone_lengths, speaker_ids = self.check_inputs(
            phone_ids, phone_lengths, speaker_ids, noise_scale, length_scale
        )
        with evaluating(self):
            hidden = self._encode(phone_ids, speaker_ids, speaker_embedding)
            frames = self.duration_predictor(hidden).squeeze(2).exp() * length_scale
            text_mask = sequence_mask(phone_lengths, phone_ids.shape[1]).squeeze(1).long()
            durations = frames.round().clamp_min(1).long() * text_mask
            mel_lengths = durations.sum(1)
            mel, _ = self._decode(hidden, durations, mask := sequence_mask(mel_lengths))
            noise = draw_noise(self.n_mels, mel_lengths.tolist(), generator).to(mel.device)
        return Synthesis((mel + 0.1 * noise_scale * noise) * mask, mel_lengths, durations)

    def _encode(self, phone_ids: Tensor, *speaker: Tensor | None) -> Tensor:
        hidden, vector = self.encoder(phone_ids), self.embed_speaker(*speaker)
        return hidden if vector is None else hidden + vector.transpose(1, 2)  # (B, T_text, C)

    def _decode(self, hidden: Tensor, durations: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        spectra = self.decoder(hidden).transpose(1, 2)  # (B, n_mels, T_text)
        mel = gather_frames(spectra, frame_to_phone(durations, mask.shape[2])) * mask
        return mel, self.duration_predictor(hidden).squeeze(2)
