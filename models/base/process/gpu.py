"""The NVIDIA GPU of this process: whether there is one to use, and why torch cannot use it."""

import os
import subprocess
import warnings
from functools import cache
from pathlib import Path

import torch

from utils.errors import UserError

NONE = ("", "-1", "NoDevFiles")  # of CUDA_VISIBLE_DEVICES; the last is what SLURM writes
DEVICE_FILES = Path("/dev")
REMEDY = (
    "Update the driver, or install both torch and torchaudio, of the same versions, built for a "
    "CUDA that suits driver and card (https://pytorch.org/get-started lists them; 12.6 for older "
    "ones). To use the CPU on purpose: run.sh --gpu -1, or CUDA_VISIBLE_DEVICES=-1"
)


@cache
def check_gpu() -> None:
    """UserError if this machine has a GPU that the environment does not hide and torch cannot use.

    Without this, accelerate and ``torch.cuda.is_available`` take the CPU without a word.
    """
    if os.environ.get("CUDA_VISIBLE_DEVICES", "all").strip() in NONE:
        return
    with warnings.catch_warnings():  # what they say is the reason that is told
        warnings.simplefilter("ignore")
        if not torch.cuda.is_available() and count_cards() == 0:
            return
        problem = find_problem()
    if problem is not None:
        raise UserError(f"this machine has a GPU, and torch cannot use it: {problem}. {REMEDY}")


def find_problem() -> str | None:
    """Why torch cannot compute on this process's GPU, in a line; None if it can."""
    try:
        torch.cuda.init()
        local_rank = int(os.environ.get("LOCAL_RANK", "0"))
        device = torch.device("cuda", local_rank % max(1, torch.cuda.device_count()))
        torch.ones(1, device=device).add(1).item()  # as of a card that torch is not compiled for
    except (AssertionError, RuntimeError) as error:  # the first of a torch without CUDA
        reason = str(error).splitlines()[0].rstrip(". ")
        return f"{reason} ({describe_build()})"
    return None


def describe_build() -> str:
    """What the installed torch is made for."""
    if torch.version.cuda is None:
        return f"torch {torch.__version__} is built without CUDA"
    cards = [name.removeprefix("sm_") for name in torch.cuda.get_arch_list()]
    oldest = min((int(number) for number in cards if number.isdigit()), default=None)
    limit = "" if oldest is None else f", compute capability {oldest / 10:.1f} or newer"
    return f"torch {torch.__version__} is built for CUDA {torch.version.cuda}{limit}"


def count_cards() -> int:
    """NVIDIA cards that the driver's tool lists, or else device files of them.

    A container may lack the tool, and a tool that does not fit the driver lists nothing.
    """
    try:
        listed = subprocess.run(
            ["nvidia-smi", "-L"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        listed = None
    if listed is not None and listed.returncode == 0:
        return sum(line.startswith("GPU") for line in listed.stdout.splitlines())
    return len(list(DEVICE_FILES.glob("nvidia[0-9]*")))
