"""The two paths out of a layer of a WaveNet."""

from torch import Tensor

from modules.layers.conv import chunk_channels


def join(x: Tensor, h: Tensor, skip: Tensor | None, mask: Tensor) -> tuple[Tensor, Tensor]:
    """The next layer's input, (x + the first half of h) times mask, and skip + the second half.

    Shapes: h (B, 2 C, T); x, skip and results (B, C, T); mask (B, 1, T).
    """
    residual, own_skip = chunk_channels(h, 2)
    return (x + residual) * mask.to(x.dtype), own_skip if skip is None else skip + own_skip
