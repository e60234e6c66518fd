"""How a GPU computes in training: rounding of convolutions, the same sums every time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from config.schema import TrainConfig

WORKSPACE = "CUBLAS_WORKSPACE_CONFIG"  # what cuBLAS needs for the same sums every time


def set_numerics(device: torch.device, settings: TrainConfig) -> None:
    """Set what training's settings say of this process's GPU; call it before the first step.

    Products of matrices (the invertible convolutions, the scores of the alignment search) are
    exact in float32 whatever the settings.
    """
    if device.type != "cuda":
        return
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = settings.tf32
    torch.backends.cudnn.deterministic = settings.deterministic
    torch.backends.cudnn.benchmark = False
    if settings.deterministic:
        os.environ.setdefault(WORKSPACE, ":4096:8")
    # With warnings, not errors: an operator in the gradient of a mel loss has no such form.
    torch.use_deterministic_algorithms(settings.deterministic, warn_only=True)


def try_plans(device: torch.device, settings: TrainConfig) -> None:
    """Have cudnn try its plans for each shape it meets: for training whose shapes stay the same."""
    if device.type == "cuda" and not settings.deterministic:
        torch.backends.cudnn.benchmark = True


@contextmanager
def varied_shapes() -> Iterator[None]:
    """Context in which cudnn tries no plans, because no shape comes twice."""
    before = torch.backends.cudnn.benchmark
    torch.backends.cudnn.benchmark = False
    try:
        yield
    finally:
        torch.backends.cudnn.benchmark = before


def describe_numerics(device: torch.device, settings: TrainConfig) -> str:
    """Words for the line that a run begins its log with: how it computes."""
    words = [f"precision {settings.precision}"]
    if device.type == "cuda":
        if settings.precision == "no":
            words.append(f"convolutions in {'TF32' if settings.tf32 else 'float32'}")
        if settings.deterministic:
            words.append("deterministic")
    return ", ".join(words)
