"""The two paths out of a layer of a WaveNet."""

from torch import Tensor

from modules.cpu_kernels.elementwise import Join, can_fuse
from modules.layers.conv import chunk_channels


def join(x: Tensor, h: Tensor, total: Tensor | None, mask: Tensor) -> tuple[Tensor, Tensor]:
    """The next layer's input, (x + the first half of h) times mask, and total + the second half.

    Shapes: h (B, 2 C, T); x, total and results (B, C, T); mask (B, 1, T).
    """
    if can_fuse(h, x, *(() if total is None else (total,))):
        return Join.apply(x, h, total, mask.float())
    residual, skip = chunk_channels(h, 2)
    return (x + residual) * mask.to(x.dtype), skip if total is None else total + skip
