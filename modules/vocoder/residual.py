"""The residual blocks of HiFi-GAN (Kong et al., NeurIPS 2020, appendix A): dilated convolutions."""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import weight_norm

SLOPE = 0.1  # of every leaky ReLU inside


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
            x = x + plain(F.leaky_relu(dilated(F.leaky_relu(x, SLOPE)), SLOPE))
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
            x = x + dilated(F.leaky_relu(x, SLOPE))
        return x


def _convolutions(channels: int, kernel_size: int, dilations: Sequence[int]) -> nn.ModuleList:
    if kernel_size % 2 == 0:
        raise ValueError(f"kernel_size must be odd, got {kernel_size}")
    return nn.ModuleList(
        weight_norm(
            nn.Conv1d(channels, channels, kernel_size, dilation=d, padding=d * (kernel_size // 2))
        )
        for d in dilations
    )
