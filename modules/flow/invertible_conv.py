"""Invertible 1x1 convolution within small groups of channels."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from modules.flow.frame_flow import FrameFlow, count_frames
from modules.layers.conv import convolve


class InvertibleConv(FrameFlow):
    """Product of each group of ``n_split`` channels with one square matrix, shared by all groups.

    The 1x1 convolution of Glow (Kingma & Dhariwal, 2018, section 3.2), in groups as in Glow-TTS
    (Kim et al., 2020, section 3.3). A group takes ``n_split / 2`` neighboring channels from each
    half of the channels, so that a following coupling sees both of its halves mixed. Always
    float32: rounding here would make the inverse inexact, and the product is small.

    Shapes: x, z (B, C, T); mask (B, 1, T); log_det (B,).
    """

    def __init__(self, channels: int, n_split: int = 4) -> None:
        super().__init__()
        if n_split % 2 or channels % n_split:
            raise ValueError(f"{channels} channels do not split into even groups of {n_split}")
        self.channels = channels
        self.n_split = n_split
        rotation = torch.linalg.qr(torch.randn(n_split, n_split)).Q.contiguous()
        rotation[:, 0] *= torch.linalg.det(rotation).sign()  # a rotation: determinant +1
        self.weight = nn.Parameter(rotation)
        self._cache: tuple[int | None, Tensor, Tensor] | None = None

    def transform(self, x: Tensor, mask: Tensor) -> Tensor:
        if self.training:
            self._cache = None
        return self._mix(x, self.weight, mask)

    def frame_log_det(self) -> Tensor:
        return frame_log_dets(self.weight.float(), self.channels)

    def inverse(
        self, z: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        weight, log_det = self.inverse_weight()
        groups = self.channels // self.n_split
        return self._mix(z, weight, mask), log_det * groups * count_frames(mask)

    def inverse_affine(self) -> tuple[Tensor, Tensor, Tensor]:
        """Matrix (C, C), shift (C,) and log-determinant per frame, a scalar, of the inverse."""
        weight, log_det = self.inverse_weight()
        matrix = self.dense_weight(weight).squeeze(2)
        return matrix, matrix.new_zeros(self.channels), log_det * (self.channels // self.n_split)

    def _mix(self, x: Tensor, weight: Tensor, mask: Tensor) -> Tensor:
        with torch.autocast(x.device.type, enabled=False):
            if x.device.type == "cpu":
                # Forty times the multiplications, and faster for it: a matrix product.
                return convolve(x.float(), self.dense_weight(weight)) * mask
            return mix_groups(x.float(), weight.float()) * mask

    def dense_weight(self, weight: Tensor) -> Tensor:
        """Weight (C, C, 1) of the 1x1 convolution of all channels, zero between groups."""
        half, groups = self.n_split // 2, self.channels // self.n_split
        same_group = torch.eye(groups, device=weight.device)
        weight = weight.float().view(2, 1, half, 2, 1, half) * same_group.view(
            groups, 1, 1, groups, 1
        )
        return weight.reshape(self.channels, self.channels, 1)

    def inverse_weight(self) -> tuple[Tensor, Tensor]:
        """Inverse matrix and its log-determinant; kept between calls in inference only."""
        if self.training or torch.is_grad_enabled():
            return _invert(self.weight)
        # In-place updates, an optimizer's for instance, raise the version.
        version = None if self.weight.is_inference() else self.weight._version
        if self._cache is None or self._cache[0] != version:
            with torch.inference_mode(False), torch.no_grad():
                self._cache = (version, *_invert(self.weight))
        return self._cache[1:]

    def _load_from_state_dict(self, *args: Any, **kwargs: Any) -> None:
        super()._load_from_state_dict(*args, **kwargs)
        self._cache = None

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> "InvertibleConv":
        self._cache = None  # moving to another device or dtype
        return super()._apply(fn, recurse)


def frame_log_dets(weights: Tensor, channels: int) -> Tensor:
    """Log-determinants per frame, (…), of convolutions by weights (…, n_split, n_split)."""
    return torch.linalg.slogdet(weights).logabsdet * (channels // weights.shape[-1])


def mix_groups(x: Tensor, weight: Tensor) -> Tensor:
    """Product of each group of channels; shapes: x (B, C, T), weight (n_split, n_split)."""
    B, C, T = x.shape
    half = len(weight) // 2
    groups = x.reshape(B, 2, C // len(weight), half, T)
    mixed = torch.einsum("oqip,bigpt->bogqt", weight.view(2, half, 2, half), groups)
    return mixed.reshape(B, C, T)


def _invert(weight: Tensor) -> tuple[Tensor, Tensor]:
    weight = weight.float()
    # inv_ex: plain inv waits for the device to check for errors.
    return torch.linalg.inv_ex(weight).inverse, -torch.linalg.slogdet(weight).logabsdet
