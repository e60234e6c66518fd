"""A vocoder without weights: Griffin and Lim's phases for an inverted mel-spectrogram."""

from collections.abc import Iterator

import torch
import torchaudio.functional
from torch import Tensor, nn

from config.schema import MelConfig
from processors.audio.mel import mel_basis

# Measured by copy-synthesis of LJSpeech clips: twice as many gain 3 % of the log-mel error.
PHASE_STEPS = 60
MAGNITUDE_STEPS = 30
MOMENTUM = 0.99


class GriffinLim(nn.Module):
    """Waveforms from log-mels, the same ones every time.

    Shapes: mel (B, n_mels, T); result (B, T * hop).
    """

    name = "griffin-lim"

    def __init__(self, config: MelConfig) -> None:
        super().__init__()
        self.sample_rate = config.sample_rate
        self.n_fft = config.n_fft
        self.hop_length = config.hop_length
        self.win_length = config.win_length
        self.center = config.center
        self.register_buffer("filters", mel_basis(config), persistent=False)
        self.register_buffer("window", torch.hann_window(config.win_length), persistent=False)

    @torch.inference_mode()
    def forward(self, mel: Tensor) -> Tensor:
        frames = mel.shape[-1]
        # torchaudio centers frame 0 on sample 0; frame 0 of a mel that is not centered lies half
        # a hop later. One frame more in front, and a few behind, give these samples their share.
        before = 0 if self.center else 1
        after = self.n_fft // self.hop_length
        magnitude = nn.functional.pad(self.magnitude(mel.float()), (before, after), "replicate")
        waveform = torchaudio.functional.griffinlim(
            magnitude,
            window=self.window,
            n_fft=self.n_fft,
            hop_length=self.hop_length,
            win_length=self.win_length,
            power=1.0,
            n_iter=PHASE_STEPS,
            momentum=MOMENTUM,
            length=(magnitude.shape[-1] - 1) * self.hop_length,
            # All phases zero at first: no worse than random ones after this many steps.
            rand_init=False,
        )
        first_center = self.n_fft // 2 - (self.n_fft - self.hop_length) // 2
        start = before * (self.hop_length - first_center)
        return waveform[:, start : start + frames * self.hop_length]

    def stream(self, mel: Tensor, first: int | None = None) -> Iterator[Tensor]:
        """The waveform in one part: phases are found for all of it together."""
        yield self(mel)

    def magnitude(self, mel: Tensor) -> Tensor:
        """Non-negative magnitudes whose mel is the given one.

        Shapes: mel (B, n_mels, T); result (B, n_fft / 2 + 1, T).

        Many spectra have the same mel. Starting from the smoothest (each bin the average of the
        bands over it) and applying the multiplicative updates of Lee and Seung for the
        Kullback-Leibler divergence keeps it smooth; the pseudo-inverse oscillates between bands.
        """
        target = mel.exp()
        in_bin = self.filters.sum(0).unsqueeze(1)  # 0 above f_max: these bins stay silent
        in_band = self.filters.sum(1).clamp_min(1e-8).unsqueeze(1)
        back = (self.filters / in_bin.T.clamp_min(1e-8)).T
        magnitude = back @ (target / in_band)
        for _ in range(MAGNITUDE_STEPS):
            magnitude = magnitude * (back @ (target / (self.filters @ magnitude + 1e-10)))
        return magnitude
