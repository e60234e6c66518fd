"""Block of a flow: invertible layers that are applied one after another."""

import torch
from torch import Tensor, nn

from modules.flow.actnorm import ActNorm
from modules.flow.coupling import AffineCoupling
from modules.flow.folded import fold_inverse
from modules.flow.invertible_conv import InvertibleConv


class FlowBlock(nn.ModuleList):
    """Ordered list of flow layers that is itself one invertible layer.

    ``forward`` goes through the layers from first to last, ``inverse`` from last to first.
    Shapes: x, z (B, C, T); mask (B, 1, T); speaker_embedding (B, speaker_channels, 1);
    log_det (B,).
    """

    def forward(
        self, x: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        total = torch.zeros(x.shape[0], device=x.device)
        for layer in self:
            x, log_det = layer(x, mask, speaker_embedding)
            total = total + log_det
        return x, total

    def inverse(
        self, z: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        total = torch.zeros(z.shape[0], device=z.device)
        for layer in reversed(self):
            z, log_det = layer.inverse(z, mask, speaker_embedding)
            total = total + log_det
        return z, total

    def folded_inverse(self) -> "FlowBlock":
        """Block with the same ``inverse`` in fewer layers, with the weights as they are now."""
        return FlowBlock(fold_inverse(self))


def glow_block(
    channels: int,
    hidden_channels: int,
    kernel_size: int,
    n_layers: int,
    dilation_rate: int = 1,
    p_dropout: float = 0.0,
    n_split: int = 4,
    sigmoid_scale: bool = False,
    speaker_channels: int = 0,
) -> FlowBlock:
    """Step of Glow (Kingma & Dhariwal, 2018, section 3): ActNorm, 1x1 convolution, coupling."""
    return FlowBlock(
        [
            ActNorm(channels),
            InvertibleConv(channels, n_split),
            AffineCoupling(
                channels,
                hidden_channels,
                kernel_size,
                n_layers,
                dilation_rate,
                speaker_channels,
                p_dropout,
                sigmoid_scale,
            ),
        ]
    )
