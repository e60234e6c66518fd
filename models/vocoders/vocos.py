"""Vocos (Siuzdak, ICLR 2024): spectra frame by frame, the inverse STFT does the upsampling."""

import math

import torch
from torch import Tensor, nn

from modules.layers.linear import Linear
from modules.vocoder import Backbone, FrameGenerator, InverseSTFT

MAX_LOG_MAGNITUDE = math.log(100)


class VocosGenerator(FrameGenerator):
    """Waveforms from log-mels: a ConvNeXt backbone at the frame rate and an inverse-STFT head.

    Submodules are named as in the reference implementation (gemelo-ai/vocos). ``context``: the
    samples of a frame depend on at most so many frames to either side; ``piece_frames``: what is
    well made at a time, twelve seconds in some 100 MB.

    Shapes: mel (B, n_mels, T); result (B, T * hop_length).
    """

    piece_frames = 1024

    def __init__(
        self,
        n_mels: int,
        *,
        channels: int,
        hidden_channels: int,
        n_layers: int,
        n_fft: int,
        hop_length: int,
        win_length: int,
        center: bool = False,
    ) -> None:
        super().__init__()
        self.hop_length = hop_length
        # Every convolution reaches three frames, overlapping windows half their length.
        self.context = 3 * (1 + n_layers) + math.ceil(n_fft / 2 / hop_length)
        self.backbone = Backbone(n_mels, channels, hidden_channels, n_layers)
        self.head = SpectrumHead(channels, InverseSTFT(n_fft, hop_length, win_length, center))

    def forward(self, mel: Tensor) -> Tensor:
        return self.head(self.backbone(mel))


class SpectrumHead(nn.Module):
    """Log-magnitudes and phases of every frame, and the waveform they make.

    Shapes: x (B, T, channels); result (B, T * hop).
    """

    def __init__(self, channels: int, istft: InverseSTFT) -> None:
        super().__init__()
        self.out = Linear(channels, istft.n_fft + 2)
        self.istft = istft

    def forward(self, x: Tensor) -> Tensor:
        log_magnitude, phase = self.out(x).float().chunk(2, 2)  # (B, T, bins)
        # Clamped first: the gradient of an overflow clamped afterwards is not a number. There are
        # no complex numbers of half precision: from here on it is float32 under autocast too.
        magnitude = log_magnitude.clamp(max=MAX_LOG_MAGNITUDE).exp()
        # torch.polar is the same, an element at a time on a CPU.
        spectrum = torch.complex(magnitude * phase.cos(), magnitude * phase.sin())
        return self.istft(spectrum.transpose(1, 2))
