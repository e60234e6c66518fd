"""Multi-head self-attention with learned relative positions in a window (Shaw et al., 2018)."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from modules.layers.conv import Conv1d
from modules.layers.dropout import Dropout


class RelativeAttention(nn.Module):
    """Self-attention with a learned key and value per offset, shared by heads.

    Shaw et al. (2018), equations 3 and 4, except that offsets beyond ``window_size`` add nothing
    instead of what the farthest offset adds.
    Shapes: x and result (B, C, T); mask (B, 1, T). Padding is never attended to; what the result
    holds there is not meaningful.
    """

    def __init__(
        self, channels: int, n_heads: int, window_size: int | None = 4, p_dropout: float = 0.0
    ) -> None:
        super().__init__()
        if channels % n_heads:
            raise ValueError(f"{channels} channels do not divide among {n_heads} heads")
        self.n_heads = n_heads
        self.window_size = window_size
        self.qkv = Conv1d(channels, 3 * channels, 1)
        self.out = Conv1d(channels, channels, 1)
        self.dropout = Dropout(p_dropout)
        for weight in self.qkv.weight.chunk(3, 0):
            nn.init.xavier_uniform_(weight)
        if window_size is not None:
            head_channels = channels // n_heads
            shape = (2 * window_size + 1, head_channels)
            self.relative_keys = nn.Parameter(torch.randn(shape) * head_channels**-0.5)
            self.relative_values = nn.Parameter(torch.randn(shape) * head_channels**-0.5)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        B, C, T = x.shape
        qkv = self.qkv(x).view(B, 3, self.n_heads, C // self.n_heads, T)
        query, key, value = qkv.transpose(3, 4).unbind(1)  # (B, H, T, D)
        query = query * query.shape[-1] ** -0.5
        scores = query @ key.transpose(2, 3)
        if self.window_size is not None:
            scores = scores + offsets_to_positions(query @ self.relative_keys.T)
        hidden = mask.unsqueeze(1) == 0  # (B, 1, 1, T)
        scores = scores.masked_fill(hidden, torch.finfo(scores.dtype).min)
        attn = self.dropout(scores.softmax(-1))
        y = attn @ value
        if self.window_size is not None:
            y = y + positions_to_offsets(attn, self.window_size) @ self.relative_values
        return self.out(y.transpose(1, 2).reshape(B, T, C).transpose(1, 2))


def offsets_to_positions(x: Tensor) -> Tensor:
    """Place (…, T, 2W+1) values of offsets −W…W in (…, T, T): row i, column i + offset.

    Zero elsewhere. Rows one element longer than the target shift by one place per row when their
    flat storage is read at the target's width.
    """
    T, n_offsets = x.shape[-2:]
    window = n_offsets // 2
    width = T + 2 * window
    flat = F.pad(x, (0, width + 1 - n_offsets)).flatten(-2)
    skewed = flat[..., : T * width].unflatten(-1, (T, width))
    return skewed[..., window : window + T]


def positions_to_offsets(x: Tensor, window: int) -> Tensor:
    """Values of (…, T, T) at offsets −W…W from the diagonal, as (…, T, 2W+1)."""
    T = x.shape[-1]
    width = T + 2 * window
    flat = F.pad(F.pad(x, (window, window)).flatten(-2), (0, T))
    return flat.unflatten(-1, (T, width + 1))[..., : 2 * window + 1]
