"""Have accelerate launch or torchrun start training, hand signals on to it, and end as it ended.

    python bins/launch.py accelerate launch --num_processes 2 --multi_gpu bins/tts/train.py …
    python bins/launch.py torchrun --standalone --nproc_per_node 2 bins/tts/train.py …

On their own, one leaves its process behind and the other fails with a traceback when SIGTERM comes
to them, though training has saved and left in good order. run.sh needs none of this.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import CalledProcessError
from types import FrameType

# Run as a script, the repository is not on the path yet.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bins.environment  # noqa: F401 - says what to install where psutil is missing

# isort: split
import psutil

LAUNCHERS = ("accelerate", "torchrun")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class SignalForwarder:
    """Forwarder of the signals that come to this process to its children; remembers the last."""

    def __init__(self) -> None:
        self.signal: int | None = None
        for number in SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:  # as nohup has it
                signal.signal(number, self._forward)

    def _forward(self, number: int, frame: FrameType | None) -> None:
        children = psutil.Process().children()
        if not children and self.signal is None:  # nothing trains yet
            sys.exit(128 + number)
        self.signal = number
        for child in children:
            try:
                child.send_signal(number)
            except psutil.NoSuchProcess:
                continue


def main() -> int:
    """Exit code: what all of the processes ended with that failed, 0 if none did."""
    if len(sys.argv) < 3 or sys.argv[1] not in LAUNCHERS:
        print(__doc__, file=sys.stderr)
        return 2
    forwarder = SignalForwarder()
    # torchrun, which accelerate runs for several processes, takes signals for itself: not ours.
    os.environ["PET_SIGNALS_TO_HANDLE"] = "SIGQUIT"
    sys.argv = sys.argv[1:]
    launch = _find(sys.argv[0])

    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError

    try:
        launch()
    except ChildFailedError as error:
        codes = [failure.exitcode for failure in error.failures.values()]
        if forwarder.signal is None:
            raise
    except CalledProcessError as error:
        codes = [error.returncode]
    else:
        return 0
    return _code(codes)


def _find(name: str) -> Callable[[], None]:
    if name == "torchrun":
        from torch.distributed.run import parse_args, run

        return lambda: run(parse_args(sys.argv[1:]))
    from accelerate.commands.accelerate_cli import main as accelerate

    return accelerate


def _code(codes: Sequence[int]) -> int:
    """The first of the exit codes, and that of a process which a signal has ended as shells say."""
    return codes[0] if codes[0] >= 0 else 128 - codes[0]


if __name__ == "__main__":
    sys.exit(main())
