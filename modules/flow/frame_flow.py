"""Flow layers that do the same to every frame, and what their log-determinants have in common."""

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn


class FrameFlow(nn.Module, ABC):
    """Flow layer whose log-determinant per frame is one number, of its weights alone.

    Shapes: x, z (B, C, T); mask (B, 1, T); log_det (B,).
    """

    def forward(
        self, x: Tensor, mask: Tensor, speaker_embedding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        return self.transform(x, mask), self.frame_log_det() * count_frames(mask)

    @abstractmethod
    def transform(self, x: Tensor, mask: Tensor) -> Tensor:
        """The first of ``forward``'s results."""

    @abstractmethod
    def frame_log_det(self) -> Tensor:
        """Log-determinant per frame, a scalar, float32."""


def count_frames(mask: Tensor) -> Tensor:
    """Real frames of each utterance, (B,) float32, of a mask (B, 1, T)."""
    return mask.sum((1, 2), dtype=torch.float32)
