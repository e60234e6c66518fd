"""Decides whether compiled code runs, and at which level: nothing else in this folder does.

``TTS_CPU_KERNELS`` caps the level, as numpy's and oneDNN's variables do: 0 (plain PyTorch), avx2,
avx512 or avx512_bf16. At level DEBUG the log says once which path each operation takes, and why.
"""

import logging
import os
from functools import cache
from typing import Literal, NamedTuple

import torch
from torch import Tensor

from utils.errors import UserError

INTERFACE = 2  # of the binding, as in csrc/operations.h

try:
    import modules.cpu_kernels.binding as binding
except ImportError as error:  # not compiled: slower, not worse
    binding, PROBLEM = None, str(error)
else:
    PROBLEM = None
    if binding.INTERFACE != INTERFACE:
        binding, PROBLEM = None, "they are older than their source"

Precision = Literal["float32", "bf16"]

VARIABLE = "TTS_CPU_KERNELS"
LEVELS = ("0", "avx2", "avx512", "avx512_bf16")  # by their numbers
TRAINED_TYPES = (torch.float32, torch.bfloat16)

logger = logging.getLogger(__name__)
_reported: set[tuple[str, str | None]] = set()


class Decision(NamedTuple):
    """The level that runs, an index of LEVELS, and what keeps it from being higher."""

    level: int
    reason: str | None


@cache
def decide() -> Decision:
    """What this processor, this build and the environment variable allow."""
    allowed = cap()
    if allowed == LEVELS[0]:
        return Decision(0, f"{VARIABLE}={allowed}")
    if binding is None:
        return Decision(0, f"they cannot be used: {PROBLEM}")
    found, wanted = binding.processor_level(), LEVELS.index(allowed)
    if found == 0:
        return Decision(0, "this processor has no AVX2")
    if found > wanted:
        return Decision(wanted, f"{VARIABLE}={allowed}; the processor has {LEVELS[found]}")
    if found < wanted and os.environ.get(VARIABLE):
        logger.warning("%s is %s, but this processor has %s", VARIABLE, allowed, LEVELS[found])
    return Decision(found, None)


def level() -> int:
    """Highest level that may run: an index of LEVELS; 0: no compiled code."""
    return decide().level


def has_bfloat16() -> bool:
    """Whether bfloat16 may be multiplied by the processor itself: others are slower with it."""
    return LEVELS[level()] == "avx512_bf16"


def describe() -> str:
    """One line for people: what runs on this machine, and why no more than that."""
    number, reason = decide()
    found = LEVELS[number] if number else "none"
    return f"CPU kernels: {found}" + (f" ({reason})" if reason else "")


def cap() -> str:
    """The highest of LEVELS that ``TTS_CPU_KERNELS`` allows."""
    allowed = os.environ.get(VARIABLE, "").strip() or LEVELS[-1]
    if allowed not in LEVELS:
        raise UserError(f"{VARIABLE} is {allowed!r}: it must be one of {', '.join(LEVELS)}")
    return allowed


def can_pack(operation: str, kernel_size: int, out_channels: int | None = None) -> bool:
    """Whether a layer may have a packed form, for inference.

    Layers given with ``out_channels`` must fill more than half of a panel for it to pay.
    """
    problem = decide().reason if decide().level == 0 else None
    if problem is None and kernel_size > binding.MAX_KERNEL_SIZE:
        problem = f"kernel_size {kernel_size} is more than {binding.MAX_KERNEL_SIZE}"
    if problem is None and out_channels is not None and out_channels <= binding.PANEL // 2:
        problem = f"{out_channels} output channels are too few for it to pay"
    return _is_chosen(operation, problem)


def can_infer(operation: str, x: Tensor, weight: Tensor) -> bool:
    """Whether a packed layer may compute this: float32 on a CPU, and no gradient to lose."""
    return _is_chosen(operation, _inference_problem(x, weight))


def _inference_problem(x: Tensor, weight: Tensor) -> str | None:
    if decide().level == 0:
        return decide().reason
    if not (x.is_cpu and weight.is_cpu):
        return "not on a CPU"
    if not x.dtype == weight.dtype == torch.float32:
        return "not of float32"
    if torch.is_grad_enabled():
        return "gradients may be wanted"
    return "under autocast" if torch.is_autocast_enabled("cpu") else None


def can_train(operation: str, *tensors: Tensor) -> bool:
    """Whether an elementwise operation takes such tensors, all of one type; in training only."""
    return _is_chosen(operation, _training_problem(*tensors))


def _training_problem(*tensors: Tensor) -> str | None:
    if decide().level == 0:
        return decide().reason
    if not torch.is_grad_enabled():
        return "no gradients are wanted"
    dtype = tensors[0].dtype
    if dtype not in TRAINED_TYPES or any(x.dtype != dtype for x in tensors):
        return "not of one type, float32 or bfloat16"
    return None if all(x.is_cpu for x in tensors) else "not on a CPU"


def can_train_convolution(x: Tensor, weight: Tensor, kernel_sizes: tuple[int, ...]) -> bool:
    """Whether a convolution with gradients is there for it and pays: not in bfloat16."""
    problem = _training_problem(x, weight)
    if problem is None and x.dtype != torch.float32:
        problem = "not of float32: in bfloat16 oneDNN is as fast"
    if problem is None and torch.is_autocast_enabled("cpu"):
        problem = "under autocast"
    if problem is None and weight.shape[2] not in kernel_sizes:
        problem = f"kernel_size is not one of {kernel_sizes}"
    if problem is None and not (x.requires_grad or weight.requires_grad):
        problem = "no gradients are wanted"
    return _is_chosen("convolution with gradients", problem)


def _is_chosen(operation: str, problem: str | None) -> bool:
    """Whether there is no problem; the log says so at first."""
    if (operation, problem) not in _reported:
        _reported.add((operation, problem))
        if problem is None:
            logger.debug("%s: compiled, %s", operation, LEVELS[level()])
        else:
            logger.debug("%s: plain PyTorch: %s", operation, problem)
    return problem is None
