"""Batches from data loading processes: none is lost in silence, none travels in /dev/shm."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import torch
from torch.utils.data import Dataset

from models.base.data import dataloader
from models.base.data.dataloader import (
    ArrayBatch,
    build_dataloader,
    lost_workers_explained,
)
from models.base.data.length_bucket_sampler import LengthBucketSampler
from models.base.process.stop_signal import StopRequested, StopSignal
from utils.errors import UserError

FRAMES = np.full(8, 50)


class Numbers(Dataset):
    """Items of 1 MiB; ``deed`` says what happens at the fourth."""

    def __init__(self, deed: str = "") -> None:
        self.deed = deed

    def __len__(self) -> int:
        return len(FRAMES)

    def __getitem__(self, index: int) -> torch.Tensor:
        if index == 3 and self.deed == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if index == 3 and self.deed == "hangs":
            time.sleep(150)
        return torch.full((1 << 18,), float(index))


def collate(items: list[torch.Tensor]) -> dict:
    return {"uids": [str(int(item[0])) for item in items], "x": torch.stack(items)}


def load(deed: str = "", num_workers: int = 2, persistent: bool = False):
    sampler = LengthBucketSampler(FRAMES, 2, shuffle=False)
    return build_dataloader(
        Numbers(deed),
        sampler,
        collate,
        num_workers=num_workers,
        device=torch.device("cpu"),
        persistent=persistent,
    )


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "DataLoader worker (pid 7) is killed by signal: Bus error. It is possible that "
            "dataloader's workers are out of shared memory.",
            r"found no room in /dev/shm: make it larger \(docker run --shm-size",
        ),
        ("DataLoader worker (pid 7) is killed by signal: Killed.", "was killed, perhaps because"),
        ("DataLoader worker (pid(s) 7) exited unexpectedly", "was killed, perhaps because memory"),
    ],
)
def test_a_lost_worker_is_explained_wherever_torch_tells_of_it(message, expected):
    with pytest.raises(UserError, match=expected), lost_workers_explained():
        raise RuntimeError(message)
    with pytest.raises(RuntimeError, match="something else"), lost_workers_explained():
        raise RuntimeError("something else")


def test_processes_give_what_this_one_gives():
    for ours, theirs in zip(load(num_workers=0), load(), strict=True):
        assert ours["uids"] == theirs["uids"]
        torch.testing.assert_close(ours["x"], theirs["x"])


def test_a_process_that_was_killed_is_one_line():
    with pytest.raises(UserError, match=r"train\.num_workers.*killed.*/dev/shm"):
        list(load("dies"))


def test_a_batch_that_never_comes_is_not_waited_for_without_limit(monkeypatch):
    monkeypatch.setattr(dataloader, "PATIENCE", 2.0)
    began = time.monotonic()
    with pytest.raises(UserError, match=r"no batch has come .*train\.num_workers.* for 2 s"):
        list(load("hangs"))
    assert time.monotonic() - began < 40


@pytest.mark.parametrize("num_workers", [0, 1])
def test_a_signal_is_heard_while_a_batch_is_waited_for(num_workers):
    timer = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGTERM))
    began = time.monotonic()
    with StopSignal() as stop:
        timer.start()
        with pytest.raises(StopRequested):
            list(stop.iterate(load("hangs", num_workers)))
        assert stop.outcome == "terminated"
    assert time.monotonic() - began < 20


HANG = """
import os
import signal

from models.base.process.stop_signal import StopRequested, StopSignal
from tests.models.base.data.test_dataloader import load

with StopSignal() as stop:
    try:
        for batch in stop.iterate(load("hangs", num_workers=1, persistent=PERSISTENT)):
            signal.setitimer(signal.ITIMER_REAL, 0.5)
            signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    except StopRequested:
        print("asked to stop")
