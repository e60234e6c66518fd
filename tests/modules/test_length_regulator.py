"""Rounding of lengths and durations, and that nothing else rounds lengths."""

import ast
from itertools import pairwise

import numpy as np
import pytest
import torch

from config.schema import REPOSITORY
from modules.length_regulator import (
    copy_by_product,
    frame_to_phone,
    gather_frames,
    round_durations,
    round_frames,
)
from tests.operators import on_fake_gpu
from utils.mask import sequence_mask


@pytest.mark.parametrize(
    ("frames", "multiple", "down", "up"),
    [(7, 2, 6, 8), (8, 2, 8, 8), (0, 2, 0, 0), (1, 4, 0, 4), (9, 4, 8, 12), (5, 1, 5, 5)],
)
def test_numbers_arrays_and_tensors_are_rounded_alike(frames, multiple, down, up):
    for rounded, expected in (
        (round_frames(frames, multiple), down),
        (round_frames(frames, multiple, up=True), up),
    ):
        assert type(rounded) is int
        assert rounded == expected
    array, tensor = np.array([frames, 4 * multiple]), torch.tensor([frames, 4 * multiple])
    for values in (array, tensor, array.astype(np.uint32), tensor.int()):
        for result, expected in (
            (round_frames(values, multiple), down),
            (round_frames(values, multiple, up=True), up),
        ):
            assert type(result) is type(values)
            assert result.dtype == values.dtype
            assert result.tolist() == [expected, 4 * multiple]


def test_frames_copied_by_a_product_are_those_gathered_and_so_is_the_gradient():
    durations = torch.tensor([[3, 0, 2, 4], [1, 1, 1, 0]])
    index = frame_to_phone(durations, 9)
    x = torch.randn(2, 5, 4, requires_grad=True)
    weights = torch.randn(2, 5, 9)
    results = []
    for copy in (gather_frames, copy_by_product):
        frames = copy(x, index)
        results.append((frames, *torch.autograd.grad((frames * weights).sum(), x)))
    (gathered, one), (product, two) = results
    assert torch.equal(gathered, product)
    torch.testing.assert_close(one, two)


def test_on_a_gpu_frames_are_copied_by_a_product():
    x, index = torch.zeros(2, 5, 4, requires_grad=True), torch.zeros(2, 9, dtype=torch.int64)
    frames, counts = on_fake_gpu(None, gather_frames, x, index)
    assert (frames.device.type, frames.shape) == ("cuda", (2, 5, 9))
    assert counts["bmm"] == 1
    assert "gather" not in counts  # whose gradient adds up frames in any order


def test_lengths_are_rounded_in_one_place():
    """Only squeezing, which makes the steps, divides by their number of frames as well."""
    dividing = set()
    for folder in ("bins", "config", "models", "modules", "processors", "serving", "utils"):
        for path in (REPOSITORY / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.Mod):
                    divisor = ast.unparse(node.right)
                    if "n_sqz" in divisor or "frame_multiple" in divisor:
                        dividing.add(path.relative_to(REPOSITORY).as_posix())
    assert dividing == {"modules/length_regulator.py", "modules/flow/squeeze.py"}


def random_durations(seed: int, lowest: float = 0.05) -> tuple[torch.Tensor, torch.Tensor]:
    """Durations (4, 60) of speech, many below a frame, and a mask of four lengths."""
    generator = torch.Generator().manual_seed(seed)
    frames = (torch.randn(4, 60, generator=generator) * 0.9 + 0.4).exp().clamp_min(lowest)
    mask = sequence_mask(torch.tensor([60, 41, 7, 1])).squeeze(1) > 0
    return frames * mask, mask


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rounding", ["ceil", "cumulative"])
def test_every_phone_gets_a_frame_and_padding_none(seed, rounding):
    frames, mask = random_durations(seed)
    found = round_durations(frames, mask, rounding)
    assert found.dtype == torch.int64
    assert (found[mask] >= 1).all()
    assert not found[~mask].any()


@pytest.mark.parametrize("seed", range(5))
def test_cumulative_rounding_keeps_the_running_total(seed):
    """No phone of a frame or more ends further than half a frame from where it should."""
    frames, mask = random_durations(seed, lowest=1.0)
    found = round_durations(frames, mask, "cumulative")
    off = (found.cumsum(1) - frames.cumsum(1)) * mask
    assert off.abs().max() <= 0.5 + 1e-4
    up = round_durations(frames, mask, "ceil")
    assert up.sum(1)[0] > frames.sum(1)[0] + 10  # what the other rounding adds


@pytest.mark.parametrize("seed", range(5))
def test_frames_given_to_hasty_phones_are_taken_back(seed):
    """The running total may lead only as far as the phones since then had too little each."""
    frames, mask = random_durations(seed)
    ends = round_durations(frames, mask, "cumulative").cumsum(1)
    totals = frames.double().cumsum(1)
    for row, length in enumerate(mask.sum(1).tolist()):
        for i in range(length):
            due = [round(float(totals[row, j])) + i - j for j in range(i + 1)]
            assert ends[row, i] == max(*due, i + 1)


def test_a_phone_without_length_takes_its_frame_from_the_next():
    frames = torch.tensor([[0.1, 0.1, 4.8, 0.2, 3.0, 0.1]])
    found = round_durations(frames, torch.ones(1, 6, dtype=torch.bool), "cumulative")
    assert found.tolist() == [[1, 1, 3, 1, 2, 1]]


@pytest.mark.parametrize("rounding", ["ceil", "cumulative"])
def test_durations_are_rounded_alike_alone_and_in_a_batch(rounding):
    frames, mask = random_durations(0)
    together = round_durations(frames, mask, rounding)
    for row, length in enumerate(mask.sum(1).tolist()):
        alone = round_durations(
            frames[row : row + 1, :length], mask[row : row + 1, :length], rounding
        )
        assert torch.equal(together[row : row + 1, :length], alone)


@pytest.mark.parametrize("rounding", ["ceil", "cumulative"])
def test_longer_durations_end_no_phone_earlier(rounding):
    frames, mask = random_durations(1)
    scales = (0.3, 0.5, 0.9, 1.0, 1.01, 1.5, 3.0)
    ends = [round_durations(frames * scale, mask, rounding).cumsum(1) for scale in scales]
    for shorter, longer in pairwise(ends):
        assert (shorter <= longer).all()
