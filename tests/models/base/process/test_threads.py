import logging

import pytest
import torch

from models.base.process import threads
from models.base.process.threads import CoreWatch, choose_threads
from utils.cores import CoreUse


@pytest.fixture
def machine(monkeypatch):
    """Four cores, of which three are free; the numbers that torch was told are collected."""
    chosen = []
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 4)
    monkeypatch.setattr(torch, "set_num_threads", chosen.append)
    monkeypatch.setattr(threads, "count_cores", lambda: 4)
    monkeypatch.setattr(threads, "count_free_cores", lambda: 3)
    return chosen


def test_a_new_run_takes_the_free_cores(machine, caplog):
    caplog.set_level(logging.INFO)
    assert choose_threads() == 3
    assert machine == [3]
    assert caplog.messages == [
        "3 CPU threads: other programs leave 3 of 4 cores to this run; it keeps the number when "
        "resumed, OMP_NUM_THREADS chooses another one"
    ]


def test_the_users_numbers_win(machine, monkeypatch):
    assert choose_threads(2) == 2
    assert choose_threads(2, 1) == 2
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    assert choose_threads() == 4
    assert choose_threads(None, 1) == 4
    assert choose_threads(2) == 2


@pytest.mark.parametrize(("before", "now"), [(1, 1), (4, 4), (8, 3), (None, 3)])
def test_a_resumed_run_keeps_its_number_where_there_are_so_many_cores(machine, before, now):
    assert choose_threads(None, before) == now


def test_several_processes_keep_what_their_launcher_gave_them(machine, monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert choose_threads() == 4


def test_a_change_of_the_machine_is_told_once(monkeypatch):
    """Others use so many of four cores, period by period, beside a run with three threads."""
    others = [1.0, 2.0, 2.0, 1.0, 2.0, 0.0, 0.0]
    clock = [0.0]
    uses = iter([0.0] + [300 * sum(others[: i + 1]) for i in range(len(others))])
    read = classmethod(lambda cls: cls(clock[0], next(uses), 0.0))
    monkeypatch.setattr(CoreUse, "read", read)
    monkeypatch.setattr(threads.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(threads, "leave_free", lambda used: 4 - int(used))
    watch = CoreWatch()
    assert watch.advice(3) is None  # nothing to compare with yet
    told = []
    for _ in others:
        clock[0] += 299.0
        assert watch.advice(3) is None  # and the system is not asked
        clock[0] += 1.0
        told.append(watch.advice(3))
    assert [text is not None for text in told] == [False, True, False, False, False, True, False]
    assert "3 threads" in told[1]
    assert "OMP_NUM_THREADS=2" in told[1]
    assert "OMP_NUM_THREADS=4" in told[5]