"""


@pytest.mark.parametrize("persistent", [False, True])
def test_a_process_that_hangs_does_not_keep_python_from_ending(persistent, repository):
    command = [sys.executable, "-c", HANG.replace("PERSISTENT", str(persistent))]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "asked to stop\n"
    assert "Traceback" not in done.stderr


def slow_items(*seconds):
    """Numbers, each after so many ``seconds``; a signal comes during the first wait."""
    for number, wait in enumerate(seconds):
        if number == 0:
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
        time.sleep(wait)
        yield number


def test_with_grace_what_comes_soon_after_a_signal_still_comes():
    with StopSignal() as stop:
        assert list(stop.iterate(slow_items(0.6, 0.1), grace=5.0)) == [0, 1]
        assert stop.outcome == "terminated"


@pytest.mark.parametrize("waits", [(60.0,), (0.3, 60.0)])
def test_with_grace_a_wait_ends_when_it_is_over(waits):
    """Whether the signal came in this wait or before it."""
    came, began = [], time.monotonic()
    with StopSignal() as stop:
        with pytest.raises(StopRequested):
            came.extend(stop.iterate(slow_items(*waits), grace=1.0))
        assert stop.outcome == "terminated"
    assert 1.0 <= time.monotonic() - began < 20


def test_a_signal_between_batches_is_noted():
    with StopSignal() as stop:
        batches = stop.iterate(range(3))
        assert next(batches) == 0
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.outcome == "terminated"
        with pytest.raises(StopRequested):
            next(batches)


SIGNAL_WHILE_STARTING = """
import multiprocessing.process
import os
import signal

from models.base.process.stop_signal import StopRequested, StopSignal
from tests.models.base.data.test_dataloader import load

start = multiprocessing.process.BaseProcess.start
started = []

def start_and_signal(process):
    start(process)
    started.append(process)
    if len(started) == 2:
        os.kill(os.getpid(), signal.SIGTERM)

multiprocessing.process.BaseProcess.start = start_and_signal
with StopSignal() as stop:
    try:
        next(stop.iterate(load(num_workers=3)))
    except StopRequested:
        print("asked to stop", len(started))
"""


def test_a_signal_while_the_processes_start_leaves_none_behind(repository):
    command = [sys.executable, "-c", SIGNAL_WHILE_STARTING]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "asked to stop 3\n"
    assert "Traceback" not in done.stderr


def test_arrays_keep_type_layout_and_values():
    batch = {
        "transposed": torch.arange(6.0).view(2, 3).mT,
        "half": torch.tensor([1.5, -2.0, 3.0], dtype=torch.bfloat16),
        "part": torch.ones(2, 4, dtype=torch.bfloat16)[:, ::2],
        "scalar": torch.tensor(7),
        "empty": torch.zeros(0, 3),
        "nobody": None,
        "uids": ["a"],
    }
    back = pickle.loads(pickle.dumps(ArrayBatch(dict(batch)))).to_batch()
    assert back.keys() == batch.keys()
    for name, value in batch.items():
        if isinstance(value, torch.Tensor):
            torch.testing.assert_close(back[name], value, rtol=0, atol=0)
        else:
            assert back[name] == value


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="takes root of Linux")
@pytest.mark.parametrize(
    ("size", "persistent"), [("2m", True), ("64k", False), ("64k", True), ("4k", False)]
)
def test_with_little_room_in_dev_shm(size, persistent, repository):
    """Beside the persistent processes of training, those of a validation need room, too."""
    code = (
        "from tests.models.base.data.test_dataloader import load\n"
        "from utils.log import run_main\n"
        f"run_main(lambda: print([batch['uids'] for batch in load(persistent={persistent})]))"
    )
    mount = f'mount -t tmpfs -o size={size} none /dev/shm && exec "$@"'
    command = ["unshare", "-m", "bash", "-c", mount, "bash", sys.executable, "-c", code]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, timeout=120)
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("no file system can be mounted here")
    if done.returncode == 0:
        assert done.stdout.strip() == "[['0', '1'], ['2', '3'], ['4', '5'], ['6', '7']]"
    else:
        assert done.stderr.count("\n") == 1
        assert "/dev/shm" in done.stderr
        assert "train.num_workers" in done.stderr
    assert done.returncode == (size == "4k" or (size == "64k" and persistent)), done.stderr
