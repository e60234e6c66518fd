"""Affine coupling: one half of the channels scales and shifts the other half."""

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import weight_norm

from modules.layers.conv import Conv1d, cat_channels, chunk_channels
from modules.wavenet.wavenet import WaveNet


class AffineCoupling(nn.Module):
    """Affine map of the second half of the channels by a WaveNet of the first half.

    The coupling of RealNVP (Dinh et al., 2017, section 3.2), with the WaveNet of WaveGlow (Prenger
    et al., 2019) for its scale and shift. The final projection starts at zero, so the layer starts
    as the identity (or, with ``sigmoid_scale``, a fixed scaling).

    Shapes: x, z (B, C, T); mask (B, 1, T); speaker_embedding (B, speaker_channels, 1);
    log_det (B,).
    """

    def __init__(
        self,
        channels: int,
        hidden_channels: int,
        kernel_size: int,
        n_layers: int,
        dilation_rate: int = 1,
        speaker_channels: int = 0,
        p_dropout: float = 0.0,
        sigmoid_scale: bool = False,
    ) -> None:
        super().__init__()
        if channels % 2:
            raise ValueError(f"a coupling needs an even number of channels, got {channels}")
        self.sigmoid_scale = sigmoid_scale
        self.pre = weight_norm(Conv1d(channels // 2, hidden_channels, 1))
        self.wavenet = WaveNet(
            hidden_channels, kernel_size, n_layers, dilation_rate, speaker_channels, p_dropout
        )
        self.post = Conv1d(hidden_channels, channels, 1)
        nn.init.zeros_(self.post.weight)
        nn.init.zeros_(self.post.bias)

    def forward(
        self, x: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        x_0, x_1 = chunk_channels(x, 2)
        shift, log_scale = self._affine(x_0, mask, speaker_embedding)
        z_1 = (shift + log_scale.exp() * x_1) * mask
        return cat_channels(x_0, z_1), (log_scale * mask).sum((1, 2))

    def inverse(
        self, z: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        z_0, z_1 = z.chunk(2, 1)
        shift, log_scale = self._affine(z_0, mask, speaker_embedding)
        x_1 = (z_1 - shift) * (-log_scale).exp() * mask
        return cat_channels(z_0, x_1), -(log_scale * mask).sum((1, 2))

    def _affine(
        self, x: Tensor, mask: Tensor, speaker_embedding: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """Shift and log-scale, each (B, C / 2, T) float32 whatever autocast does inside."""
        h = self.pre(x)
        h = self.wavenet(h * mask.to(h.dtype), mask, speaker_embedding)
        return self.split_affine(self.post(h))

    def split_affine(self, h: Tensor) -> tuple[Tensor, Tensor]:
        """Shift and log-scale, each (B, C / 2, T) float32, from the last projection's (B, C, T)."""
        shift, log_scale = chunk_channels(h.float(), 2)
        if self.sigmoid_scale:
            log_scale = torch.log(1e-6 + torch.sigmoid(log_scale + 2))
        return shift, log_scale
