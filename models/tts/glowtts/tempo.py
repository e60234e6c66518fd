"""How long a voice's recordings last, against how long its duration predictor says."""

import torch
from torch import Tensor, nn

DECAY = 0.99  # of a batch's share in the means, by the step


class TempoCorrection(nn.Module):
    """Factor by which predicted durations are multiplied, so that speech is as long as recordings.

    The duration predictor learns logarithms of durations, by their squared error. The exponential
    of a mean logarithm is less than the mean duration (Jensen's inequality), by a fifth on the
    recordings of one speaker. Rounding every phone up makes up for that by chance; a rounding that
    keeps the running total would keep the haste. So training counts both totals as it goes on:
    buffer ``means`` (2,), moving averages of true and of predicted frames per phone.
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("means", torch.zeros(2))

    @torch.no_grad()
    def update(self, totals: Tensor) -> None:
        """Take the ``duration_totals`` (3,) of a batch into the means.

        Those with a NaN, of a failed alignment for instance, are ignored.
        """
        pair = totals[:2] / totals[2]
        self.means.copy_(
            torch.where(pair.isfinite().all(), self.means.lerp(pair, 1 - DECAY), self.means)
        )

    def log_ratio(self) -> Tensor:
        """Logarithm of the factor, a scalar; 0 before the first batch."""
        true, predicted = self.means.float().unbind()
        return torch.where(predicted > 0, true / predicted, torch.ones_like(true)).log()


@torch.no_grad()
def duration_totals(durations: Tensor, log_durations: Tensor, text_mask: Tensor) -> Tensor:
    """True frames, predicted frames and phones of a batch (3,), which may be added over batches.

    Durations below zero mark a failed alignment and make the result NaN.
    Shapes: durations, log_durations (B, T_text); text_mask (B, 1, T_text).
    """
    real = text_mask.squeeze(1).float()
    true = torch.where(durations.amin() >= 0, (durations * real).sum(), torch.nan)
    return torch.stack([true, (log_durations.float().exp() * real).sum(), real.sum()])
