"""The group of processes: one decides, all share, a lost one is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.schema import REPOSITORY
from tests.processors.preprocess.test_processes import free_port
from utils.distributed import ProcessGroup, lost_process_explained
from utils.errors import LostProcess, UserError

SCRIPT = """
import os, sys

from utils.distributed import joined_processes
from utils.errors import LostProcess, UserError

with joined_processes("one is gone") as processes:
    rank = processes.rank
    print(processes.on_main(lambda: f"decided on {rank}"))
    print(processes.gather(lambda: rank))
    print(processes.scatter(["first", "second"] if processes.is_main else None))
    processes.barrier()
    for act in (processes.on_main, processes.gather):
        try:
            act(lambda: (_ for _ in ()).throw(UserError(f"refused on {rank}")))
        except UserError as error:
            print(error)
    if rank == 1:
        sys.stdout.flush()
        os._exit(3)
    try:
        processes.barrier()
    except LostProcess as error:
        print(error)
"""


def test_two_processes_decide_share_and_miss_each_other() -> None:
    variables = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free_port())}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            cwd=REPOSITORY,
            env=os.environ
            | {name: str(value) for name, value in (variables | {"RANK": rank}).items()},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    said = [process.communicate(timeout=120)[0].splitlines() for process in started]
    alike = ["decided on 0", "[0, 1]"]
    refused = ["refused on 0", "refused on 0"]
    assert said[1] == [*alike, "second", *refused]
    assert said[0][:-1] == [*alike, "first", *refused]
    assert said[0][-1].startswith("one is gone (")


def test_a_process_alone_is_the_main_one() -> None:
    alone = ProcessGroup.current()
    assert alone == ProcessGroup()
    assert alone.scatter([7]) == 7
    alone.barrier()
    with pytest.raises(UserError, match="no"):
        alone.on_main(lambda: (_ for _ in ()).throw(UserError("no")))


def test_other_errors_are_not_taken_for_a_lost_process() -> None:
    with (
        pytest.raises(LostProcess, match=r"gone \(Gloo: reset\)"),
        lost_process_explained(lambda: "gone"),
    ):
        raise RuntimeError("Gloo: reset\nmore")
    with pytest.raises(RuntimeError, match="shapes"), lost_process_explained(lambda: "gone"):
        raise RuntimeError("shapes")


def test_the_import_brings_no_accelerate(repository: Path) -> None:
    code = "import sys, utils.distributed; print('accelerate' in sys.modules)"
    output = subprocess.check_output([sys.executable, "-c", code], cwd=repository, text=True)
    assert output.strip() == "False"
