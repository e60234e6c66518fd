"""Convolutions after a leaky ReLU, which is most of what HiFi-GAN's generator consists of."""

from torch import Tensor, nn
from torch.nn import functional as F

SLOPE = 0.1  # of the leaky ReLUs between two layers


class LeakyConv1d(nn.Conv1d):
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
        y = super().forward(x if self.slope == 1 else F.leaky_relu(x, self.slope))
        return y if add is None else y + add


class LeakyUpsampling(nn.ConvTranspose1d):
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
        return super().forward(F.leaky_relu(x, self.slope))
