"""More contrast between the bands of a mel: the fine structure that small models smooth away."""

import math

import torch
from torch import Tensor, nn

FIRST_ORDER = 4  # of the cosine transform over the bands: broader structure is left as it is


class MelContrast(nn.Module):
    """Multiply the fine structure of each frame by ``gain``: formants and harmonics stand out.

    Fine is what orders above ``FIRST_ORDER`` of the cosine transform over the bands hold, with a
    ramp around it; level and tilt are the lower ones. It has no weights and is linear, a product
    with one matrix. Shapes: mel and result (B, n_mels, T).
    """

    def __init__(self, n_mels: int, gain: float) -> None:
        super().__init__()
        self.register_buffer("matrix", contrast_matrix(n_mels, gain), persistent=False)

    def forward(self, mel: Tensor) -> Tensor:
        return self.matrix @ mel


def contrast_matrix(n_mels: int, gain: float) -> Tensor:
    """Matrix (n_mels, n_mels), symmetric; that of ``gain`` 1 changes nothing."""
    order = torch.arange(n_mels, dtype=torch.float64)
    cosines = torch.cos(math.pi / n_mels * order.unsqueeze(1) * (order + 0.5))
    basis = cosines / cosines.square().sum(1, keepdim=True).sqrt()  # rows of unit length
    ramp = ((order - FIRST_ORDER) / FIRST_ORDER + 0.5).clamp(0, 1)
    gains = 1 + (gain - 1) * ramp
    return (basis.T @ (gains.unsqueeze(1) * basis)).float()
