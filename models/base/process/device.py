"""Where inference runs."""

import os

import torch

from models.base.process.gpu import check_gpu
from utils.errors import UserError


def choose_device(name: str) -> torch.device:
    """Device by name; "auto" is this process's GPU where there are any.

    UserError where there is one that torch cannot use.
    """
    if name == "auto" or name.startswith("cuda"):
        check_gpu()
    if name == "auto":
        if not torch.cuda.is_available():
            return torch.device("cpu")
        # A launcher numbers the processes of a machine; more of them than GPUs share.
        local_rank = int(os.environ.get("LOCAL_RANK", "0"))
        return torch.device("cuda", local_rank % torch.cuda.device_count())
    try:
        device = torch.device(name)
    except RuntimeError:
        raise UserError(f"no such device: {name!r}; expected auto, cpu, cuda, cuda:1, …") from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise UserError(f"{name}: this machine has {torch.cuda.device_count()} usable GPUs")
    return device
