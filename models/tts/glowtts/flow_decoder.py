"""The flow between mel and z."""

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from modules.flow import (
    ActNorm,
    AffineCoupling,
    FoldedCoupling,
    FoldedInverse,
    InvertibleConv,
    squeeze,
    unsqueeze,
)
from modules.layers.conv import fast_layout


class FlowDecoder(nn.Module):
    """Squeezed frames through blocks of ActNorm, invertible 1x1 convolution and coupling.

    The stream stays float32 under autocast; only the WaveNets run in the lower precision. With
    ``recompute_blocks`` training keeps of a block no more than its input, and runs the block again
    when its gradients are due: the same gradients, of the same dropout.
    Shapes: mel, z (B, n_mels, T_mel); mask (B, 1, T_mel); speaker_embedding
    (B, speaker_channels, 1); log_det (B,). T_mel and the lengths are multiples of ``n_sqz``.
    """

    def __init__(
        self,
        n_mels: int,
        hidden_channels: int,
        kernel_size: int,
        n_blocks: int,
        n_layers: int,
        dilation_rate: int = 1,
        p_dropout: float = 0.0,
        n_split: int = 4,
        n_sqz: int = 2,
        sigmoid_scale: bool = False,
        speaker_channels: int = 0,
    ) -> None:
        super().__init__()
        self.n_sqz = n_sqz
        channels = n_mels * n_sqz
        self.flows = nn.ModuleList()
        for _ in range(n_blocks):
            self.flows.append(ActNorm(channels))
            self.flows.append(InvertibleConv(channels, n_split))
            coupling = AffineCoupling(
                channels,
                hidden_channels,
                kernel_size,
                n_layers,
                dilation_rate,
                speaker_channels,
                p_dropout,
                sigmoid_scale,
            )
            self.flows.append(coupling)
        self.folded_inverses: nn.ModuleList | None = None
        self.recompute_blocks = False

    def forward(
        self, mel: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        z, mask = squeeze(mel, mask, self.n_sqz)
        z = fast_layout(z)
        total = torch.zeros(mel.shape[0], device=mel.device)
        recompute = self.recompute_blocks and self.training and torch.is_grad_enabled()
        for block in zip(self.flows[0::3], self.flows[1::3], self.flows[2::3], strict=True):
            if recompute:
                z, log_det = checkpoint(
                    _run_block, block, z, mask, speaker_embedding, use_reentrant=False
                )
            else:
                z, log_det = _run_block(block, z, mask, speaker_embedding)
            total = total + log_det
        return unsqueeze(z, mask, self.n_sqz)[0], total

    def inverse(
        self, z: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        x, mask = squeeze(z, mask, self.n_sqz)
        x = fast_layout(x)
        total = torch.zeros(z.shape[0], device=z.device)
        for flow in self._backward_layers():
            x, log_det = flow.inverse(x, mask, speaker_embedding)
            total = total + log_det
        return unsqueeze(x, mask, self.n_sqz)[0], total

    def fold_inverses(self) -> None:
        """Have ``inverse`` go through fewer layers, with the weights as they are now.

        ``forward`` goes on with the layers as they are.
        """
        folded = []
        for actnorm, conv, coupling in zip(*(self.flows[i::3] for i in range(3)), strict=True):
            folded += [FoldedInverse(actnorm, conv), FoldedCoupling(coupling)]
        self.folded_inverses = nn.ModuleList(folded)

    def _backward_layers(self) -> list[nn.Module]:
        return [*reversed(self.flows if self.folded_inverses is None else self.folded_inverses)]


def _run_block(
    block: tuple[nn.Module, ...], z: Tensor, mask: Tensor, speaker_embedding: Tensor | None
) -> tuple[Tensor, Tensor]:
    total = torch.zeros(z.shape[0], device=z.device)
    for flow in block:
        z, log_det = flow(z, mask, speaker_embedding)
        total = total + log_det
    return z, total
