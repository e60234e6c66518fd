"""A product with a matrix, and an activation."""

from typing import Literal

from torch import Tensor, nn
from torch.nn import functional as F

from modules.cpu_kernels import Packable, as_rows


class Linear(Packable, nn.Linear):
    """nn.Linear, then the activation.

    Shapes: x (B, T, C_in); result (B, T, C_out).
    """

    def forward(self, x: Tensor, activation: Literal["none", "gelu"] = "none") -> Tensor:
        kernel = self.kernel(x, activation)
        if kernel is not None:
            return kernel(as_rows(x))
        y = F.linear(x, self.weight, self.bias)
        return F.gelu(y) if activation == "gelu" else y

    def as_convolution(self) -> tuple[Tensor, Tensor | None, int]:
        return self.weight.unsqueeze(2), self.bias, 1
