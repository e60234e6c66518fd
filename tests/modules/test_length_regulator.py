"""Rounding of lengths, and that nothing else rounds them."""

import ast

import numpy as np
import pytest
import torch

from config.schema import REPOSITORY
from modules.length_regulator import round_frames


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
