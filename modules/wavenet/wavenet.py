"""The non-causal gated WaveNet inside a coupling."""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn.utils.parametrizations import weight_norm

from modules.layers.conv import Conv1d
from modules.layers.dropout import Dropout
from modules.wavenet.gate import gated
from modules.wavenet.residual import join


class WaveNet(nn.Module):
    """Dilated gated convolutions with residual and skip paths, all weight-normalized.

    ``gate_operation`` and ``join_operation`` compute what follows the convolutions; others of the
    same arguments may replace them.
    Shapes: x and result (B, C, T), x zero on padding; mask (B, 1, T); speaker_embedding
    (B, speaker_channels, 1).
    """

    gate_operation = staticmethod(gated)
    join_operation = staticmethod(join)

    def __init__(
        self,
        channels: int,
        kernel_size: int,
        n_layers: int,
        dilation_rate: int = 1,
        speaker_channels: int = 0,
        p_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.gates = nn.ModuleList()
        self.outputs = nn.ModuleList()
        for i in range(n_layers):
            dilation = dilation_rate**i
            gate = Conv1d(channels, 2 * channels, kernel_size, dilation)
            # Nothing follows the last layer, so it needs no residual half.
            out_channels = channels if i == n_layers - 1 else 2 * channels
            self.gates.append(weight_norm(gate))
            self.outputs.append(weight_norm(Conv1d(channels, out_channels, 1)))
        self.condition = None
        if speaker_channels:
            width = 2 * channels * n_layers
            self.condition = weight_norm(Conv1d(speaker_channels, width, 1))
        self.dropout = Dropout(p_dropout)

    def forward(self, x: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None) -> Tensor:
        conditions = self.split_condition(speaker_embedding)
        if mask.device.type != "cpu":
            mask = mask.to(x.dtype)  # under autocast x may be narrower; once, not in each layer
        p_dropout = self.dropout.current_p()
        skip = None
        for gate, output, condition in zip(self.gates, self.outputs, conditions, strict=True):
            h = output(self.gate_operation(gate(x), condition, p_dropout))
            if output is not self.outputs[-1]:
                x, skip = self.join_operation(x, h, skip, mask)
        skip = h if skip is None else skip + h
        return skip * mask.to(x.dtype)  # under autocast x may be narrower

    def split_condition(self, speaker_embedding: Tensor | None) -> Sequence[Tensor | None]:
        """What the speaker adds to the gates of each layer, (B, 2 C, 1); None for one speaker."""
        if self.condition is None:
            return [None] * len(self.gates)
        return self.condition(speaker_embedding).chunk(len(self.gates), 1)
