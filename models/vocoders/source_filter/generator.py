"""Waveforms of log-mels by a source and filters, at the frame rate of the mel."""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.vocoders.source_filter.pitch import PitchPredictor
from modules.layers.linear import Linear
from modules.vocoder import Backbone, ForwardSTFT, FrameGenerator, InverseSTFT
from modules.vocoder.pulses import Excitation, follow, frame_cycles, pulse_train, to_samples
from processors.processed.pitches import POINTS

MAX_LOG_GAIN = 5.0
MIDDLE_LOG_F0 = 5.2  # 180 Hz
NOISE_FRAMES = 256  # after so many frames, three seconds, the noise begins again
NOISE_SEED = 1234
# Log-mels of white noise of unit variance, and how much noise there is at first.
LOG_MEL_OF_NOISE = -0.21
FIRST_NOISE = -0.7


class Filters(NamedTuple):
    """Gains of every spectrum. Shapes: both (B, steps, bins); ``pulses`` complex, ``noise`` real.

    There are ``hop_length / filter_hop`` spectra, one a step, to a frame of the mel.
    """

    pulses: Tensor
    noise: Tensor


class Draws(NamedTuple):
    """What a generator makes in training. Shapes: waveforms (B, T * hop_length); loss ()."""

    first: Tensor
    second: Tensor
    pitch_loss: Tensor


