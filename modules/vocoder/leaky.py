"""Convolutions after a leaky ReLU, which is most of what HiFi-GAN's generator consists of."""

import math

from torch import Tensor, nn
from torch.nn import functional as F

from modules.cpu_kernels import PANEL, Activation, Kernel, Packable, as_rows

SLOPE = 0.1  # of the leaky ReLUs between two layers


class _WidePackable(Packable):
    """Packed only if it makes enough of the channels that are computed together."""

    def kernel(self, x: Tensor, activation: Activation = "none") -> Kernel | None:
        wide = self.out_channels * self.stride[0] > PANEL // 2
        return super().kernel(x, activation) if wide else None


class LeakyConv1d(_WidePackable, nn.Conv1d):
    """A convolution of a leaky ReLU, as long as its input; ``slope`` 1: of the input itself.

    Shapes: x (B, C_in, T); add and result (B, C_out, T).
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        dilation: int = 1,
        slope: float = SLOPE,
    ) -> None:
        if kernel_size % 2 == 0:
            raise ValueError(f"kernel_size must be odd, got {kernel_size}")
        padding = dilation * (kernel_size // 2)
        super().__init__(in_channels, out_channels, kernel_size, padding=padding, dilation=dilation)
        self.slope = slope

    def forward(self, x: Tensor, add: Tensor | None = None) -> Tensor:
        kernel = self.kernel(x)
        if kernel is not None:
            add = None if add is None else as_rows(add.mT)
            return kernel(as_rows(x.mT), add=add).mT
        y = super().forward(x if self.slope == 1 else F.leaky_relu(x, self.slope))
        return y if add is None else y + add


class LeakyUpsampling(_WidePackable, nn.ConvTranspose1d):
    """A transposed convolution of a leaky ReLU: ``rate`` samples for each of its input.

    Shapes: x (B, C_in, T); result (B, C_out, rate * T).
    """

    slope = SLOPE

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int, rate: int) -> None:
        if kernel_size < rate or (kernel_size - rate) % 2:
            raise ValueError(
                f"an upsampling kernel of {kernel_size} does not give {rate} samples for one: it "
                "must be larger by an even number"
            )
        padding = (kernel_size - rate) // 2
        super().__init__(in_channels, out_channels, kernel_size, stride=rate, padding=padding)

    def forward(self, x: Tensor) -> Tensor:
        kernel = self.kernel(x)
        if kernel is not None:
            y = kernel(as_rows(x.mT))  # (B, T, rate * C_out)
            return y.view(len(x), -1, self.out_channels).mT
        return super().forward(F.leaky_relu(x, self.slope))

    def as_convolution(self) -> tuple[Tensor, Tensor, int]:
        """A convolution that gives the ``rate`` samples one after the other, as its channels."""
        n_in, n_out, kernel_size = self.weight.shape
        rate, padding = self.stride[0], self.padding[0]
        reach = math.ceil((kernel_size - padding) / rate) - 1  # to the past
        reach = max(reach, (rate - 1 + padding) // rate)  # and to the future
        weight = self.weight.new_zeros(rate, n_out, n_in, 2 * reach + 1)
        for sample in range(rate):
            for i in range(2 * reach + 1):
                tap = sample + padding - (i - reach) * rate
                if 0 <= tap < kernel_size:
                    weight[sample, :, :, i] = self.weight[:, :, tap].T
        return weight.flatten(0, 1), self.bias.repeat(rate), 1
