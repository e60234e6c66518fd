"""The lock of a folder: between processes, for a while or for good."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.schema import REPOSITORY
from utils.errors import UserError
from utils.lock import acquire_lock, is_locked, locked


def test_whether_somebody_trains(tmp_path: Path) -> None:
    assert not is_locked(tmp_path)
    code = f"from utils.lock import acquire_lock; acquire_lock({str(tmp_path)!r}, '')"
    code += "; print(1, flush=True); input()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        other.stdout.readline()
        assert is_locked(tmp_path)
        with pytest.raises(UserError, match=f"taken by process {other.pid} on"):
            acquire_lock(tmp_path, "taken by {owner}")
        other.stdin.write(b"\n")
    assert not is_locked(tmp_path)
    acquire_lock(tmp_path, "")


def test_a_lock_for_a_while(tmp_path: Path) -> None:
    code = f"from utils.lock import is_locked; print(is_locked({str(tmp_path)!r}))"
    seen = []
    for _ in range(2):
        with locked(tmp_path, "busy"):
            seen.append(subprocess.check_output([sys.executable, "-c", code], cwd=REPOSITORY))
            with pytest.raises(UserError, match="busy"), locked(tmp_path, "busy"):
                pass
    seen.append(subprocess.check_output([sys.executable, "-c", code], cwd=REPOSITORY))
    assert [value.strip() for value in seen] == [b"True", b"True", b"False"]
