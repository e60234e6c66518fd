"""Per-channel affine normalization with data-dependent initialization."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, distributed, nn

from modules.flow.frame_flow import FrameFlow, count_frames


class ActNorm(FrameFlow):
    """Scale and shift of each channel; the first training batch leaves with mean 0 and variance 1.

    Activation normalization of Glow (Kingma & Dhariwal, 2018, section 3.1). The initialization
    happens in train mode only, once, over real frames; the buffer ``initialized`` remembers it.
    When torch.distributed is initialized, the statistics are those of all ranks together, so every
    rank has to run that first batch.

    Shapes: x, z (B, C, T); mask (B, 1, T); log_det (B,).
    """

    MIN_VARIANCE = 1e-6

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.log_scale = nn.Parameter(torch.zeros(channels, 1))
        self.shift = nn.Parameter(torch.zeros(channels, 1))
        self.register_buffer("initialized", torch.tensor(False))
        # The buffer's value on the host, so that a step need not wait for the device.
        self._known_initialized = False

    def transform(self, x: Tensor, mask: Tensor) -> Tensor:
        if self.training and not self._known_initialized:
            if not self.initialized:
                self._initialize(x, mask)
            self._known_initialized = True
        return (self.shift + self.log_scale.exp() * x) * mask

    def frame_log_det(self) -> Tensor:
        return self.log_scale.sum()

    def inverse(
        self, z: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        x = (z - self.shift) * (-self.log_scale).exp() * mask
        return x, -self.frame_log_det() * count_frames(mask)

    def inverse_affine(self) -> tuple[Tensor, Tensor, Tensor]:
        """Matrix (C, C), shift (C,) and log-determinant per frame, a scalar, of the inverse."""
        scale = (-self.log_scale).exp()  # (C, 1)
        return scale.squeeze(1).diag(), (-self.shift * scale).squeeze(1), -self.log_scale.sum()

    @torch.no_grad()
    def _initialize(self, x: Tensor, mask: Tensor) -> None:
        x, mask = x.float(), mask.float()
        sums = torch.cat([(x * mask).sum((0, 2)), mask.sum().view(1)])
        sums = _sum_over_ranks(sums)
        count = sums[-1].clamp_min(1)
        mean = (sums[:-1] / count).unsqueeze(1)  # (C, 1)
        squares = _sum_over_ranks(((x - mean).square() * mask).sum((0, 2)))
        variance = (squares / count).unsqueeze(1).clamp_min(self.MIN_VARIANCE)
        if not variance.isfinite().all():  # the same on every rank
            raise ValueError("the batch for initialization holds NaN or infinity: check its mels")
        self.log_scale.copy_(-0.5 * variance.log())
        self.shift.copy_(-mean * self.log_scale.exp())
        self.initialized.fill_(True)

    def _load_from_state_dict(
        self, state_dict: Mapping[str, Tensor], prefix: str, *args: Any, **kwargs: Any
    ) -> None:
        super()._load_from_state_dict(state_dict, prefix, *args, **kwargs)
        # Loaded values are on the host; where the buffer is on a GPU, asking it would wait.
        self._known_initialized = bool(state_dict.get(f"{prefix}initialized", False))


def _sum_over_ranks(x: Tensor) -> Tensor:
    if distributed.is_available() and distributed.is_initialized():
        distributed.all_reduce(x)
    return x
