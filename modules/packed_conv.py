"""Convolution of one utterance whose weights oneDNN has put in order beforehand.

For a single utterance of a few hundred frames torch spends as long on reordering the weights, in
every call, as on the convolution. The order depends on the shape of the input, so the frames go
through in tiles of one shape; each tile reads the frames on both sides that its kernel reaches.
``modules.conv.convolve`` is the plain version.
"""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

TILE = 128  # frames
SHORT_TILE = 64  # of utterances that need no longer one
MAX_FRAMES = 512  # from here on the reordering hardly matters


class PackedConv:
    """Weights (C_out, C_in, K) in oneDNN's order, for as long as the weights do not change."""

    def __init__(self, weight: Tensor, bias: Tensor | None, dilation: int, tile: int) -> None:
        self._length = tile
        self._made_for = self._state(weight)
        self._bias = bias
        self._reach = dilation * (weight.shape[2] - 1)
        self._geometry = ((0, 0), (1, 1), (1, dilation), 1)  # padding, stride, dilation, groups
        shape = (1, weight.shape[1], 1, tile + self._reach)
        plain = weight.detach().unsqueeze(2).to_mkldnn()
        self._weight = torch._C._nn.mkldnn_reorder_conv2d_weight(plain, *self._geometry, shape)

    def fits(self, weight: Tensor) -> bool:
        """Whether these are still the weights, and the threads, that it was made for."""
        return self._made_for == self._state(weight)

    def __call__(self, x: Tensor) -> Tensor:
        """Shapes: x (1, C_in, T); result (1, C_out, T), channels side by side."""
        T, length = x.shape[2], self._length
        end = -(-T // length) * length
        left = self._reach // 2
        right = self._reach - left + end - T
        frames = F.pad(x.mT, (0, 0, left, right)).mT.unsqueeze(2)  # (1, C_in, 1, T + …)
        width = length + self._reach
        parts = [self._tile(frames[..., i : i + width]) for i in range(0, end, length)]
        y = parts[0] if end == length else torch.cat(parts, 1)
        return y[:, :T].mT

    def _tile(self, x: Tensor) -> Tensor:
        y = torch.ops.mkldnn._convolution_pointwise(
            x, self._weight, self._bias, *self._geometry, "none", [], ""
        )
        return y.squeeze(2).mT  # (1, tile, C_out)

    @staticmethod
    def _state(weight: Tensor) -> tuple[Any, ...]:
        version = None if weight.is_inference() else weight._version
        return weight.data_ptr(), version, torch.get_num_threads()

    def __reduce__(self) -> tuple[type, tuple[()]]:
        return type(None), ()  # oneDNN's tensors cannot be copied: a copy of the layer packs again


def choose_tile(n_frames: int) -> int:
    """Tile for an utterance; few different ones, because each has weights of its own."""
    return SHORT_TILE if n_frames <= SHORT_TILE else TILE


def can_pack(x: Tensor, weight: Tensor) -> bool:
    """Whether there is anything to gain, and no gradient to lose."""
    return (
        x.device.type == "cpu"
        and x.shape[0] == 1
        and x.shape[2] <= MAX_FRAMES
        and x.dtype == weight.dtype == torch.float32
        and not torch.is_grad_enabled()
        and torch.backends.mkldnn.is_available()
    )
