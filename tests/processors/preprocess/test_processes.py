"""Stage 1 in several processes: the same result as one, and no waiting for the dead."""

import os
import socket
import subprocess
import sys

import pytest

from config.load import save_config
from processors.preprocess.pool import count_workers
from processors.preprocess.stage import preprocess
from tests.processors.preprocess.test_pool import wait_for
from utils.distributed import ProcessGroup
from utils.errors import UserError


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def start(repository, tmp_path):
    """Start stage 1 in processes with the variables that torchrun and accelerate set."""
    started = []

    def start(config, size=2):
        save_config(config, tmp_path / "config.json")
        script = repository / "bins" / "tts" / "preprocess.py"
        port = str(free_port())
        for rank in range(size):
            launcher = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": size}
            launcher |= {"LOCAL_WORLD_SIZE": size, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
            started.append(
                subprocess.Popen(
                    [sys.executable, str(script), "--config", str(tmp_path / "config.json")],
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                    env=os.environ | {key: str(value) for key, value in launcher.items()},
                )
            )  # fmt: skip
        return started

    yield start
    for process in started:
        process.kill()
        process.wait()


def contents(folder):
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {path.relative_to(folder): path.read_bytes() for path in files}


def test_two_processes_give_the_same_as_one(full_corpus, start):
    full_corpus.text("missing", "[[ə]]")
    preprocess(full_corpus.config())
    alone = contents(full_corpus.processed)
    full_corpus.processed = full_corpus.processed.with_name("together")
    processes = start(full_corpus.config())
    outputs = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert "8 clips" in outputs[0]
    assert "made: 9 mels" in outputs[0]
    assert outputs[1] == ""
    assert contents(full_corpus.processed) == alone


def test_a_process_that_dies_ends_the_others_and_loses_nothing(full_corpus, start):
    """The clip of the second process is a pipe that nobody writes to: it hangs until killed."""
    full_corpus.add("clip8")
    stuck = full_corpus.add("clip9")
    stuck.unlink()
    os.mkfifo(stuck)
    config = full_corpus.config()
    first, second = start(config)
    state = full_corpus.processed / "Mine" / ".state.jsonl"
    wait_for(lambda: state.is_file() and '"clip8"' in state.read_text(), "the first one's share")
    second.kill()
    output = first.communicate(timeout=60)[0]
    assert first.returncode == 1
    assert "error: another process of this run ended early" in output
    assert "Run again" in output
    assert "Traceback" not in output
    stuck.unlink()
    full_corpus.audio("clip9")
    report = preprocess(config)[0]
    assert (report.meta["clips"], report.mels_made) == (10, 5)


def test_what_the_launcher_says(monkeypatch):
    for name in ("RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    assert ProcessGroup.from_environment() == ProcessGroup()
    monkeypatch.setenv("WORLD_SIZE", "4")
    with pytest.raises(UserError, match="WORLD_SIZE is 4 but RANK, MASTER_ADDR, MASTER_PORT is"):
        ProcessGroup.from_environment()
    for name, value in (("RANK", "3"), ("MASTER_ADDR", "node0"), ("MASTER_PORT", "1")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "2")
    assert ProcessGroup.from_environment() == ProcessGroup(rank=3, size=4, local_size=2)


def test_processes_on_one_machine_share_its_cores():
    cores = len(os.sched_getaffinity(0))
    assert count_workers(0, sharing=2) == max(1, cores // 2)
    assert count_workers(0, sharing=1000) == 1
    assert count_workers(3, sharing=2) == 3
