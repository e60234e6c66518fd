"""Two layers of a trained flow as one."""

import torch
from torch import Tensor, nn

from modules.conv import convolve
from modules.flow.actnorm import ActNorm
from modules.flow.invertible_conv import InvertibleConv


class FoldedInverse(nn.Module):
    """The way back through an invertible convolution and the ActNorm before it, one convolution.

    It has the weights that the layers have now, and only an ``inverse``.
    Shapes: z and result (B, C, T); mask (B, 1, T); log_det (B,).
    """

    @torch.no_grad()
    def __init__(self, actnorm: ActNorm, conv: InvertibleConv) -> None:
        super().__init__()
        channels = len(actnorm.log_scale)
        scale = (-actnorm.log_scale).exp()  # (C, 1)
        inverse, log_det = conv.inverse_weight()
        weight = scale.unsqueeze(2) * conv.spread(inverse, channels)
        bias = (-actnorm.shift * scale).squeeze(1)
        log_det = log_det * (channels // conv.n_split) - actnorm.log_scale.sum()
        # The layers hold the weights that are saved.
        self.register_buffer("weight", weight, persistent=False)
        self.register_buffer("bias", bias, persistent=False)
        self.register_buffer("log_det", log_det, persistent=False)

    def inverse(
        self, z: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        x = convolve(z, self.weight, self.bias) * mask
        return x, self.log_det * mask.sum((1, 2), dtype=torch.float32)
