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

    Those are counted with dropout, on utterances that the predictor learns from. ``fit`` counts a
    trained model's anew.
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

    @torch.no_grad()
    def fit(self, seen: Tensor, unseen: Tensor) -> None:
        """Take the means from ``utterance_totals`` (4,) of training and of validation.

        An unseen text is predicted worse, so its durations lie further around their prediction,
        and the mean of the exponential is further above the exponential of the mean. How much,
        a dozen of utterances tell well once the pace of each is taken out; their bare totals would
        tell their readers' paces first. Either may be zeros, where there are no utterances.
        """
        true, paced, predicted, n_phones = seen.double()
        spread = unseen[1].double() * predicted / (unseen[2].double() * paced)
        spread = torch.where(spread.isfinite() & (spread > 0), spread, torch.ones_like(spread))
        means = torch.stack([true * spread, predicted]) / n_phones
        if means.isfinite().all():
            self.means.copy_(means)

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


@torch.no_grad()
def utterance_totals(durations: Tensor, log_durations: Tensor, text_mask: Tensor) -> Tensor:
    """True, paced and predicted frames, and phones (4,), which may be added over batches.

    Paced are the true frames of an utterance divided by its pace: the geometric mean of true over
    predicted durations. Utterances whose alignment failed, or whose totals are no numbers, are
    left out. Shapes: as ``duration_totals``.
    """
    real = text_mask.squeeze(1).double()
    n_phones = real.sum(1)
    logs = (durations.clamp(min=1).log() - log_durations.double()) * real
    true = (durations * real).sum(1)
    paced = true * torch.exp(-logs.sum(1) / n_phones)
    predicted = (log_durations.double().exp() * real).sum(1)
    totals = torch.stack([true, paced, predicted, n_phones], 1)  # (B, 4)
    good = (durations.amin(1) >= 0) & totals.isfinite().all(1)
    return totals[good].sum(0)
