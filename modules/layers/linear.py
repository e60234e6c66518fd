"""A product with a matrix, and an activation."""

from typing import Literal

from torch import Tensor, nn
from torch.nn import functional as F


class Linear(nn.Linear):
    """nn.Linear, then the activation.

    Shapes: x (B, T, C_in); result (B, T, C_out).
    """

    def forward(self, x: Tensor, activation: Literal["none", "gelu"] = "none") -> Tensor:
        y = F.linear(x, self.weight, self.bias)
        return F.gelu(y) if activation == "gelu" else y
