import os
import subprocess
import sys

import pytest

from utils import threads

WAITING = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME")
CLEAN = {name: value for name, value in os.environ.items() if name not in WAITING}
SLICE_OF_A_CHILD = """
import ctypes, sys
from utils import threads
threads.share_cores()
buffer = ctypes.create_string_buffer(threads._ATTRIBUTES.size)
ctypes.CDLL(None).syscall(threads._CALLS["x86_64"][0], 0, buffer, len(buffer.raw), 0)
print(threads._ATTRIBUTES.unpack(buffer.raw)[5])
"""


def run(code, repository, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**CLEAN, "PYTHONPATH": str(repository), **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout


@pytest.fixture
def environment(monkeypatch):
    for name in WAITING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(threads, "_shorten_time_slices", lambda: None)
    yield os.environ
    for name in WAITING:
        os.environ.pop(name, None)


def test_waiting_is_bounded(environment):
    threads.share_cores()
    assert 500 <= int(environment["GOMP_SPINCOUNT"]) <= 10_000
    assert environment["KMP_BLOCKTIME"] == "1"


@pytest.mark.parametrize("name", WAITING)
def test_a_users_own_setting_wins(environment, name):
    environment[name] = "7"
    threads.share_cores()
    assert environment[name] == "7"
    if name == "OMP_WAIT_POLICY":
        assert "GOMP_SPINCOUNT" not in environment
        assert "KMP_BLOCKTIME" not in environment


def test_the_openmp_runtime_of_torch_hears_it(repository):
    result = subprocess.run(
        [sys.executable, "-c", "import bins.environment, torch, modules.cpu_kernels"],
        env={**CLEAN, "PYTHONPATH": str(repository), "OMP_DISPLAY_ENV": "VERBOSE"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    told = [line for line in result.stderr.splitlines() if "GOMP_SPINCOUNT" in line]
    if not told:
        pytest.skip("torch has another OpenMP runtime here")
    assert [line.split("'")[1] for line in told] == [threads.SPIN_COUNT]  # one runtime, no second


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the number of the call is x86's")
def test_turns_are_short_where_the_system_allows_it(repository):
    version = tuple(int(part) for part in os.uname().release.split(".")[:2])
    if sys.platform != "linux" or version < (6, 12):
        pytest.skip("time slices cannot be chosen here")
    assert int(run(SLICE_OF_A_CHILD, repository)) == threads.SLICE


def test_busy_programs_are_counted(monkeypatch):
    quiet = threads.count_busy_cores()
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    try:
        monkeypatch.setattr(threads, "SAMPLE_SECONDS", 0.1)
        assert threads.count_busy_cores() >= max(2, quiet)
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def test_only_free_cores_are_used(monkeypatch):
    import torch

    chosen = []
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 8)
    monkeypatch.setattr(torch, "set_num_threads", chosen.append)
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 8)
    monkeypatch.setattr(threads, "count_cores", lambda: 8)
    for busy in (0, 3, 9):
        monkeypatch.setattr(threads, "count_busy_cores", lambda busy=busy: busy)
        threads.use_free_cores()
    assert chosen == [5, 1]
    monkeypatch.setattr(threads, "count_busy_cores", lambda: 0)
    monkeypatch.setattr(threads, "count_cores", lambda: 2)  # a container's limit
    threads.use_free_cores()
    assert chosen.pop() == 2
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    threads.use_free_cores()
    assert chosen == [5, 1]
