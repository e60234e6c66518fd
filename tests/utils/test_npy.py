"""Arrays as numpy writes them."""

import os

import numpy as np
import pytest

from utils.npy import write_npy


@pytest.mark.parametrize("dtype", ["float32", "int16"])
@pytest.mark.parametrize("shape", [(7,), (80, 301), (0,), (3, 0)])
def test_the_bytes_are_those_of_numpy(tmp_path, dtype, shape):
    array = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
    np.save(tmp_path / "expected.npy", array)
    write_npy(tmp_path / "a.npy", array)
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "expected.npy").read_bytes()


def test_an_array_that_is_not_contiguous_is_written_in_order(tmp_path):
    array = np.arange(12.0).reshape(3, 4).T
    write_npy(tmp_path / "a.npy", array)
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), array)
    assert os.listdir(tmp_path) == ["a.npy"]
