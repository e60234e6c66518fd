"""Inverses of the layers of a trained flow, in fewer layers."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from modules.flow.coupling import AffineCoupling
from modules.layers.conv import Conv1d, cat_channels
from modules.module_state import SkipInit
from modules.wavenet.gate import put_gated


@runtime_checkable
class ChannelAffine(Protocol):
    """Flow layer whose inverse is one affine map of the channels, the same for every frame."""

    def inverse_affine(self) -> tuple[Tensor, Tensor, Tensor]:
        """Matrix (C, C), shift (C,) and log-determinant per frame, a scalar, of the inverse."""


def fold_inverse(layers: Iterable[nn.Module]) -> list[nn.Module]:
    """Layers whose inverses, last to first, do what those of ``layers`` do, in fewer steps.

    Neighboring channel-affine layers become one convolution, a coupling loses its skip
    connections, and any other layer stays as it is. Weights are taken as they are now.
    """
    folded: list[nn.Module] = []
    for affine, group in groupby(layers, lambda layer: isinstance(layer, ChannelAffine)):
        neighbors = [*group]
        if affine and len(neighbors) > 1:
            folded.append(FoldedInverse(*neighbors))
            continue
        folded += [
            FoldedCoupling(layer) if isinstance(layer, AffineCoupling) else layer
            for layer in neighbors
        ]
    return folded


class FoldedInverse(nn.Module):
    """Inverse of consecutive channel-affine layers as one 1x1 convolution.

    It has the weights that the layers have now, and only an ``inverse``.
    Shapes: z and result (B, C, T); mask (B, 1, T); log_det (B,).
    """

    @torch.no_grad()
    def __init__(self, *layers: ChannelAffine) -> None:
        super().__init__()
        matrix, shift, log_det = layers[-1].inverse_affine()
        for layer in layers[-2::-1]:
            outer, outer_shift, outer_log_det = layer.inverse_affine()
            matrix, shift = outer @ matrix, outer @ shift + outer_shift
            log_det = log_det + outer_log_det
        self.conv = _convolution(matrix.unsqueeze(2), shift)
        self.register_buffer("log_det", log_det, persistent=False)

    def inverse(
        self, z: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        x = self.conv(z, mask=mask)
        return x, self.log_det * mask.sum((1, 2), dtype=torch.float32)


class FoldedCoupling(nn.Module):
    """The way back through a coupling, its skip connections and last projection one convolution.

    It shares the other weights with the coupling, and gives no gradients. Shapes: z and result
    (B, C, T); mask (B, 1, T); speaker_embedding (B, speaker_channels, 1); log_det (B,).
    """

    @torch.no_grad()
    def __init__(self, coupling: AffineCoupling) -> None:
        super().__init__()
        self._coupling = (coupling,)  # a tuple: its weights are not those of this module
        outputs, post = coupling.wavenet.outputs, coupling.post
        # The last layer has no residual half; of the others the latter half is the skip.
        C = post.in_channels
        skips = [layer.weight[-C:].squeeze(2) for layer in outputs]
        skip_bias = sum(layer.bias[-C:] for layer in outputs)
        projection = post.weight.squeeze(2)
        last = (projection @ torch.cat(skips, 1)).unsqueeze(2)  # (C, n_layers * channels, 1)
        self.last = _convolution(last, projection @ skip_bias + post.bias)
        self.residuals = nn.ModuleList(
            _convolution(layer.weight[:C], layer.bias[:C]) for layer in outputs[:-1]
        )

    @property
    def coupling(self) -> AffineCoupling:
        """Coupling that is inverted."""
        return self._coupling[0]

    @torch.no_grad()
    def inverse(
        self, z: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        coupling = self.coupling
        z_0, z_1 = z.chunk(2, 1)
        conditions = coupling.wavenet.split_condition(speaker_embedding)
        shift, log_scale = coupling.split_affine(self.project(coupling, z_0, mask, conditions))
        x_1 = (z_1 - shift) * (-log_scale).exp() * mask
        return cat_channels(z_0, x_1), -(log_scale * mask).sum((1, 2))

    def project(
        self,
        coupling: AffineCoupling,
        z_0: Tensor,
        mask: Tensor,
        conditions: Sequence[Tensor | None],
    ) -> Tensor:
        """Output of the WaveNet for half of the channels, through the last projection.

        Shapes: z_0 (B, C / 2, T); conditions (B, 2 * hidden_channels, 1); result (B, C, T).
        """
        x = coupling.pre(z_0) * mask
        n_layers, (B, C, T) = len(conditions), x.shape
        hidden = x.new_empty(B, T, n_layers * C).mT
        for i, h in enumerate(hidden.chunk(n_layers, 1)):
            gate, condition = coupling.wavenet.gates[i], conditions[i]
            put_gated(gate(x) if condition is None else gate(x) + condition, h)
            if i < n_layers - 1:
                x = (x + self.residuals[i](h)) * mask
        return self.last(hidden)


def _convolution(weight: Tensor, bias: Tensor) -> Conv1d:
    """A convolution with these weights, which are saved elsewhere."""
    with SkipInit():
        layer = Conv1d(weight.shape[1], *weight.shape[::2])
    for name, value in (("weight", weight), ("bias", bias)):
        delattr(layer, name)
        layer.register_buffer(name, value, persistent=False)
    return layer
