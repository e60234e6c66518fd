"""The order of channels, and the rounding of lengths."""

import torch

from modules.flow import squeeze, unsqueeze
from utils.mask import sequence_mask


def test_first_frames_come_first() -> None:
    x = torch.tensor([[[0.0, 1, 2, 3], [10, 11, 12, 13]]])
    squeezed, mask = squeeze(x, torch.ones(1, 1, 4), 2)
    assert squeezed[0].tolist() == [[0, 2], [10, 12], [1, 3], [11, 13]]
    assert mask.shape == (1, 1, 2)


def test_round_trip() -> None:
    x = torch.randn(2, 3, 12)
    for n_sqz in (1, 2, 3, 4):
        squeezed, mask = squeeze(x, torch.ones(2, 1, 12), n_sqz)
        restored, mask = unsqueeze(squeezed, mask, n_sqz)
        torch.testing.assert_close(restored, x)
        assert mask.all()


def test_incomplete_groups_are_dropped() -> None:
    mask = sequence_mask(torch.tensor([7, 4, 3]))
    x = torch.randn(3, 2, 7) * mask
    squeezed, short = squeeze(x, mask, 2)
    assert squeezed.shape == (3, 4, 3)
    assert short.sum((1, 2)).tolist() == [3, 2, 1]
    restored, restored_mask = unsqueeze(squeezed, short, 2)
    assert restored_mask.sum((1, 2)).tolist() == [6, 4, 2]
    torch.testing.assert_close(restored, (x[:, :, :6] * restored_mask))
