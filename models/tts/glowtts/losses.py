"""The two losses of Glow-TTS, each a mean over real elements, in float32.

Over several ranks (or accumulated batches) an average of averages is not the average: pass
``denominator``, the count of real elements over all of them divided by their number, and the
averaged gradients are those of one big batch. ``mle_elements`` and ``duration_elements`` count.
"""

import math

import torch
from torch import Tensor


def mle_elements(z: Tensor, mel_mask: Tensor) -> Tensor:
    """Number of values of z that are not padding: a scalar."""
    return mel_mask.sum(dtype=torch.float32) * z.shape[1]


def duration_elements(text_mask: Tensor) -> Tensor:
    """Number of phones that are not padding: a scalar."""
    return text_mask.sum(dtype=torch.float32)


def mle_loss(
    z: Tensor,
    prior_mean: Tensor,
    prior_log_std: Tensor,
    log_det: Tensor,
    mel_mask: Tensor,
    denominator: float | Tensor | None = None,
) -> Tensor:
    """Negative log-likelihood of the mel, in nats per value (Kim et al., 2020, equations 1 and 2).

    Shapes: z, prior_mean, prior_log_std (B, n_mels, T_mel), zero on padding; log_det (B,);
    mel_mask (B, 1, T_mel); result a scalar.
    """
    elements = mle_elements(z, mel_mask)
    denominator = elements if denominator is None else denominator
    prior_log_std = prior_log_std.float()
    error = (z.float() - prior_mean.float()) * torch.exp(-prior_log_std)
    total = prior_log_std.sum() + 0.5 * error.square().sum() - log_det.float().sum()
    return (total + 0.5 * math.log(2 * math.pi) * elements) / denominator


def duration_loss(
    log_durations: Tensor,
    durations: Tensor,
    text_mask: Tensor,
    denominator: float | Tensor | None = None,
) -> Tensor:
    """Mean squared error of the log-durations (Kim et al., 2020, equation 6).

    Shapes: log_durations, durations (B, T_text); text_mask (B, 1, T_text); result a scalar.
    """
    denominator = duration_elements(text_mask) if denominator is None else denominator
    target = torch.log(1e-8 + durations.float())
    error = (log_durations.float() - target) * text_mask.squeeze(1).float()
    return error.square().sum() / denominator
