"""Durations, found by alignment or predicted, and the prior of each frame."""

import torch
from torch import Tensor

from modules.length_regulator import (
    DurationRounding,
    frame_to_phone,
    gather_frames,
    round_durations,
    round_frames,
)
from utils.errors import UserError

# A phone that lasts a second on average is no speech: the duration predictor is broken.
MAX_FRAMES_PER_PHONE = 100
MAX_FRAMES_ALWAYS_FINE = 1000

# Scores beyond this are a diverged model's; thousands of them still add up within float32.
MAX_SCORE = 1e30


class DurationError(UserError):
    """Predicted durations that make no sense: not numbers, or minutes for a word."""


@torch.no_grad()
def alignment_log_prob(z: Tensor, mean: Tensor, log_std: Tensor | None) -> Tensor:
    """Log-likelihood of each frame under each phone, up to a term of the frame alone.

    The summands of equation 4 of Glow-TTS (Kim et al., 2020), which the search adds up. What is the
    same for all phones cannot change the best path; with unit deviations that is the whole square
    of z. Float32 even under autocast. Stored as (B, T_mel, T_text), the order the search walks in,
    and returned as a view.
    Where z is not a number the scores are arbitrary but finite: the search goes through, and it
    is the loss that shows the fault, on every rank in the same place.
    Shapes: z (B, n_mels, T_mel); mean, log_std (B, n_mels, T_text); result (B, T_text, T_mel).
    """
    with torch.autocast(z.device.type, enabled=False):
        frames, weights = z.transpose(1, 2), mean  # (B, T_mel, n_mels)
        if log_std is None:
            constant = -0.5 * mean.square().sum(1, keepdim=True)  # (B, 1, T_text)
        else:
            precision = torch.exp(-2 * log_std)
            constant = -(0.5 * mean.square() * precision + log_std).sum(1, keepdim=True)
            frames = torch.cat([frames, frames.square()], 2)
            weights = torch.cat([mean * precision, -0.5 * precision], 1)
        scores = torch.baddbmm(constant, frames, weights)
    return scores.nan_to_num_(nan=0.0).clamp_(-MAX_SCORE, MAX_SCORE).transpose(1, 2)


@torch.no_grad()
def diagonal_penalty(
    phone_lengths: Tensor, mel_lengths: Tensor, n_phones: int, n_frames: int
) -> Tensor:
    """Squared distance of each cell from the diagonal, as a share of the utterance.

    Stored as (B, T_mel, T_text) and returned as a view, like the scores it is taken from.
    Shapes: lengths (B,); result (B, n_phones, n_frames).
    """
    device = phone_lengths.device
    phones = (torch.arange(n_phones, device=device) + 0.5) / phone_lengths.unsqueeze(1)
    frames = (torch.arange(n_frames, device=device) + 0.5) / mel_lengths.unsqueeze(1)
    return (frames.unsqueeze(2) - phones.unsqueeze(1)).square().transpose(1, 2)


def expand_prior(
    mean: Tensor, log_std: Tensor | None, durations: Tensor, mel_mask: Tensor
) -> tuple[Tensor, Tensor]:
    """Mean and log-deviation of each frame's prior, those of its phone.

    Equation 2 of Glow-TTS (Kim et al., 2020). Zero on padding; a missing ``log_std`` means zeros.
    Shapes: mean, log_std (B, n_mels, T_text); durations (B, T_text); mel_mask (B, 1, T_mel);
    results (B, n_mels, T_mel).
    """
    index = frame_to_phone(durations, mel_mask.shape[2])
    frame_mean = gather_frames(mean, index) * mel_mask
    if log_std is None:
        return frame_mean, mel_mask.new_zeros(()).expand_as(frame_mean)
    return frame_mean, gather_frames(log_std, index) * mel_mask


def whole_durations(
    log_durations: Tensor,
    phone_lengths: Tensor,
    length_scale: float,
    n_sqz: int,
    rounding: DurationRounding,
) -> Tensor:
    """Number of frames of each phone, with a multiple of ``n_sqz`` as their sum.

    With the rounding "ceil", left-over frames are cut from the end as in the reference
    implementation, so the last phone may lose up to ``n_sqz - 1`` (and vanish, if it had no more);
    with "cumulative" the last phone is lengthened instead, as always in an utterance shorter than
    ``n_sqz`` frames.
    Shapes: log_durations (B, T_text); phone_lengths (B,); result (B, T_text) int64.
    """
    positions = torch.arange(log_durations.shape[1], device=log_durations.device)
    real = positions < phone_lengths.unsqueeze(1)
    frames = log_durations.exp() * length_scale * real
    _check_durations(frames.sum(1), phone_lengths, length_scale)
    ends = round_durations(frames, real, rounding).cumsum(1)
    up = rounding == "cumulative"
    mel_lengths = round_frames(ends[:, -1:], n_sqz, up=up).clamp_min(n_sqz)
    ends = torch.minimum(ends, mel_lengths)
    ends = torch.where(positions >= phone_lengths.unsqueeze(1) - 1, mel_lengths, ends)
    return ends.diff(dim=1, prepend=torch.zeros_like(mel_lengths))


def _check_durations(frames: Tensor, phone_lengths: Tensor, length_scale: float) -> None:
    limits = (phone_lengths * MAX_FRAMES_PER_PHONE).clamp_min(MAX_FRAMES_ALWAYS_FINE)
    bad = ~(frames <= limits * max(length_scale, 1.0))  # also when not a number
    if bad.any():
        first = int(bad.nonzero()[0])
        raise DurationError(
            f"utterance {first} of the batch: {frames[first].item():g} frames predicted for "
            f"{int(phone_lengths[first])} phones; the duration predictor is untrained or broken"
        )