class SourceFilterGenerator(FrameGenerator):
    """Pulses at the pitch that a small network reads off the mel, and noise, both filtered.

    The filters are spectra from the backbone of Vocos, around the envelope that the mel itself is;
    what is left to learn takes little training. As in the source-filter models of Wang et al.
    (2019, NSF) the pulses' phase runs on through all frames: ``features`` computes it for the
    whole mel, ``render`` any piece of it. The noise is always the same.

    ``context``: the samples of a frame depend on at most so many frames of the features to either
    side; ``piece_frames``: what is well made at a time.
    Shapes: mel (B, n_mels, T); features (B, n_mels + 4, T); result (B, T * hop_length).
    """

    piece_frames = 1024
    needs_whole_mel = True

    def __init__(
        self,
        n_mels: int,
        *,
        bands: Tensor | None,
        channels: int,
        hidden_channels: int,
        n_layers: int,
        pitch_channels: int,
        pitch_layers: int,
        filter_size: int,
        filter_hop: int,
        voiced_noise: float,
        hop_length: int,
        sample_rate: int,
    ) -> None:
        """``bands`` (n_mels, bins) made the mels; the envelope begins with them."""
        super().__init__()
        if hop_length % filter_hop:
            raise ValueError(f"hop_length {hop_length} is no multiple of filter_hop {filter_hop}")
        self.hop_length = hop_length
        self.sample_rate = sample_rate
        self.steps = hop_length // filter_hop
        self.bins = filter_size // 2 + 1
        self.voiced_noise = voiced_noise
        self.context = 3 * (1 + n_layers) + math.ceil(filter_size / 2 / hop_length)
        self.pitch = PitchPredictor(n_mels, pitch_channels, pitch_layers)
        self.backbone = Backbone(n_mels + 2, channels, hidden_channels, n_layers)
        self.out = Linear(channels, self.steps * 3 * self.bins)
        nn.init.trunc_normal_(self.out.weight, std=0.01)
        nn.init.zeros_(self.out.bias)
        self.envelope = Linear(n_mels, self.bins)
        if bands is not None:
            self.envelope.weight.data.copy_(_interpolation(bands, self.bins))
        nn.init.constant_(self.envelope.bias, -LOG_MEL_OF_NOISE)
        self.stft = ForwardSTFT(filter_size, filter_hop)
        self.istft = InverseSTFT(filter_size, filter_hop, filter_size)
        random = torch.Generator().manual_seed(NOISE_SEED)
        noise = torch.randn(NOISE_FRAMES, hop_length, generator=random)
        self.register_buffer("noise", noise, persistent=False)

    @property
    def mel_context(self) -> int:
        return self.context + self.pitch.context

    def forward(self, mel: Tensor, pitch: Tensor | None = None) -> Tensor | Draws:
        """The waveform of a mel; in training, where the pitch is known, two draws of it."""
        if pitch is not None:
            return self.draw(mel, pitch)
        return self.render(self.features(mel))

    def draw(self, mel: Tensor, pitch: Tensor) -> Draws:
        """Two waveforms of other noise at a recording's own phase, see ``pitch_phase``.

        Shapes: pitch (B, 2, POINTS * T + 1): cycles and voicing.
        """
        excitation, f0, voicing = follow(pitch, POINTS, self.hop_length, self.sample_rate)
        voicing = (voicing > 0.5).to(f0.dtype)
        filters, pulses = self.filters(mel, f0, voicing), self.pulses(excitation)
        first, second = (self.shape(filters, pulses, torch.randn_like(pulses)) for _ in range(2))
        return Draws(first, second, self.pitch.loss(mel, f0, voicing))

    def features(self, mel: Tensor) -> Tensor:
        """The mel, and rows for F0, voicing, phase and the frame's place in the noise."""
        f0, voicing = self._predict_pitch(mel)
        cycles = frame_cycles(f0, self.hop_length, self.sample_rate)
        place = torch.arange(mel.shape[2], device=mel.device) % NOISE_FRAMES
        rows = torch.stack([f0, voicing, cycles, place.to(f0.dtype).expand_as(f0)], 1)
        return torch.cat([mel, rows], 1)

    def render(self, features: Tensor) -> Tensor:
        """The waveform of a piece of ``features``."""
        mel, rows = features[:, :-4], features[:, -4:]
        f0, voicing, cycles, place = rows.unbind(1)
        excitation = to_samples(cycles, f0, voicing, self.hop_length, self.sample_rate)
        noise = self.noise[place.long()].flatten(1)
        pulse_filters, noise_filters = self.filters(mel, f0, voicing)
        filters = Filters(pulse_filters, self.lower_noise(noise_filters, voicing))
        return self.shape(filters, self.pulses(excitation), noise)

    def lower_noise(self, gain: Tensor, voicing: Tensor) -> Tensor:
        """Gain of the noise, times ``voiced_noise`` in voiced frames.

        Training, whose noise is random, teaches more noise than is heard as natural there.
        Shapes: gain and result (B, steps, bins); voicing (B, T).
        """
        if self.voiced_noise == 1:
            return gain
        factors = (1 - voicing * (1 - self.voiced_noise)).unsqueeze(2).expand(-1, -1, self.steps)
        return gain * factors.reshape(len(gain), -1, 1)

    def pulses(self, excitation: Excitation) -> Tensor:
        """The voiced source, of unit variance. Shapes: result (B, N)."""
        return pulse_train(excitation, self.sample_rate)

    def filters(self, mel: Tensor, f0: Tensor, voicing: Tensor) -> Filters:
        """What shapes both sources. Shapes: f0 (Hz) and voicing (B, T)."""
        x = self.backbone(self.condition(mel, f0, voicing))
        gain, phase, noise_gain = self.gains(x, mel)
        # torch.polar is the same, an element at a time on a CPU.
        return Filters(torch.complex(gain * phase.cos(), gain * phase.sin()), noise_gain)

    def condition(self, mel: Tensor, f0: Tensor, voicing: Tensor) -> Tensor:
        """What the backbone sees. Shapes: result (B, n_mels + 2, T)."""
        height = (f0.log() - MIDDLE_LOG_F0) * voicing * 2
        return torch.cat([mel, torch.stack([height, voicing * 2 - 1], 1)], 1)

    def gains(self, x: Tensor, mel: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Gain and phase of the pulses, and gain of the noise, float32 under autocast too.

        Shapes: x (B, T, channels), from the backbone; results (B, steps, bins).
        """
        B, _, T = mel.shape
        out = self.out(x).float().view(B, T * self.steps, 3, self.bins)
        pulse_gain, phase, noise_gain = out.unbind(2)
        between = F.interpolate(mel, scale_factor=self.steps, mode="linear")
        envelope = self.envelope(between.transpose(1, 2)).float()
        gain = (envelope + pulse_gain).clamp(max=MAX_LOG_GAIN).exp()
        return gain, phase, (envelope + noise_gain + FIRST_NOISE).clamp(max=MAX_LOG_GAIN).exp()

    def shape(self, filters: Filters, pulses: Tensor, noise: Tensor) -> Tensor:
        """The waveform of both sources. Shapes: pulses, noise and result (B, N)."""
        spectrum = self.stft(pulses) * filters.pulses + self.stft(noise) * filters.noise
        return self.istft(spectrum.transpose(1, 2))

    def _predict_pitch(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """F0 and voicing (B, T), a piece at a time: what lies between would be large."""
        parts, n_frames, context = [], mel.shape[2], self.pitch.context
        for start in range(0, n_frames, self.piece_frames):
            end = min(start + self.piece_frames, n_frames)
            first = max(0, start - context)
            rows = torch.stack(self.pitch.predict(mel[:, :, first : end + context]))
            parts.append(rows[:, :, start - first : end - first])
        f0, voicing = torch.cat(parts, 2)
        return f0, voicing


def _interpolation(bands: Tensor, n_bins: int) -> Tensor:
    """Matrix from log-mels to a spectrum: linear between the centers of bands, flat beyond them.

    Shapes: bands (n_mels, bins of any number); result (n_bins, n_mels).
    """
    places = torch.linspace(0, n_bins - 1, bands.shape[1], dtype=bands.dtype)
    centers = (bands * places).sum(1) / bands.sum(1).clamp(min=1e-8)
    bins = torch.arange(n_bins, dtype=bands.dtype)
    upper = torch.searchsorted(centers, bins).clamp(1, len(centers) - 1)
    low, high = centers[upper - 1], centers[upper]
    share = ((bins - low) / (high - low).clamp(min=1e-8)).clamp(0, 1)
    rows = torch.arange(n_bins)
    matrix = torch.zeros(n_bins, len(centers))
    matrix[rows, upper] = share
    matrix[rows, upper - 1] += 1 - share
    return matrix
