"""Length regulator: durations and lengths rounded, and phones repeated by their durations."""

from typing import Literal, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Frames = TypeVar("Frames", int, NDArray[np.integer], Tensor)
DurationRounding = Literal["ceil", "cumulative"]


def round_frames(frames: Frames, frame_multiple: int, *, up: bool = False) -> Frames:
    """Round lengths in frames down (or ``up``) to a multiple of ``frame_multiple``.

    A flow squeezes ``frame_multiple`` neighboring frames into one step and cannot work on part of
    a step, so an utterance has as many usable frames as fill whole steps. Everything that counts,
    cuts or limits those frames calls this function. ``up`` is for callers that fill the last step.
    Shapes: a number, an array or a tensor of integers; result like ``frames``.
    """
    if up:
        frames = frames + (frame_multiple - 1)
    return frames // frame_multiple * frame_multiple


def round_durations(frames: Tensor, mask: Tensor, rounding: DurationRounding) -> Tensor:
    """Whole durations of phones, each at least one frame.

    "ceil" rounds every phone up, as the reference implementation does; a sentence gets half a frame
    a phone longer. "cumulative" rounds the running total, so that no phone ends more than half a
    frame from where it should; a phone that would get nothing takes a frame from the next ones that
    can spare it. That is: phone i (from 1) ends at max over j <= i of round(total_j) + (i - j), and
    not before frame i.
    Shapes: frames (B, T_text) floats; mask (B, T_text), 1 = real; result (B, T_text) int64, zero
    on padding.
    """
    if rounding == "ceil":
        return (torch.ceil(frames) * mask).long()
    # Double precision, so that the order of the summands cannot move an end.
    ends = (frames.double() * mask).cumsum(1).round().long()
    index = torch.arange(1, ends.shape[1] + 1, device=ends.device)
    ends = (ends - index).clamp_min(0).cummax(1).values + index
    return ends.diff(dim=1, prepend=torch.zeros_like(ends[:, :1])) * mask.long()


def frame_to_phone(durations: Tensor, n_frames: int) -> Tensor:
    """Index of the phone that each frame belongs to.

    Shapes: durations (B, T_text) integers; result (B, n_frames) int64. Frames after the last
    phone get the last index; mask what is gathered with them.
    """
    ends = durations.cumsum(1)  # (B, T_text)
    frames = torch.arange(n_frames, device=durations.device, dtype=ends.dtype)
    frames = frames.expand(durations.shape[0], -1).contiguous()
    index = torch.searchsorted(ends, frames, right=True)
    return index.clamp_max(durations.shape[1] - 1)


def gather_frames(x: Tensor, index: Tensor) -> Tensor:
    """Features of each frame, copied from its phone.

    Shapes: x (B, C, T_text); index (B, T_mel) from ``frame_to_phone``; result (B, C, T_mel).
    """
    if x.device.type == "cpu":
        return x.gather(2, index.unsqueeze(1).expand(-1, x.shape[1], -1))
    return copy_by_product(x, index)


def copy_by_product(x: Tensor, index: Tensor) -> Tensor:
    """``gather_frames`` as a product with the path, for GPUs: its gradient is the same every time.

    There the gradient of a gather adds up frames in whatever order they come; that of a product
    is a product. One value that is not finite spreads over its utterance.
    """
    phones = torch.arange(x.shape[2], device=x.device)
    path = index.unsqueeze(1) == phones.unsqueeze(1)  # (B, T_text, T_mel)
    with torch.autocast(x.device.type, enabled=False):
        return torch.bmm(x, path.to(x.dtype))


def durations_to_path(
    durations: Tensor, n_frames: int, dtype: torch.dtype = torch.float32
) -> Tensor:
    """Hard alignment path: 1 where a frame belongs to a phone, else 0.

    Shapes: durations (B, T_text) integers; result (B, T_text, n_frames).
    """
    ends = durations.cumsum(1).unsqueeze(2)  # (B, T_text, 1)
    starts = ends - durations.unsqueeze(2)
    frames = torch.arange(n_frames, device=durations.device)
    return ((frames >= starts) & (frames < ends)).to(dtype)
