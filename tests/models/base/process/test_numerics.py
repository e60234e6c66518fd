"""What training says to cudnn, and what it says of it: flags can be set without a GPU."""

import os
from collections.abc import Iterator

import pytest
import torch

from models.base.process.numerics import (
    WORKSPACE,
    describe_numerics,
    set_numerics,
    try_plans,
    varied_shapes,
)
from tests.models.base.toy import make_settings

CUDA, CPU = torch.device("cuda"), torch.device("cpu")
cudnn, matmul = torch.backends.cudnn, torch.backends.cuda.matmul


@pytest.fixture(autouse=True)
def _flags(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = cudnn.allow_tf32, matmul.allow_tf32, cudnn.deterministic, cudnn.benchmark
    monkeypatch.setenv(WORKSPACE, "")
    os.environ.pop(WORKSPACE)
    yield
    cudnn.allow_tf32, matmul.allow_tf32, cudnn.deterministic, cudnn.benchmark = before
    torch.use_deterministic_algorithms(False)


@pytest.mark.parametrize("tf32", [True, False])
def test_convolutions_are_as_the_setting_says_and_products_exact(tf32):
    cudnn.allow_tf32 = not tf32
    matmul.allow_tf32 = True  # as accelerate sets it where something else compiles
    set_numerics(CUDA, make_settings(tf32=tf32))
    assert cudnn.allow_tf32 is tf32
    assert matmul.allow_tf32 is False
    assert not torch.are_deterministic_algorithms_enabled()


def test_deterministic_training():
    set_numerics(CUDA, make_settings(deterministic=True))
    assert torch.are_deterministic_algorithms_enabled()
    assert torch.is_deterministic_algorithms_warn_only_enabled()
    assert cudnn.deterministic
    assert os.environ[WORKSPACE] == ":4096:8"
    try_plans(CUDA, make_settings(deterministic=True))
    assert not cudnn.benchmark
    set_numerics(CUDA, make_settings())
    assert not torch.are_deterministic_algorithms_enabled()


def test_a_cpu_is_left_alone():
    cudnn.allow_tf32, matmul.allow_tf32 = True, True
    set_numerics(CPU, make_settings(tf32=False, deterministic=True))
    try_plans(CPU, make_settings())
    assert (cudnn.allow_tf32, matmul.allow_tf32, cudnn.benchmark) == (True, True, False)
    assert not torch.are_deterministic_algorithms_enabled()


def test_plans_are_tried_for_fixed_shapes_only():
    try_plans(CUDA, make_settings())
    assert cudnn.benchmark
    with varied_shapes():
        assert not cudnn.benchmark
    assert cudnn.benchmark


@pytest.mark.parametrize(
    ("device", "changes", "expected"),
    [
        (CPU, {"deterministic": True}, "precision no"),
        (CUDA, {}, "precision no, convolutions in TF32"),
        (CUDA, {"tf32": False}, "precision no, convolutions in float32"),
        (CUDA, {"precision": "bf16", "deterministic": True}, "precision bf16, deterministic"),
    ],
)
def test_a_run_says_how_it_computes(device, changes, expected):
    assert describe_numerics(device, make_settings(**changes)) == expected
