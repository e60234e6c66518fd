"""The progress bar and the time left."""

import os
import pty
import struct
import termios
import time
from fcntl import ioctl

import pytest

from models.base.reporting.progress import Progress, can_show_bar


def test_time_left_is_the_nearer_end(monkeypatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    by_steps = Progress(100, 200, float("inf"), live=False)
    by_time = Progress(100, float("inf"), 60, live=False)
    both = Progress(100, 200, 1.0, live=False)
    assert by_steps.eta(100) == "?"
    now[0] = 30.0  # three seconds a step
    assert by_steps.eta(110) == "0:04:30"
    assert by_time.eta(110) == "0:59:30"
    assert both.eta(110) == "0:00:30"


def test_bar_moves_on_a_terminal(capfd, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("LINES", "20")
    with Progress(10, 20, float("inf"), live=True) as progress:
        for step in range(11, 21):
            time.sleep(0.02)
            progress.advance(step)
        progress.advance(20, {"loss": "1.2345"})
    errors = capfd.readouterr().err
    assert "20/20" in errors
    assert "training" in errors


@pytest.mark.parametrize(("rows", "expected"), [(24, True), (0, False)])
def test_only_a_terminal_with_a_size_gets_a_bar(rows: int, expected: bool) -> None:
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
    with os.fdopen(slave, "w") as stream:
        assert can_show_bar(stream) is expected
    os.close(master)
    with open(os.devnull, "w") as stream:
        assert not can_show_bar(stream)
