"""The residual blocks of HiFi-GAN (Kong et al., NeurIPS 2020, appendix A): dilated convolutions."""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn.utils.parametrizations import weight_norm

from modules.vocoder.leaky import LeakyConv1d


class PairedResidualBlock(nn.Module):
    """For each dilation a dilated convolution and a plain one ("ResBlock1", of V1 and V2).

    Shapes: x and result (B, C, T).
    """

    def __init__(self, channels: int, kernel_size: int, dilations: Sequence[int]) -> None:
        super().__init__()
        self.convs1 = _convolutions(channels, kernel_size, dilations)
        self.convs2 = _convolutions(channels, kernel_size, [1] * len(dilations))
        self.reach = kernel_size // 2 * (sum(dilations) + len(dilations))  # samples, to either side

    def forward(self, x: Tensor) -> Tensor:
        for dilated, plain in zip(self.convs1, self.convs2, strict=True):
            x = plain(dilated(x), add=x)
        return x


class PlainResidualBlock(nn.Module):
    """One dilated convolution for each dilation ("ResBlock2", of V3).

    Shapes: x and result (B, C, T).
    """

    def __init__(self, channels: int, kernel_size: int, dilations: Sequence[int]) -> None:
        super().__init__()
        self.convs = _convolutions(channels, kernel_size, dilations)
        self.reach = kernel_size // 2 * sum(dilations)  # samples, to either side

    def forward(self, x: Tensor) -> Tensor:
        for dilated in self.convs:
            x = dilated(x, add=x)
        return x


def _convolutions(channels: int, kernel_size: int, dilations: Sequence[int]) -> nn.ModuleList:
    return nn.ModuleList(
        weight_norm(LeakyConv1d(channels, channels, kernel_size, d)) for d in dilations
    )
