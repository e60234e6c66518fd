"""The GlowTTS model: training pass and synthesis."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.fx.experimental import _config as fx_settings
from torch.nn import functional as F

from models.tts.base.acoustic_model import AcousticModel, ForwardInputs, Synthesis, TextPrior
from models.tts.base.model_checks import ModelChecks
from models.tts.base.synthesis_settings import DEFAULTS, check_scales
from models.tts.glowtts.duration_predictor import DurationPredictor
from models.tts.glowtts.durations import (
    alignment_log_prob,
    diagonal_penalty,
    expand_prior,
    whole_durations,
)
from models.tts.glowtts.flow_decoder import FlowDecoder
from models.tts.glowtts.output import GlowTTSOutput
from models.tts.glowtts.tempo import TempoCorrection, utterance_totals
from models.tts.glowtts.text_encoder import TextEncoder
from modules.cpu_kernels import Precision, pack_layers
from modules.exactness import exact_convolutions
from modules.flow import AffineCoupling, FoldedCoupling
from modules.length_regulator import DurationRounding, round_frames
from modules.mel_contrast import MelContrast
from modules.module_state import evaluating, fold_weight_norm
from modules.monotonic_align import search_durations
from modules.noise import draw_noise
from utils.mask import sequence_mask
from utils.signals import kept_signal_handlers

if TYPE_CHECKING:
    from config.schema import AcousticExperimentConfig
    from models.tts.base.plain_acoustics import PlainAcoustics


class GlowTTS(AcousticModel):
    """Text encoder, duration predictor and flow decoder.

    A speaker conditions the duration predictor and every coupling.
    """

    can_follow_timing = True
    can_align = True

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
        duration_rounding: DurationRounding = "cumulative",
    ) -> None:
        super().__init__(n_symbols, n_mels, n_speakers, speaker_channels, speaker_encoder, n_sqz)
        encoder_channels = hidden_channels_enc or hidden_channels
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
            encoder_channels, filter_channels_dp, kernel_size, p_dropout, self.speaker_channels
        )
        self.duration_rounding = duration_rounding
        # Voices that round up, those of the reference implementation among them, have none.
        self.tempo = TempoCorrection() if duration_rounding == "cumulative" else None
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
            self.speaker_channels,
        )
        self.contrast: MelContrast | None = None

    @classmethod
    def from_config(
        cls, config: "AcousticExperimentConfig", n_symbols: int, n_speakers: int
    ) -> "GlowTTS":
        model = super().from_config(config, n_symbols, n_speakers)
        if config.synthesis.contrast != 1:
            model.contrast = MelContrast(model.n_mels, config.synthesis.contrast)
        return model

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
        return GlowTTSOutput(
            *self._training_pass(
                phone_ids,
                phone_lengths,
                mel,
                mel_lengths,
                speaker_ids,
                speaker_embedding,
                diagonal_weight,
            )
        )

    def compile_forward(self) -> None:
        """Have torch compile ``forward`` when it is first called, as one graph for any lengths.

        For GPUs only: on a CPU torch 2.11 corrupts memory in the gradient of the attention. The
        ActNorms have to be initialized before.
        """
        compiled = torch.compile(self._training_pass, dynamic=True, fullgraph=True)

        def training_pass(*inputs: Tensor | float | None) -> tuple[Tensor, ...]:
            # What compiles installs signal handlers of its own. Sizes that happen to be equal in
            # the first batch (as many phones as items) are not taken for one and the same.
            with kept_signal_handlers(), fx_settings.patch(use_duck_shape=False):
                return compiled(*inputs)

        self._training_pass = training_pass

    def _training_pass(
        self,
        phone_ids: Tensor,
        phone_lengths: Tensor,
        mel: Tensor,
        mel_lengths: Tensor,
        speaker_ids: Tensor | None,
        speaker_embedding: Tensor | None,
        diagonal_weight: float,
    ) -> tuple[Tensor, ...]:
        """The values of GlowTTSOutput, in its order."""
        mel = mel[:, :, : round_frames(mel.shape[2], self.frame_multiple)]
        mel_lengths = round_frames(mel_lengths, self.frame_multiple)
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
        return (
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
        noise_scale: float = DEFAULTS.noise_scale,
        length_scale: float = DEFAULTS.length_scale,
        speaker_ids: Tensor | None = None,
        speaker_embedding: Tensor | None = None,
        generator: torch.Generator | Sequence[torch.Generator] | None = None,
    ) -> Synthesis:
        """As ``AcousticModel.synthesize`` says; senseless durations raise DurationError."""
        phone_ids, phone_lengths, speaker_ids = self.check_inputs(
            phone_ids, phone_lengths, speaker_ids, noise_scale, length_scale
        )
        with (
            evaluating(self),
            torch.autocast(self.device.type, enabled=False),
            exact_convolutions(self.device),
        ):
            speaker = self.embed_speaker(speaker_ids, speaker_embedding)
            text_mask = sequence_mask(phone_lengths, phone_ids.shape[1])
            hidden, mean, log_std = self.encoder(phone_ids, text_mask)
            log_durations = self.duration_predictor(hidden, text_mask, speaker)
            if self.tempo is not None:
                log_durations = log_durations + self.tempo.log_ratio()
            durations = whole_durations(
                log_durations,
                phone_lengths,
                length_scale,
                self.frame_multiple,
                self.duration_rounding,
            )
            mel_lengths = durations.sum(1)
            mel_mask = sequence_mask(mel_lengths)
            z, z_log_std = expand_prior(mean, log_std, durations, mel_mask)
            if noise_scale > 0:
                noise = draw_noise(self.n_mels, mel_lengths.tolist(), generator).to(z.device)
                z = z + noise * noise_scale * z_log_std.exp()
            mel = self._decode(z, mel_mask, speaker)
        return Synthesis(mel, mel_lengths, durations)

    def _decode(self, z: Tensor, mel_mask: Tensor, speaker: Tensor | None) -> Tensor:
        """Mels as they are spoken. Shapes: z and result (B, n_mels, T_mel)."""
        mel, _ = self.decoder.inverse(z, mel_mask, speaker)
        return mel if self.contrast is None else self.contrast(mel)

    @torch.inference_mode()
    def text_prior(
        self, phone_ids: Tensor, phone_lengths: Tensor, speaker_embedding: Tensor | None = None
    ) -> TextPrior:
        phone_ids, phone_lengths = phone_ids.to(self.device), phone_lengths.to(self.device)
        with evaluating(self), torch.autocast(self.device.type, enabled=False):
            speaker = self.embed_speaker(None, speaker_embedding)
            text_mask = sequence_mask(phone_lengths, phone_ids.shape[1])
            hidden, mean, log_std = self.encoder(phone_ids, text_mask)
            return TextPrior(mean, log_std, self.duration_predictor(hidden, text_mask, speaker))

    @torch.inference_mode()
    def latent(
        self, mel: Tensor, mel_lengths: Tensor, speaker_embedding: Tensor | None = None
    ) -> Tensor:
        mel, mel_lengths = mel.to(self.device), mel_lengths.to(self.device)
        with evaluating(self), torch.autocast(self.device.type, enabled=False):
            speaker = self.embed_speaker(None, speaker_embedding)
            z, _ = self.decoder(mel, sequence_mask(mel_lengths, mel.shape[2]), speaker)
        return z

    def alignment_scores(self, z: Tensor, prior: TextPrior) -> Tensor:
        return alignment_log_prob(z, prior.mean, prior.log_std)

    @torch.inference_mode()
    def synthesize_aligned(
        self,
        phone_ids: Tensor,
        phone_lengths: Tensor,
        mel: Tensor,
        mel_lengths: Tensor,
        speaker_ids: Tensor | None = None,
        *,
        noise_scale: float,
        generators: Sequence[torch.Generator] | None = None,
    ) -> Tensor:
        """Mels of utterances whose true mels are aligned by the search, as in training.

        The result is as long as ``mel``: where a length is no multiple of ``n_sqz`` the last frame
        is repeated for the flow, and the surplus cut off.
        """
        check_scales(noise_scale, length_scale=1.0)
        frames, n_sqz = mel.shape[2], self.frame_multiple
        mel = F.pad(mel, (0, n_sqz - 1))
        padded = round_frames(mel_lengths, n_sqz, up=True)
        for row, length, end in zip(mel, mel_lengths.tolist(), padded.tolist(), strict=True):
            row[:, length:end] = row[:, length - 1 : length]
        with exact_convolutions(self.device):
            output = self(phone_ids, phone_lengths, mel, padded, speaker_ids)
        z = output.prior_mean
        if noise_scale > 0:
            noise = draw_noise(self.n_mels, output.mel_lengths.tolist(), generators).to(z.device)
            noise = F.pad(noise, (0, z.shape[2] - noise.shape[2]))
            z = z + noise * noise_scale * output.prior_log_std.exp()
        with exact_convolutions(self.device):
            made = self._decode(z, output.mel_mask, self.embed_speaker(speaker_ids))
        return made[:, :, :frames]

    @torch.inference_mode()
    def fit_tempo(self, seen: Iterable[ForwardInputs], unseen: Iterable[ForwardInputs]) -> None:
        if self.tempo is None:
            return
        with evaluating(self), exact_convolutions(self.device):
            self.tempo.fit(self._utterance_totals(seen), self._utterance_totals(unseen))

    def _utterance_totals(self, batches: Iterable[ForwardInputs]) -> Tensor:
        totals = torch.zeros(4, dtype=torch.float64, device=self.device)
        for inputs in batches:
            output: GlowTTSOutput = self(**inputs)
            totals += utterance_totals(output.durations, output.log_durations, output.text_mask)
        return totals

    @classmethod
    def model_checks(cls) -> ModelChecks:
        from models.tts.glowtts.flow_checks import MODEL_CHECKS

        return MODEL_CHECKS

    def symbol_rows(self) -> Tensor:
        return self.encoder.embedding.weight.detach()

    def to_plain(self) -> "PlainAcoustics":
        from models.tts.glowtts.plain import PlainGlowTTS

        return PlainGlowTTS(
            self.encoder,
            self.duration_predictor,
            self.decoder,
            self.duration_rounding,
            torch.zeros(()) if self.tempo is None else self.tempo.log_ratio(),
            self.contrast,
        )

    def prepare_for_inference(self, precision: Precision = "float32") -> "GlowTTS":
        """Fold for good what can be, pack convolutions, and switch to eval mode.

        With ``precision`` "bf16" the decoder's WaveNets are computed in it, on a CPU that can.
        The state dict changes its keys: load weights before, train another instance.
        """
        fold_weight_norm(self)
        self.decoder.fold_inverses()
        pack_layers(self, precision, inside=(AffineCoupling, FoldedCoupling))
        return self.eval()
