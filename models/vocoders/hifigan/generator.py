"""HiFi-GAN's generator: transposed convolutions, each followed by several receptive fields."""

import math
from collections.abc import Sequence
from typing import Literal

from torch import Tensor, nn
from torch.nn.utils.parametrizations import weight_norm

from modules.vocoder import (
    FrameGenerator,
    LeakyConv1d,
    LeakyUpsampling,
    PairedResidualBlock,
    PlainResidualBlock,
)

BLOCKS = {"1": PairedResidualBlock, "2": PlainResidualBlock}


class HiFiGANGenerator(FrameGenerator):
    """Waveforms from log-mels, section 2.2 of the paper.

    Arguments and submodules are named as in the reference implementation (jik876/hifi-gan), whose
    checkpoints are what people exchange. Weights start as PyTorch starts them: the reference's
    own initialization is undone by its weight norm before the first step.

    ``context``: the samples of a frame depend on at most so many frames to either side;
    ``piece_frames``: what is well made at a time, three seconds in some 300 MB for V1, whom their
    overlap costs a tenth.

    Shapes: mel (B, n_mels, T); result (B, T * hop_length), within (-1, 1).
    """

    piece_frames = 256

    def __init__(
        self,
        n_mels: int,
        *,
        resblock: Literal["1", "2"],
        upsample_rates: Sequence[int],
        upsample_kernel_sizes: Sequence[int],
        upsample_initial_channel: int,
        resblock_kernel_sizes: Sequence[int],
        resblock_dilation_sizes: Sequence[Sequence[int]],
    ) -> None:
        super().__init__()
        self.hop_length = math.prod(upsample_rates)
        self.n_parallel = len(resblock_kernel_sizes)
        channels = upsample_initial_channel
        reach, rate = 3.0, 1  # frames to either side; samples of a frame so far
        self.conv_pre = weight_norm(LeakyConv1d(n_mels, channels, 7, slope=1.0))
        self.ups = nn.ModuleList()
        self.resblocks = nn.ModuleList()
        for upsample, kernel_size in zip(upsample_rates, upsample_kernel_sizes, strict=True):
            layer = LeakyUpsampling(channels, channels // 2, kernel_size, upsample)
            self.ups.append(weight_norm(layer))
            channels //= 2
            for size, dilations in zip(resblock_kernel_sizes, resblock_dilation_sizes, strict=True):
                self.resblocks.append(BLOCKS[resblock](channels, size, dilations))
            reach += kernel_size / upsample / rate
            rate *= upsample
            reach += max(block.reach for block in self.resblocks[-self.n_parallel :]) / rate
        # This slope is PyTorch's default, in the reference and so in all published weights.
        self.conv_post = weight_norm(LeakyConv1d(channels, 1, 7, slope=0.01))
        self.context = math.ceil(reach + 3 / rate)

    def forward(self, mel: Tensor) -> Tensor:
        x = self.conv_pre(mel)
        for i, upsample in enumerate(self.ups):
            x = upsample(x)
            first, *others = self.resblocks[i * self.n_parallel : (i + 1) * self.n_parallel]
            total = first(x)
            for block in others:
                total = total + block(x)
            x = total / self.n_parallel
        return self.conv_post(x).tanh().squeeze(1)
