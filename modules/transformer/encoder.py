"""Post-norm transformer encoder with convolutional feed-forward layers."""

from torch import Tensor, nn

from modules.layers.conv import Conv1d
from modules.layers.dropout import Dropout
from modules.layers.norm import ChannelNorm
from modules.transformer.attention import RelativeAttention


class FeedForward(nn.Module):
    """Two convolutions over time with a ReLU between them.

    Shapes: x and result (B, C, T); mask (B, 1, T).
    """

    def __init__(
        self, channels: int, filter_channels: int, kernel_size: int, p_dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.expand = Conv1d(channels, filter_channels, kernel_size)
        self.contract = Conv1d(filter_channels, channels, kernel_size)
        self.dropout = Dropout(p_dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        h = self.dropout(self.expand(x * mask, "relu", mask))
        return self.contract(h, mask=mask)


class TransformerEncoder(nn.Module):
    """Stack of relative self-attention and feed-forward layers, each normalized after its sum.

    Shapes: x and result (B, C, T); mask (B, 1, T).
    """

    def __init__(
        self,
        channels: int,
        filter_channels: int,
        n_heads: int,
        n_layers: int,
        kernel_size: int,
        window_size: int | None = 4,
        p_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        layers = range(n_layers)
        self.attentions = nn.ModuleList(
            RelativeAttention(channels, n_heads, window_size, p_dropout) for _ in layers
        )
        self.feed_forwards = nn.ModuleList(
            FeedForward(channels, filter_channels, kernel_size, p_dropout) for _ in layers
        )
        self.attention_norms = nn.ModuleList(ChannelNorm(channels) for _ in layers)
        self.feed_forward_norms = nn.ModuleList(ChannelNorm(channels) for _ in layers)
        self.dropout = Dropout(p_dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        layers = zip(
            self.attentions,
            self.attention_norms,
            self.feed_forwards,
            self.feed_forward_norms,
            strict=True,
        )
        for attention, attention_norm, feed_forward, feed_forward_norm in layers:
            x = x * mask
            x = attention_norm(x + self.dropout(attention(x, mask)))
            x = feed_forward_norm(x + self.dropout(feed_forward(x, mask)))
        return x * mask
