"""Processes under accelerate: joining them on the devices at hand, and losing one."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import torch
from accelerate import Accelerator, PartialState
from accelerate.utils import DistributedDataParallelKwargs, TorchDynamoPlugin
from accelerate.utils.environment import parse_flag_from_env
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from models.base.checkpoint.checkpoint import list_checkpoints
from models.base.process.gpu import check_gpu
from models.base.process.launcher import find_launcher
from utils.distributed import ProcessGroup, lost_process_explained
from utils.errors import UserError

T = TypeVar("T")

# How long a process waits for the others: a checkpoint of the main process may take minutes on a
# slow disk. A lost process of another machine is noticed after this time at the latest.
PATIENCE = timedelta(minutes=30)


def join_processes() -> PartialState:
    """Meet the other processes that a launcher started; the first call does it."""
    expected = int(os.environ.get("WORLD_SIZE", "1"))
    on_cpu = parse_flag_from_env("ACCELERATE_USE_CPU")
    if not on_cpu:
        check_gpu()
    if expected > 1 and not on_cpu:
        on_cpu = _check_devices(int(os.environ.get("LOCAL_WORLD_SIZE", expected)))
    state = PartialState(cpu=on_cpu, timeout=PATIENCE)
    if state.num_processes == 1 and expected > 1:
        raise UserError(
            f"WORLD_SIZE says {expected} processes, but this one found no others and would train "
            "alone, into the same folder as they. Start them with run.sh, accelerate launch "
            f"--multi_gpu --num_processes {expected} or torchrun --nproc_per_node {expected} (on "
            f"a CPU: ACCELERATE_USE_CPU=true torchrun --nproc_per_node {expected} "
            "bins/tts/train.py …), or unset WORLD_SIZE"
        )
    launcher = find_launcher()
    asked = 1 if launcher is None else launcher.n_processes
    if asked > 1 and state.num_processes == 1:
        raise UserError(
            f"accelerate launch was asked for {asked} processes and started one, as it does with "
            "--cpu and without --multi_gpu. On GPUs add --multi_gpu; on a CPU: "
            f"ACCELERATE_USE_CPU=true torchrun --nproc_per_node {asked} bins/tts/train.py …"
        )
    return state


def build_accelerator(precision: str) -> Accelerator:
    """Accelerator for whatever this process was launched on."""
    if join_processes().device.type == "cpu" and precision == "fp16":
        raise UserError('train.precision "fp16" needs a GPU; on a CPU use "no" or "bf16"')
    ddp = DistributedDataParallelKwargs(gradient_as_bucket_view=True)
    # What "accelerate launch --dynamo_backend" asks for would compile without train.compile's care,
    # on a CPU too, and round the products of invertible convolutions and of scores to TF32.
    plain = TorchDynamoPlugin(backend="no")
    return Accelerator(mixed_precision=precision, kwargs_handlers=[ddp], dynamo_plugin=plain)


def keep_buffers(module: nn.Module) -> nn.Module:
    """What accelerate prepared, without a broadcast of its buffers before every step.

    All processes have got those of the main one. From then on they are computed from weights, which
    are the same everywhere, or not at all.
    """
    if isinstance(module, DistributedDataParallel):
        module.broadcast_buffers = False
    return module


def on_main_process(decide: Callable[[], T]) -> T:
    """What ``decide`` returns on the main process, on every process; so with its UserError."""
    join_processes()
    return ProcessGroup.current().on_main(decide)


def check_visible(folder: Path) -> None:
    """Refuse to go on where the main process's choice cannot be read by this one."""
    if not folder.is_dir():
        rank = join_processes().process_index
        raise UserError(
            f"process {rank} on {socket.gethostname()} does not see {folder}: checkpoints are "
            "written by the main process; put log_dir on a file system that all machines share, "
            "or copy that folder to the same place on each"
        )


@contextmanager
def losses_explained(experiment: Path) -> Iterator[None]:
    """Turn the error of a collective call whose partner is gone into a message."""

    def explain() -> str:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the launcher ends us too; first, a word
        found = list_checkpoints(experiment)
        last = f"go on from {found[-1][0]} with --resume" if found else "no checkpoint was written"
        return (
            "another process of this run has ended, its own message or the launcher's says why; "
            f"{last}"
        )

    if join_processes().num_processes == 1:
        yield
        return
    with lost_process_explained(explain):
        yield


def _check_devices(local: int) -> bool:
    """Whether ``local`` processes here have to share the CPU; UserError if they lack GPUs."""
    device = torch.accelerator.current_accelerator(check_available=True)
    if device is None or device.type == "mps":  # which has no collective calls
        return True
    present = torch.accelerator.device_count()
    if local > present:
        raise UserError(
            f"{local} processes were started on a machine with {present} GPU(s); start one a GPU, "
            "or set ACCELERATE_USE_CPU=true to train on the CPU"
        )
    return False
