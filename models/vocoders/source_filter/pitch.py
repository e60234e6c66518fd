"""Pitch and voicing from log-mels."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from modules.layers.linear import Linear
from modules.vocoder import Backbone

LOWEST, HIGHEST = 55.0, 620.0  # Hz
N_CLASSES = 128  # of equal width on a log scale, 3 % each
NEIGHBORS = 4  # classes beside the most likely one that its frequency is averaged over
VOICING_WEIGHT = 2.0


class PitchPredictor(nn.Module):
    """A small ConvNeXt backbone that classifies F0, and says whether there is a voice.

    Shapes: mel (B, n_mels, T); scores (B, T, classes) and voicing logits (B, T).
    """

    def __init__(self, n_mels: int, channels: int, n_layers: int) -> None:
        super().__init__()
        self.context = 3 * (1 + n_layers)
        self.backbone = Backbone(n_mels, channels, 3 * channels, n_layers)
        self.out = Linear(channels, N_CLASSES + 1)
        log_f0 = torch.linspace(math.log(LOWEST), math.log(HIGHEST), N_CLASSES)
        self.register_buffer("log_f0", log_f0, persistent=False)

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        return self.split(self.out(self.backbone(mel)))

    def split(self, out: Tensor) -> tuple[Tensor, Tensor]:
        """Scores and voicing logits of what the last layer gives, (B, T, classes + 1)."""
        return out[:, :, :N_CLASSES], out[:, :, N_CLASSES]

    def predict(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """F0 in Hz, also where there is no voice, and voicing from 0 to 1; both (B, T)."""
        return self.decode(*self(mel))

    def decode(self, scores: Tensor, voicing: Tensor) -> tuple[Tensor, Tensor]:
        """F0 and voicing of scores and voicing logits."""
        best = scores.argmax(2, keepdim=True)
        classes = torch.arange(N_CLASSES, device=scores.device)
        near = ((classes - best).abs() <= NEIGHBORS).to(scores.dtype)
        weights = (scores - scores.amax(2, keepdim=True)).exp() * near
        return ((weights * self.log_f0).sum(2) / weights.sum(2)).exp(), voicing.sigmoid()

    def loss(self, mel: Tensor, f0: Tensor, voicing: Tensor) -> Tensor:
        """Cross entropies of classes, where there is a voice, and of voicing.

        The target spreads over the classes beside the true one: a frequency lies between two.
        Shapes: f0 (B, T), Hz; voicing (B, T), 0 or 1.
        """
        scores, voiced = self(mel)
        width = self.log_f0[1] - self.log_f0[0]
        log_f0 = f0.clamp(LOWEST, HIGHEST).log().unsqueeze(2)
        target = torch.softmax(-((log_f0 - self.log_f0) / width).square() / 2, 2)
        entropy = -(target * scores.log_softmax(2)).sum(2)
        classes = (entropy * voicing).sum() / voicing.sum().clamp(min=1)
        return classes + VOICING_WEIGHT * F.binary_cross_entropy_with_logits(voiced, voicing)
