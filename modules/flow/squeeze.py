"""Squeeze of frames into channels, and its inverse.

As for images in RealNVP (Dinh et al., 2017, section 3.6); Glow-TTS (Kim et al., 2020, section 3.3)
does it along time.
"""

from torch import Tensor


def squeeze(x: Tensor, mask: Tensor, n_sqz: int) -> tuple[Tensor, Tensor]:
    """Stack every ``n_sqz`` neighboring frames into channels.

    A group that is not real throughout is dropped, as by ``round_frames``: use the returned mask.
    All first frames of the groups come first in the channels.
    Shapes: x (B, C, T), mask (B, 1, T); results (B, n_sqz * C, T // n_sqz) and its mask.
    """
    B, C, T = x.shape
    groups = T // n_sqz
    x = x[:, :, : groups * n_sqz].reshape(B, C, groups, n_sqz)
    x = x.permute(0, 3, 1, 2).reshape(B, n_sqz * C, groups)
    mask = mask[:, :, n_sqz - 1 :: n_sqz]
    return x * mask, mask


def unsqueeze(x: Tensor, mask: Tensor, n_sqz: int) -> tuple[Tensor, Tensor]:
    """Inverse of ``squeeze``: (B, n_sqz * C, T) to (B, C, T * n_sqz), and the mask likewise."""
    B, C, T = x.shape
    x = x.view(B, n_sqz, C // n_sqz, T).permute(0, 2, 3, 1)
    mask = mask.repeat_interleave(n_sqz, dim=2)
    return x.reshape(B, C // n_sqz, T * n_sqz) * mask, mask
