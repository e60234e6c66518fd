"""What started this process: accelerate launch, torchrun, or a person."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import psutil

LAUNCHERS = {
    *("accelerate", "accelerate-launch", "accelerate.commands.launch"),
    *("torchrun", "torch.distributed.run", "torch.distributed.launch"),
}


@dataclass(frozen=True)
class Launcher:
    """The parent of this process, if that is a launcher."""

    pid: int
    n_processes: int  # as its command line asks for with --num_processes; 1 if it does not

    def is_gone(self) -> bool:
        """Whether this process has lost it."""
        return os.getppid() != self.pid


@cache
def find_launcher() -> Launcher | None:
    """The launcher that started this process; scripts ask early, while it is there."""
    pid = os.getppid()
    try:
        words = psutil.Process(pid).cmdline()
    except psutil.Error:  # it is gone, or not ours to look at
        return None
    if not LAUNCHERS & {os.path.basename(word) for word in words[:6]}:
        return None
    return Launcher(pid, _processes_asked_for(words))


def _processes_asked_for(words: Sequence[str]) -> int:
    for i, word in enumerate(words):
        flag, _, value = word.replace("-", "_").partition("=")
        if flag == "__num_processes":
            value = value or "".join(words[i + 1 : i + 2])
            return int(value) if value.isdigit() else 1
    return 1
