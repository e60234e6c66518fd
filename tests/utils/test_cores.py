import contextlib
import os
import subprocess
import sys
from types import SimpleNamespace

import psutil
import pytest

from utils import cores
from utils.cores import CoreUse, count_cores, count_free_cores, leave_free

BUSY_LOOP = [sys.executable, "-c", "while True: pass"]
# In a process of its own: what a program starts, such as the busy loop, counts as its own.
MEASURE = """
import os, time
from utils.cores import CoreUse, count_free_cores
print(count_free_cores())
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
before = CoreUse.read()
time.sleep(1)
print(CoreUse.read().others_since(before))
"""


@contextlib.contextmanager
def busy_loop(**options):
    loop = subprocess.Popen(BUSY_LOOP, **options)
    try:
        yield loop
    finally:
        loop.kill()
        loop.wait()


@pytest.fixture
def four_cores(monkeypatch):
    """A machine with cores 0 to 3, whose limits of this process the test sets."""
    machine = SimpleNamespace(allowed={0, 1, 2, 3}, limit=4)
    monkeypatch.setattr(cores, "_allowed_cores", lambda: machine.allowed)
    monkeypatch.setattr(cores, "count_cores", lambda: machine.limit)
    return machine


@pytest.mark.parametrize(
    ("others", "free"), [(0, 4), (0.7, 4), (0.8, 3), (1.0, 3), (1.7, 3), (3.2, 1), (9.0, 1)]
)
def test_a_core_is_busy_when_others_have_most_of_its_time(four_cores, others, free):
    assert leave_free(others) == free


def test_limits_of_affinity_and_container_hold(four_cores):
    four_cores.limit = 2  # of the container: others on the other cores are no reason for less
    assert [leave_free(others) for others in (0, 1, 2, 3)] == [2, 2, 2, 1]
    four_cores.allowed, four_cores.limit = {2, 3}, 2
    assert [leave_free(others) for others in (0, 1, 2, 3)] == [2, 1, 1, 1]


def test_only_allowed_cores_are_looked_at(four_cores, monkeypatch):
    core = psutil.cpu_times()
    times = [core._replace(user=float(10**number)) for number in range(4)]
    rest = sum(getattr(core, name, 0.0) for name in cores.IN_USE) - core.user
    monkeypatch.setattr(psutil, "cpu_times", lambda percpu: times)
    four_cores.allowed = {1, 3}
    assert CoreUse.read().total == pytest.approx(10 + 1000 + 2 * rest)


def test_the_use_of_other_programs_is_what_all_used_less_our_own():
    before, after = CoreUse(10.0, 500.0, 30.0), CoreUse(14.0, 508.0, 32.0)
    assert after.others_since(before) == 1.5
    assert CoreUse(14.0, 500.0, 32.0).others_since(before) == 0.0


def test_children_are_our_own():
    with busy_loop() as loop:
        before = CoreUse.read()
        while psutil.Process(loop.pid).cpu_times().user < 0.3:
            pass
        after = CoreUse.read()
    assert after.own - before.own >= 0.5  # of the child and of this test's own loop


def test_what_is_busy_for_a_moment_is_free(four_cores, monkeypatch):
    """Other programs' use in the windows of a measurement decides by the smallest."""
    for uses, free in (((1.0, 0.1, 1.0), 4), ((1.0, 2.3, 1.1), 3)):
        totals = iter((0.0, uses[0], sum(uses[:2]), sum(uses)))
        clock = iter(range(4))
        monkeypatch.setattr(
            CoreUse,
            "read",
            classmethod(lambda cls: cls(next(clock), next(totals), 0.0)),  # noqa: B023
        )
        monkeypatch.setattr(cores.time, "sleep", lambda seconds: None)
        assert count_free_cores() == free


def test_a_system_that_tells_nothing_is_taken_as_free(monkeypatch):
    def refuse(percpu):
        raise PermissionError("/proc/stat")

    monkeypatch.setattr(psutil, "cpu_times", refuse)
    monkeypatch.setattr(cores, "WINDOW_SECONDS", 0.01)
    assert count_free_cores() == min(count_cores(), len(cores._allowed_cores()))


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity on this system")
def test_a_busy_core_is_not_free(repository):
    """Whatever else runs on this machine, and however many cores it has."""
    allowed = os.sched_getaffinity(0)
    with busy_loop(start_new_session=True) as loop:
        os.sched_setaffinity(loop.pid, {min(allowed)})
        output = subprocess.run(
            [sys.executable, "-c", MEASURE],
            env={**os.environ, "PYTHONPATH": str(repository)},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
    free, used = output.split()
    assert int(free) <= max(1, len(allowed) - 1)
    assert 0.75 <= float(used) <= 1.1
