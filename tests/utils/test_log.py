import errno
import logging
import os
import subprocess
import sys

import pytest

from utils.errors import UserError
from utils.log import run_main

AS_NOBODY = """
import os, sys
sys.path.insert(0, sys.argv[1])
from utils.log import run_main
from utils.files import write_text
os.setgroups([]); os.setgid(12345); os.setuid(12345)
run_main(lambda: {"read": lambda p: open(p), "write": lambda p: write_text(p, "x"),
    "list": lambda p: os.listdir(p)}[sys.argv[2]](sys.argv[3]) and None)
"""


def end_of(error, capsys) -> tuple[int, str]:
    def main():
        raise error

    with pytest.raises(SystemExit) as ended:
        run_main(main)
    return ended.value.code, capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EISDIR, errno.EIO])
def test_an_os_error_is_one_line_that_names_the_file(number, capsys, tmp_path):
    code, text = end_of(OSError(number, os.strerror(number), str(tmp_path)), capsys)
    assert code == 1
    assert text.count("\n") == 1
    assert text.startswith(f"error: {os.strerror(number)}: {tmp_path}; ")


def test_a_temporary_file_is_called_by_its_folder(capsys, tmp_path):
    path = tmp_path / ".requests.1f2e.json"
    _, text = end_of(PermissionError(errno.EACCES, "Permission denied", str(path)), capsys)
    assert f"cannot write into {tmp_path};" in text


def test_a_missing_file_is_called_by_its_name(capsys, tmp_path):
    path = tmp_path / "missing.json"
    _, text = end_of(
        FileNotFoundError(errno.ENOENT, "No such file or directory", str(path)), capsys
    )
    assert str(path) in text


def test_a_full_disk_need_not_name_a_file(capsys):
    assert end_of(OSError(errno.ENOSPC, "No space left on device"), capsys) == (
        1,
        "error: No space left on device: while writing; free some\n",
    )


@pytest.mark.parametrize("error", [ValueError("a bug"), OSError(errno.EBADF, "no file named")])
def test_a_bug_keeps_its_traceback(error, capsys):
    with pytest.raises(type(error)):
        run_main(lambda: (_ for _ in ()).throw(error))


def test_the_traceback_is_in_the_log(capsys, caplog, tmp_path):
    with caplog.at_level(logging.DEBUG):
        end_of(PermissionError(errno.EACCES, "Permission denied", str(tmp_path)), capsys)
    assert any(record.exc_info for record in caplog.records)


def test_a_user_error_is_its_message(capsys):
    assert end_of(UserError("wrong"), capsys) == (1, "error: wrong\n")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="takes root to become nobody")
@pytest.mark.parametrize("deed", ["read", "write", "list"])
def test_what_another_user_may_not_do(deed, repository, tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "file.json").write_text("{}")
    target = folder if deed == "list" else folder / ("file.json" if deed == "read" else "new.json")
    for path in [*tmp_path.parents, tmp_path]:
        if path.stat().st_uid == 0 and path != path.parent and "pytest" in str(path):
            path.chmod(0o755)
    folder.chmod(0o700)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, repository, deed, target],
        capture_output=True,
        text=True,
        timeout=60,
    )
    if "ModuleNotFoundError" in done.stderr or "can't open" in done.stderr:
        pytest.skip("the interpreter is not readable by others here")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("error: Permission denied: ")
    assert str(folder) in done.stderr
