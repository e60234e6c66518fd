"""HiFi-GAN's discriminators: waveforms folded at several periods, and at several scales."""

from collections.abc import Sequence
from typing import NamedTuple

from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm, weight_norm

from modules.vocoder.leaky import SLOPE

PERIODS = (2, 3, 5, 7, 11)
N_SCALES = 3


class DiscriminatorOutput(NamedTuple):
    """What one discriminator makes of a batch: real is near 1, generated near 0."""

    scores: Tensor  # (B, N')
    feature_maps: list[Tensor]  # of each layer, the scores' own last


class Discriminators(nn.Module):
    """All as one module, called once a step: ``torch.cat([real, generated])`` is a batch.

    ``kinds`` are "periods" (five discriminators) and "scales" (three), or one of them. The widths
    of all layers are the paper's divided by ``divisor``: 1, 2, 4 or 8.
    Shapes: waveform (B, N).
    """

    def __init__(self, divisor: int = 1, kinds: Sequence[str] = ("periods", "scales")) -> None:
        super().__init__()
        known = {"periods": MultiPeriodDiscriminator, "scales": MultiScaleDiscriminator}
        for kind in kinds:
            self.add_module(kind, known[kind](divisor))

    def forward(self, waveform: Tensor) -> list[DiscriminatorOutput]:
        return [output for kind in self.children() for output in kind(waveform)]


class MultiPeriodDiscriminator(nn.Module):
    """Five discriminators, each of which sees every p-th sample beside its neighbors.

    Shapes: waveform (B, N).
    """

    def __init__(self, divisor: int = 1) -> None:
        super().__init__()
        self.discriminators = nn.ModuleList(
            PeriodDiscriminator(period, divisor) for period in PERIODS
        )

    def forward(self, waveform: Tensor) -> list[DiscriminatorOutput]:
        return [discriminator(waveform) for discriminator in self.discriminators]


class MultiScaleDiscriminator(nn.Module):
    """Three discriminators: of the waveform, and of its averages by two and by four.

    Shapes: waveform (B, N).
    """

    def __init__(self, divisor: int = 1) -> None:
        super().__init__()
        self.discriminators = nn.ModuleList(
            ScaleDiscriminator(spectral=i == 0, divisor=divisor) for i in range(N_SCALES)
        )

    def forward(self, waveform: Tensor) -> list[DiscriminatorOutput]:
        outputs = []
        for i, discriminator in enumerate(self.discriminators):
            if i:
                waveform = F.avg_pool1d(waveform, 4, stride=2, padding=2)
            outputs.append(discriminator(waveform))
        return outputs


class PeriodDiscriminator(nn.Module):
    """Convolutions over samples that lie one period apart.

    Shapes: waveform (B, N).
    """

    def __init__(self, period: int, divisor: int = 1) -> None:
        super().__init__()
        self.period = period
        widths = (1, *(width // divisor for width in (32, 128, 512, 1024, 1024)))
        self.convs = nn.ModuleList(
            weight_norm(nn.Conv2d(a, b, (5, 1), stride=(stride, 1), padding=(2, 0)))
            for a, b, stride in zip(widths, widths[1:], (3, 3, 3, 3, 1), strict=False)
        )
        self.conv_post = weight_norm(nn.Conv2d(widths[-1], 1, (3, 1), padding=(1, 0)))

    def forward(self, waveform: Tensor) -> DiscriminatorOutput:
        B, N = waveform.shape
        x = F.pad(waveform.unsqueeze(1), (0, -N % self.period), "reflect")
        x = x.view(B, 1, -1, self.period)
        return _judge(x, self.convs, self.conv_post)


class ScaleDiscriminator(nn.Module):
    """Strided grouped convolutions over the samples as they are.

    Shapes: waveform (B, N).
    """

    # (channels, kernel size, stride, groups) of each layer
    LAYERS = (
        (128, 15, 1, 1),
        (128, 41, 2, 4),
        (256, 41, 2, 16),
        (512, 41, 4, 16),
        (1024, 41, 4, 16),
        (1024, 41, 1, 16),
        (1024, 5, 1, 1),
    )

    def __init__(self, spectral: bool, divisor: int = 1) -> None:
        super().__init__()
        norm = spectral_norm if spectral else weight_norm
        self.convs = nn.ModuleList()
        channels = 1
        for width, size, stride, groups in self.LAYERS:
            width //= divisor
            layer = nn.Conv1d(channels, width, size, stride, size // 2, groups=groups)
            self.convs.append(norm(layer))
            channels = width
        self.conv_post = norm(nn.Conv1d(channels, 1, 3, padding=1))

    def forward(self, waveform: Tensor) -> DiscriminatorOutput:
        return _judge(waveform.unsqueeze(1), self.convs, self.conv_post)


def _judge(x: Tensor, convs: nn.ModuleList, last: nn.Module) -> DiscriminatorOutput:
    feature_maps = []
    for conv in convs:
        x = F.leaky_relu(conv(x), SLOPE)
        feature_maps.append(x)
    x = last(x)
    feature_maps.append(x)
    return DiscriminatorOutput(x.flatten(1), feature_maps)
