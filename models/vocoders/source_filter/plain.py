"""The source-filter generator in operations that exported graphs know, for a single utterance."""

import torch
from torch import Tensor, nn

from models.vocoders.source_filter.generator import SourceFilterGenerator
from modules.vocoder.plain_backbone import run_backbone
from modules.vocoder.plain_forward_stft import PlainForwardSTFT
from modules.vocoder.plain_inverse_stft import PlainInverseSTFT
from modules.vocoder.pulses import frame_cycles, to_samples

N_STATES = 3  # see ``PlainSourceFilter``


class PlainSourceFilter(nn.Module):
    """Waveforms of mels, or of pieces of a mel that join.

    Behind the rows of a mel there may be ``N_STATES`` rows, each of one number, for a piece of a
    longer mel: the phase (cycles) at a frame of the piece, which frame that is, and how many frames
    of the whole are before the piece. Without them all three are 0.
    Shapes: mel (1, n_mels or n_mels + N_STATES, T).
    """

    def __init__(self, generator: SourceFilterGenerator) -> None:
        super().__init__()
        self.generator = generator
        self.n_mels = generator.envelope.in_features
        self.stft = PlainForwardSTFT(generator.stft)
        self.istft = PlainInverseSTFT(generator.istft)
        self.noise = PeriodicNoise(generator.noise.flatten(), self.stft)

    def forward(self, mel: Tensor) -> Tensor:
        """The waveform (1, T * hop_length)."""
        return self.begin_or_continue(mel)[0]

    def begin_or_continue(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """The waveform, and the phase at the center of each frame (1, T), cycles."""
        generator = self.generator
        states = torch.cat([mel[0, self.n_mels :, 0], torch.zeros(N_STATES)])
        phase, frame, before = states[0], states[1:2].long(), states[2].long()
        mel = mel[:, : self.n_mels]
        pitch = generator.pitch
        scores = pitch.out(run_backbone(pitch.backbone, mel))
        f0, voicing = pitch.decode(*pitch.split(scores))
        cycles = frame_cycles(f0, generator.hop_length, generator.sample_rate)
        cycles = cycles - cycles.index_select(1, frame) + phase
        cycles = cycles - cycles.floor()
        excitation = to_samples(cycles, f0, voicing, generator.hop_length, generator.sample_rate)
        features = run_backbone(generator.backbone, generator.condition(mel, f0, voicing))
        gain, turn, noise_gain = generator.gains(features, mel)
        noise_gain = generator.lower_noise(noise_gain, voicing)
        real, imaginary = self.stft(generator.pulses(excitation))
        n_steps = generator.steps * mel.shape[2]
        noise_real, noise_imaginary = self.noise(n_steps, before * generator.hop_length)
        cos, sin = gain * turn.cos(), gain * turn.sin()
        waveform = self.istft(
            real * cos - imaginary * sin + noise_real * noise_gain,
            real * sin + imaginary * cos + noise_imaginary * noise_gain,
        )
        return waveform, cycles


class PeriodicNoise(nn.Module):
    """Spectra of noise that begins again and again: a table, but for the ends.

    Beyond the ends of the waveform there are zeros, so that the spectra there are computed.
    """

    def __init__(self, noise: Tensor, stft: PlainForwardSTFT) -> None:
        """``noise`` (N,): one period, a multiple of the hop of ``stft``."""
        super().__init__()
        self.stft = stft
        self.n_ends = -(-stft.beyond // stft.hop_length)
        self.n_steps = len(noise) // stft.hop_length
        self.register_buffer("period", noise, persistent=False)
        starts = torch.arange(self.n_steps).unsqueeze(1) * stft.hop_length - stft.beyond
        real, imaginary = stft.transform(
            noise[(starts + torch.arange(stft.n_fft)) % len(noise)].unsqueeze(0)
        )
        table = torch.cat([real[0], imaginary[0]], 1)
        self.register_buffer("table", table, persistent=False)  # (n_steps, 2 bins)

    def forward(self, n_steps: Tensor | int, before: Tensor) -> tuple[Tensor, Tensor]:
        """Real and imaginary parts (1, n_steps, bins), from sample ``before`` () of the noise on.

        ``before`` is a multiple of the hop.
        """
        hop, n_ends = self.stft.hop_length, self.n_ends
        ends = torch.arange(n_ends)
        ends = torch.cat([ends, ends + n_steps - n_ends])
        samples = ends.unsqueeze(1) * hop - self.stft.beyond + torch.arange(self.stft.n_fft)
        inside = (samples >= 0) & (samples < n_steps * hop)
        places = (samples + before + len(self.period)) % len(self.period)
        real, imaginary = self.stft.transform((self.period[places] * inside).unsqueeze(0))
        rows = torch.cat([torch.cat([real[0], imaginary[0]], 1), self.table])
        steps = torch.arange(n_steps)
        index = 2 * n_ends + (steps + before // hop) % self.n_steps
        index = torch.where(steps < n_ends, steps, index)
        index = torch.where(steps >= n_steps - n_ends, steps - n_steps + 2 * n_ends, index)
        real, imaginary = rows.index_select(0, index).unsqueeze(0).chunk(2, 2)
        return real, imaginary
