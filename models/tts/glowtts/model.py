"""The GlowTTS model: training pass, synthesis, and loading for inference."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.tts.glowtts.duration_predictor import DurationPredictor
from models.tts.glowtts.durations import (
    alignment_log_prob,
    diagonal_penalty,
    expand_prior,
    whole_durations,
)
from models.tts.glowtts.flow_decoder import FlowDecoder
from models.tts.glowtts.text_encoder import TextEncoder
from modules.cpu_kernels import Precision, pack
from modules.length_regulator import durations_to_path, round_frames
from modules.module_state import evaluating, fold_weight_norm
from modules.monotonic_align import search_durations
from modules.noise import draw_noise
from utils.errors import UserError
from utils.mask import sequence_mask


class ScaleError(UserError, ValueError):
    """A noise_scale or length_scale that no speech can be made with."""


@dataclass(frozen=True)
class GlowTTSOutput:
    """What a training pass computes; all floats are float32.

    Shapes: z, prior_mean, prior_log_std (B, n_mels, T_mel), zero on padding; log_det (B,);
    durations int64 and log_durations (B, T_text); text_mask (B, 1, T_text); mel_mask
    (B, 1, T_mel); mel_lengths (B,). T_mel and mel_lengths are multiples of n_sqz.
    """

    z: Tensor
    log_det: Tensor
    prior_mean: Tensor
    prior_log_std: Tensor
    durations: Tensor
    log_durations: Tensor
    text_mask: Tensor
    mel_mask: Tensor
    mel_lengths: Tensor

    @property
    def path(self) -> Tensor:
        """Hard alignment (B, T_text, T_mel)."""
        return durations_to_path(self.durations, self.z.shape[2])


@dataclass(frozen=True)
class Synthesis:
    """Generated speech features.

    Shapes: mel (B, n_mels, T_mel), zero on padding; mel_lengths (B,); durations (B, T_text)
    int64, whose sums are mel_lengths.
    """

    mel: Tensor
    mel_lengths: Tensor
    durations: Tensor

    @property
    def path(self) -> Tensor:
        """Hard alignment (B, T_text, T_mel)."""
        return durations_to_path(self.durations, self.mel.shape[2])


class GlowTTS(nn.Module):
    """Text encoder, duration predictor and flow decoder.

    With ``n_speakers`` > 1 a speaker, by id or as an embedding of one's own, conditions the
    duration predictor and every coupling; otherwise ``speaker_ids`` are ignored. With a
    ``speaker_encoder`` the embeddings are of recordings: training gives one an utterance, ids
    mean ``speaker_means``. What they all share, ``speaker_centre``, tells nobody apart and is
    taken off. Both are buffers that the trainer fills.
    """

    def __init__(
        self,
        n_symbols: int,
        n_mels: int = 80,
        n_speakers: int = 0,
        *,
        hidden_channels: int = 192,
        hidden_channels_enc: int | None = None,
        hidden_channels_dec: int | None = None,
        filter_channels: int = 768,
        filter_channels_dp: int = 256,
        n_heads: int = 2,
        n_layers_enc: int = 6,
        kernel_size: int = 3,
        window_size: int | None = 4,
        prenet: bool = True,
        mean_only: bool = True,
        p_dropout: float = 0.1,
        n_blocks_dec: int = 12,
        n_block_layers: int = 4,
        kernel_size_dec: int = 5,
        dilation_rate: int = 1,
        p_dropout_dec: float = 0.05,
        n_split: int = 4,
        n_sqz: int = 2,
        sigmoid_scale: bool = False,
        speaker_channels: int = 256,
        speaker_encoder: str | None = None,
    ) -> None:
        super().__init__()
        self.n_symbols = n_symbols
        self.n_mels = n_mels
        self.n_speakers = n_speakers
        self.n_sqz = n_sqz
        if n_speakers <= 1 and speaker_encoder is None:
            speaker_channels = 0
        self.speaker_channels = speaker_channels
        encoder_channels = hidden_channels_enc or hidden_channels
        self.speaker_table = None
        means = None if speaker_encoder is None else torch.zeros(n_speakers, speaker_channels)
        self.register_buffer("speaker_means", means)
        self.register_buffer(
            "speaker_centre", None if means is None else torch.zeros(speaker_channels)
        )
        if speaker_channels and means is None:
            self.speaker_table = nn.Embedding(n_speakers, speaker_channels)
            nn.init.uniform_(self.speaker_table.weight, -0.1, 0.1)
        self.encoder = TextEncoder(
            n_symbols,
            n_mels,
            encoder_channels,
            filter_channels,
            n_heads,
            n_layers_enc,
            kernel_size,
            window_size,
            p_dropout,
            prenet,
            mean_only,
        )
        self.duration_predictor = DurationPredictor(
            encoder_channels, filter_channels_dp, kernel_size, p_dropout, speaker_channels
        )
        self.decoder = FlowDecoder(
            n_mels,
            hidden_channels_dec or hidden_channels,
            kernel_size_dec,
            n_blocks_dec,
            n_block_layers,
            dilation_rate,
            p_dropout_dec,
            n_split,
            n_sqz,
            sigmoid_scale,
            speaker_channels,
        )

    @classmethod
    def from_checkpoint(
        cls,
        path: str | Path,
        which: str | Path = "latest",
        device: str | torch.device = "cpu",
        precision: Precision = "float32",
    ) -> "GlowTTS":
        """Model ready for synthesis, with ``symbols``, ``speakers`` and ``config`` attached.

        ``path`` is an experiment, its checkpoint folder or one checkpoint; ``which`` is "latest",
        "best" or a path; ``precision`` is that of ``prepare_for_inference``.
        """
        from models.tts.glowtts.loading import load_for_inference

        return load_for_inference(cls, path, which, device, precision)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.encoder.embedding.weight.device

    def forward(
        self,
        phone_ids: Tensor,
        phone_lengths: Tensor,
        mel: Tensor,
        mel_lengths: Tensor,
        speaker_ids: Tensor | None = None,
        speaker_embedding: Tensor | None = None,
        diagonal_weight: float = 0.0,
    ) -> GlowTTSOutput:
        """Map mel to z, align it to the text, and predict durations.

        ``diagonal_weight`` times the squared distance from the diagonal is taken from the scores
        of the search, in nats a frame; 0 is the paper's search.
        Shapes: phone_ids (B, T_text); mel (B, n_mels, T_mel); lengths and speaker_ids (B,);
        speaker_embedding (B, speaker_channels, 1). Frames left over by ``n_sqz`` are dropped.
        """
        if mel.shape[1] != self.n_mels:
            raise ValueError(
                f"mel has {mel.shape[1]} channels, the model is made for {self.n_mels}"
            )
        mel = mel[:, :, : round_frames(mel.shape[2], self.n_sqz)]
        mel_lengths = round_frames(mel_lengths, self.n_sqz)
        text_mask = sequence_mask(phone_lengths, phone_ids.shape[1])
        mel_mask = sequence_mask(mel_lengths, mel.shape[2])
        speaker = self.embed_speaker(speaker_ids, speaker_embedding)

        hidden, mean, log_std = self.encoder(phone_ids, text_mask)
        log_durations = self.duration_predictor(hidden, text_mask, speaker)
        z, log_det = self.decoder(mel, mel_mask, speaker)
        log_prob = alignment_log_prob(z, mean, log_std)
        if diagonal_weight > 0:
            penalty = diagonal_penalty(phone_lengths, mel_lengths, *log_prob.shape[1:])
            log_prob = log_prob - diagonal_weight * penalty
        # What cannot be searched gets durations of -1, and the loss shows it: no need to wait.
        durations = search_durations(log_prob, phone_lengths, mel_lengths, wait=False)
        prior_mean, prior_log_std = expand_prior(mean, log_std, durations, mel_mask)
        return GlowTTSOutput(
            z,
            log_det,
            prior_mean,
            prior_log_std,
            durations,
            log_durations,
            text_mask,
            mel_mask,
            mel_lengths,
        )

    @torch.inference_mode()
    def synthesize(
        self,
        phone_ids: Tensor,
        phone_lengths: Tensor,
        *,
        noise_scale: float = 0.667,
        length_scale: float = 1.0,
        speaker_ids: Tensor | None = None,
        speaker_embedding: Tensor | None = None,
        generator: torch.Generator | Sequence[torch.Generator] | None = None,
    ) -> Synthesis:
        """Mel of each utterance, in eval mode and float32 whatever the model's state.

        Noise is drawn utterance by utterance, from one generator in turn or from a list with one
        an utterance; with the list an utterance sounds the same alone and in any batch. Raises
        DurationError when the predicted durations make no sense.
        Shapes: phone_ids (B, T_text); phone_lengths, speaker_ids (B,); speaker_embedding
        (B, speaker_channels, 1).
        """
        phone_ids, phone_lengths = phone_ids.to(self.device), phone_lengths.to(self.device)
        self._check_phones(phone_ids, phone_lengths)
        check_scales(noise_scale, length_scale)
        speaker_ids = self._check_speakers(speaker_ids)
        with evaluating(self), torch.autocast(self.device.type, enabled=False):
            speaker = self.embed_speaker(speaker_ids, speaker_embedding)
            text_mask = sequence_mask(phone_lengths, phone_ids.shape[1])
            hidden, mean, log_std = self.encoder(phone_ids, text_mask)
            log_durations = self.duration_predictor(hidden, text_mask, speaker)
            durations = whole_durations(log_durations, phone_lengths, length_scale, self.n_sqz)
            mel_lengths = durations.sum(1)
            mel_mask = sequence_mask(mel_lengths)
            z, z_log_std = expand_prior(mean, log_std, durations, mel_mask)
            if noise_scale > 0:
                noise = draw_noise(self.n_mels, mel_lengths.tolist(), generator).to(z.device)
                z = z + noise * noise_scale * z_log_std.exp()
            mel, _ = self.decoder.inverse(z, mel_mask, speaker)
        return Synthesis(mel, mel_lengths, durations)

    def embed_speaker(
        self, speaker_ids: Tensor | None, speaker_embedding: Tensor | None = None
    ) -> Tensor | None:
        """Unit vector (B, speaker_channels, 1) of each speaker; None in a single-speaker model.

        A given embedding is used instead of the ids, scaled to unit length too.
        """
        width = self.speaker_channels
        if not width:
            if speaker_embedding is not None:
                raise ValueError("this voice has one speaker: it takes no speaker_embedding")
            return None
        if speaker_embedding is None:
            if speaker_ids is None:
                raise ValueError(f"one of {self.n_speakers} speakers must be chosen: speaker_ids")
            speaker_embedding = self.look_up_speakers(speaker_ids)
        if speaker_embedding.ndim != 3 or speaker_embedding.shape[1:] != (width, 1):
            shape = tuple(speaker_embedding.shape)
            raise ValueError(f"speaker_embedding is {shape}, expected (B, {width}, 1)")
        speaker_embedding = speaker_embedding.to(self.device)
        if self.speaker_centre is not None:
            speaker_embedding = F.normalize(speaker_embedding, dim=1) - self.speaker_centre[:, None]
        return F.normalize(speaker_embedding, dim=1)

    def look_up_speakers(self, speaker_ids: Tensor) -> Tensor:
        """What ``embed_speaker`` takes as an embedding (B, speaker_channels, 1), by id."""
        table = self.speaker_means if self.speaker_table is None else self.speaker_table.weight
        return F.embedding(speaker_ids, table).unsqueeze(2)

    def prepare_for_inference(self, precision: Precision = "float32") -> "GlowTTS":
        """Fold for good what can be, pack convolutions, and switch to eval mode.

        With ``precision`` "bf16" the decoder's WaveNets are computed in it, on a CPU that can.
        The state dict changes its keys: load weights before, train another instance.
        """
        fold_weight_norm(self)
        self.decoder.fold_inverses()
        pack(self)
        self.decoder.pack_wavenets(precision)
        return self.eval()

    def _check_phones(self, phone_ids: Tensor, phone_lengths: Tensor) -> None:
        if phone_ids.ndim != 2 or phone_lengths.shape != phone_ids.shape[:1]:
            raise ValueError(
                f"phone_ids {tuple(phone_ids.shape)} and phone_lengths "
                f"{tuple(phone_lengths.shape)} do not fit: expected (B, T_text) and (B,)"
            )
        if (
            phone_ids.numel() == 0
            or not 1 <= phone_lengths.min() <= phone_lengths.max() <= (phone_ids.shape[1])
        ):
            raise ValueError(
                f"phone_lengths must be from 1 to {phone_ids.shape[1]}, "
                f"got {phone_lengths.tolist()}"
            )
        if not 0 <= phone_ids.min() <= phone_ids.max() < self.n_symbols:
            raise ValueError(
                f"phone_ids must be from 0 to {self.n_symbols - 1}, "
                f"got {phone_ids.min().item()} to {phone_ids.max().item()}"
            )

    def _check_speakers(self, speaker_ids: Tensor | None) -> Tensor | None:
        if speaker_ids is None:
            return None
        n_speakers = max(self.n_speakers, 1)
        if speaker_ids.numel() and not 0 <= speaker_ids.min() <= speaker_ids.max() < n_speakers:
            raise ValueError(
                f"speaker_ids must be from 0 to {n_speakers - 1}, got {speaker_ids.tolist()}"
            )
        return speaker_ids.to(self.device)


def check_scales(noise_scale: float, length_scale: float) -> None:
    """Raise ScaleError unless ``synthesize`` can work with both."""
    for name, value, allowed, expected in (
        ("noise_scale", noise_scale, noise_scale >= 0, "0 or more"),
        ("length_scale", length_scale, length_scale > 0, "above 0"),
    ):
        if not (math.isfinite(value) and allowed):
            raise ScaleError(f"{name} must be a finite number, {expected}, got {value}")
