"""Checkpoints that other programs wrote: read without running code, and what did not fit."""

import io
import pickle
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from utils.errors import UserError
from utils.messages import list_some


def load_third_party(path: str | Path, content: bytes | None = None) -> Any:
    """What torch.save wrote to ``path`` (or into ``content``, read from there), on the CPU.

    Anything but tensors, numbers and containers of them is refused.
    """
    try:
        # An optimizer's state may keep its learning rate as a numpy number.
        with torch.serialization.safe_globals(_numpy_number()):
            file = path if content is None else io.BytesIO(content)
            return torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        culprit = re.search(r"GLOBAL (\S+)", str(error))
        if culprit is None:
            raise UserError(f"{path}: not a checkpoint that torch.save wrote") from None
        raise UserError(
            f"{path}: refused: it holds {culprit[1]} beside tensors and numbers, "
            "and loading that could run code"
        ) from None
    except (OSError, RuntimeError, EOFError, KeyError, ValueError) as error:
        reason = str(error).partition("\n")[0] or "the file ends too early"
        raise UserError(f"{path}: cannot be read: {reason}") from None


def describe_misfit(
    missing: Sequence[str], unexpected: Sequence[str], misshapen: Sequence[str]
) -> str:
    """What is wrong with a set of weights, in one line; empty if nothing is."""
    problems = [("missing", missing), ("not expected", unexpected), ("of another size", misshapen)]
    return "; ".join(
        f"{len(names)} {what}: {list_some(names, 3)}" for what, names in problems if names
    )


def _numpy_number() -> list[Any]:
    multiarray = np._core.multiarray if hasattr(np, "_core") else np.core.multiarray
    names = ("numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar")
    kinds = [type(np.dtype(kind)) for kind in ("float64", "float32", "int64", "int32")]
    return [*((multiarray.scalar, name) for name in names), np.dtype, *kinds]
