"""Logs and curves."""

import json
import logging
import os
from pathlib import Path

import pytest

from models.base.reporting.run_log import LogFile, RunLog


def test_log_file_gets_info_and_the_console_what_it_had(tmp_path: Path) -> None:
    root = logging.getLogger()
    shown = []

    class Console(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            shown.append(record.getMessage())

    console, level = Console(), root.level
    root.addHandler(console)
    root.setLevel(logging.WARNING)
    try:
        with LogFile(tmp_path / "log" / "train.log") as file:
            logging.getLogger("models.x").info("quiet")
            logging.getLogger("models.x").warning("loud")
            file.write("only here")
        logging.getLogger("models.x").warning("after")
        assert root.level == logging.WARNING
        assert console.level == logging.NOTSET
    finally:
        root.removeHandler(console)
        root.setLevel(level)
    text = (tmp_path / "log" / "train.log").read_text()
    assert [line.split(" ", 3)[3] for line in text.splitlines()] == ["quiet", "loud", "only here"]
    assert shown == ["loud", "after"]


def test_log_file_on_other_processes_does_nothing(tmp_path: Path) -> None:
    with LogFile(tmp_path / "train.log", active=False):
        logging.getLogger().warning("not the main process")
    assert not (tmp_path / "train.log").exists()


def test_points_after_the_checkpoint_are_taken_back(tmp_path: Path) -> None:
    log = RunLog(tmp_path, 0)
    for step in (5, 10, 15):
        log.scalars("train", step, {"loss": float(step), "odd": float("nan")})
    log.close()
    with (tmp_path / "metrics.jsonl").open("a") as file:
        file.write('{"step": 20, "spl')  # killed while writing
    log = RunLog(tmp_path, 10)
    log.scalars("train", 15, {"loss": 1.0})
    log.close()
    points = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert [(point["step"], point["loss"]) for point in points] == [(5, 5.0), (10, 10.0), (15, 1.0)]
    assert points[0]["odd"] is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_costs_lines_and_not_the_run(
    tmp_path: Path, caplog, capsys, monkeypatch
) -> None:
    for name in ("train.log", "metrics.jsonl"):
        (tmp_path / name).symlink_to("/dev/full")
    with LogFile(tmp_path / "train.log"):
        log = RunLog(tmp_path, 0)
        monkeypatch.setattr(log._board, "flush", lambda: os.close(999999))  # an OSError
        for step in (1, 2):
            log.scalars("train", step, {"loss": 1.0})
            logging.getLogger().info("step %d", step)
        log.close()
    assert caplog.text.count("points of the log are lost: [Errno 28] No space left") == 1
    errors = capsys.readouterr().err
    assert errors.count("cannot write") == 1
    assert "Traceback" not in errors
