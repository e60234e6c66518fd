"""Losses against their definitions."""

import math

import torch
from torch.distributions import Normal

from models.tts.glowtts.losses import (
    duration_elements,
    duration_loss,
    mle_elements,
    mle_loss,
)
from utils.mask import sequence_mask

MEL_MASK = sequence_mask(torch.tensor([7, 4]))
TEXT_MASK = sequence_mask(torch.tensor([5, 2]))


def flow_values() -> tuple[torch.Tensor, ...]:
    z, mean, log_std = (torch.randn(2, 3, 7) * MEL_MASK for _ in range(3))
    return z, mean, log_std * 0.3, torch.randn(2)


def test_mle_is_the_negative_log_likelihood() -> None:
    z, mean, log_std, log_det = flow_values()
    density = Normal(mean, log_std.exp()).log_prob(z) * MEL_MASK
    expected = -(density.sum() + log_det.sum()) / (3 * 11)
    torch.testing.assert_close(mle_loss(z, mean, log_std, log_det, MEL_MASK), expected)


def test_mle_of_a_perfect_prior() -> None:
    z, _, log_std, log_det = flow_values()
    value = mle_loss(z, z, 0 * log_std, 0 * log_det, MEL_MASK)
    torch.testing.assert_close(value, torch.tensor(0.5 * math.log(2 * math.pi)))


def test_duration_loss_is_a_mean_square_of_logs() -> None:
    predicted, durations = torch.randn(2, 5), torch.randint(1, 9, (2, 5))
    real = TEXT_MASK.squeeze(1).bool()
    expected = (predicted[real] - (durations[real] + 1e-8).log()).square().mean()
    torch.testing.assert_close(duration_loss(predicted, durations, TEXT_MASK), expected)


def test_padding_is_not_counted() -> None:
    predicted, durations = torch.randn(2, 5), torch.randint(1, 9, (2, 5))
    value = duration_loss(predicted, durations, TEXT_MASK)
    noise = 1 - TEXT_MASK.squeeze(1)
    torch.testing.assert_close(
        duration_loss(predicted + 9 * noise, durations + noise.long(), TEXT_MASK), value
    )


def test_a_failed_search_makes_the_loss_not_a_number() -> None:
    """Its durations are -1: on a GPU nobody waits to hear of it, and the step is left out."""
    durations = torch.tensor([[2, 2, 1, 1, 1], [-1] * 5])
    assert duration_loss(torch.randn(2, 5), durations, TEXT_MASK, 7).isnan()


def test_shared_denominator_makes_averages_add_up() -> None:
    z, mean, log_std, log_det = flow_values()
    predicted, durations = torch.randn(2, 5), torch.randint(1, 9, (2, 5))
    mle_share = mle_elements(z, MEL_MASK) / 2
    duration_share = duration_elements(TEXT_MASK) / 2
    parts = []
    for i in range(2):
        one = slice(i, i + 1)
        mle = mle_loss(z[one], mean[one], log_std[one], log_det[one], MEL_MASK[one], mle_share)
        duration = duration_loss(predicted[one], durations[one], TEXT_MASK[one], duration_share)
        parts.append(torch.stack([mle, duration]))
    whole = torch.stack(
        [
            mle_loss(z, mean, log_std, log_det, MEL_MASK),
            duration_loss(predicted, durations, TEXT_MASK),
        ]
    )
    torch.testing.assert_close(torch.stack(parts).mean(0), whole)


def test_float32_from_lower_precision() -> None:
    z, mean, log_std, log_det = flow_values()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        value = mle_loss(z.bfloat16(), mean, log_std, log_det, MEL_MASK)
        duration = duration_loss(torch.randn(2, 5).bfloat16(), torch.ones(2, 5), TEXT_MASK)
    assert value.dtype == duration.dtype == torch.float32
