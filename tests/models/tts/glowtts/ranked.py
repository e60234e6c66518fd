"""Training in real processes, as many as wanted, that can be told when to die.

They are forked from a server that has imported everything already: a start costs little.
"""

import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from config.glowtts import ExperimentConfig
from config.load import load_config, save_config
from models.base.checkpoint import checkpoint
from models.base.checkpoint import durable_files as durable
from models.base.start import begin
from models.tts.glowtts.trainer import GlowTTSTrainer
from utils.log import run_main, setup_logging

SECONDS = 300  # patience with a busy machine

# What a process can be killed at: the n-th call of one of these.
MOMENTS = {
    "update": (GlowTTSTrainer, "count_update"),
    "write": (checkpoint, "write_file"),
    "rename": (checkpoint, "put_in_place"),
    "prune": (durable.shutil, "rmtree"),
}

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__])

Change = Callable[[], None]


def start(config: ExperimentConfig, name: str, n_ranks: int = 1, **options: Any) -> list:
    """Begin a run in ``n_ranks`` processes; see ``_train`` for the options."""
    path = Path(config.log_dir) / f"{name}.json"
    save_config(config, path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    processes = [
        _context.Process(target=_train, args=(path, name, rank, n_ranks, port), kwargs=options)
        for rank in range(n_ranks)
    ]
    for process in processes:
        process.start()
    return processes


def run(config: ExperimentConfig, name: str, n_ranks: int = 1, **options: Any) -> list[int]:
    """The exit codes of a run's processes, all of which end by themselves."""
    return wait(start(config, name, n_ranks, **options))


def wait(processes: list) -> list[int]:
    """The exit codes of processes that are about to end."""
    for process in processes:
        process.join(SECONDS)
        if process.is_alive():
            process.kill()
    return [process.exitcode for process in processes]


def _train(
    config: Path,
    name: str,
    rank: int,
    n_ranks: int,
    port: int,
    *,
    kill: tuple[int, str, int] | None = None,
    changes: dict[int, Change] | None = None,
    dropout: bool = True,
    **start_options: Any,
) -> None:
    """``kill``: rank, moment and count. ``changes``: what to call first, by rank."""
    torch.set_num_threads(1)
    os.environ["ACCELERATE_USE_CPU"] = "true"
    if n_ranks > 1:
        os.environ |= {
            "RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": str(n_ranks),
            "LOCAL_WORLD_SIZE": str(n_ranks), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port),
        }  # fmt: skip
    output = config.parent / f"{name}.{rank}.out"
    sys.stderr = output.open("a", buffering=1)
    GlowTTSTrainer.write_samples = lambda self: None  # Griffin-Lim is slow
    if kill is not None and kill[0] == rank:
        _die_at(*kill[1:])
    if not dropout:
        _silence_dropout()
    (changes or {}).get(rank, lambda: None)()

    def main() -> int:
        setup_logging("info" if rank == 0 else "error")
        settings = load_config(config, ExperimentConfig)
        experiment = Path(settings.log_dir) / name
        outcome = GlowTTSTrainer(settings, experiment, begin(experiment, **start_options)).train()
        return 130 if outcome == "interrupted" else 0

    run_main(main)


def _die_at(moment: str, count: int) -> None:
    owner, name = MOMENTS[moment]
    original, calls = getattr(owner, name), iter(range(1, count + 1))

    def dying(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*args, **kwargs)

    setattr(owner, name, dying)


def _silence_dropout() -> None:
    build = GlowTTSTrainer.build_model

    def quiet(self: GlowTTSTrainer) -> torch.nn.Module:
        model = build(self)
        for module in model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        return model

    GlowTTSTrainer.build_model = quiet
