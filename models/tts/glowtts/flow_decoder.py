"""Decoder of Glow-TTS: the flow between mel and z."""

from itertools import islice

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from modules.flow import (
    ActNorm,
    FlowBlock,
    InvertibleConv,
    glow_block,
    squeeze,
    unsqueeze,
)
from modules.flow.frame_flow import FrameFlow, count_frames
from modules.flow.invertible_conv import frame_log_dets
from modules.layers.conv import fast_layout


class FlowDecoder(nn.Module):
    """Squeezed frames through blocks of ActNorm, invertible 1x1 convolution and coupling.

    The decoder of Glow-TTS (Kim et al., 2020, section 3.3). What passes from layer to layer stays
    float32 under autocast; only the WaveNets run in the lower precision. With ``recompute_blocks``
    training keeps only the input of each block, and runs the block again for its gradients: the
    same gradients, of the same dropout.
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
        blocks = [
            glow_block(
                n_mels * n_sqz,
                hidden_channels,
                kernel_size,
                n_layers,
                dilation_rate,
                p_dropout,
                n_split,
                sigmoid_scale,
                speaker_channels,
            )
            for _ in range(n_blocks)
        ]
        # Weights are saved, imported and frozen under the number of their layer over all blocks.
        self.flows = nn.ModuleList(layer for block in blocks for layer in block)
        self._block_sizes = [len(block) for block in blocks]
        self.folded_blocks: nn.ModuleList | None = None
        self.recompute_blocks = False

    @property
    def blocks(self) -> list[FlowBlock]:
        """The layers of ``flows``, block by block."""
        layers = iter(self.flows)
        return [FlowBlock(islice(layers, size)) for size in self._block_sizes]

    def forward(
        self, mel: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        z, mask = squeeze(mel, mask, self.n_sqz)
        z = fast_layout(z)
        total = torch.zeros(mel.shape[0], device=mel.device)
        recompute = self.recompute_blocks and self.training and torch.is_grad_enabled()
        if z.device.type != "cpu" and not recompute:
            z, total = self._forward_in_few_operators(z, mask, speaker_embedding)
            return unsqueeze(z, mask, self.n_sqz)[0], total
        for block in self.blocks:
            if recompute:
                z, log_det = checkpoint(block, z, mask, speaker_embedding, use_reentrant=False)
            else:
                z, log_det = block(z, mask, speaker_embedding)
            total = total + log_det
        return unsqueeze(z, mask, self.n_sqz)[0], total

    def _forward_in_few_operators(
        self, z: Tensor, mask: Tensor, speaker_embedding: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """All blocks on squeezed frames, for GPUs, where each operator costs its start.

        The log-determinants that are the same for every frame are computed of all layers at once.
        """
        norms = [layer for layer in self.flows if isinstance(layer, ActNorm)]
        convs = [layer for layer in self.flows if isinstance(layer, InvertibleConv)]
        weights = torch.stack([conv.weight.float() for conv in convs])  # one size for all
        per_frame = frame_log_dets(weights, convs[0].channels).sum()
        per_frame = per_frame + torch.cat([norm.log_scale for norm in norms]).sum()
        total = per_frame * count_frames(mask)
        for layer in self.flows:
            if isinstance(layer, FrameFlow):
                z = layer.transform(z, mask)
            else:
                z, log_det = layer(z, mask, speaker_embedding)
                total = total + log_det
        return z, total

    def inverse(
        self, z: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        x, mask = squeeze(z, mask, self.n_sqz)
        x = fast_layout(x)
        total = torch.zeros(z.shape[0], device=z.device)
        for block in reversed(self.blocks if self.folded_blocks is None else self.folded_blocks):
            x, log_det = block.inverse(x, mask, speaker_embedding)
            total = total + log_det
        return unsqueeze(x, mask, self.n_sqz)[0], total

    def fold_inverses(self) -> None:
        """Have ``inverse`` go through fewer layers, with the weights as they are now.

        ``forward`` goes on with the layers as they are.
        """
        self.folded_blocks = nn.ModuleList(block.folded_inverse() for block in self.blocks)
