"""What make says where the environment cannot be made."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from config.schema import REPOSITORY

PIP_FAILS = "#!/bin/sh\necho 'No space left on device' >&2\nexit 1\n"
DF = """#!/bin/sh
echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'
echo '/dev/disk 99999999 1 {free} 1% /home'
echo '/dev/disk 99999999 1 {free} 1% /home'
"""


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize(("free", "said"), [(4_600_000, 1), (50_000_000, 0)])
def test_too_little_disk_is_said_once_where_installing_fails(
    tmp_path: Path, free: int, said: int
) -> None:
    venv, programs = tmp_path / "venv", tmp_path / "programs"
    for path, text in (
        (venv / "bin" / "python", PIP_FAILS),
        (programs / "df", DF.format(free=free)),
    ):
        path.parent.mkdir(parents=True)
        path.write_text(text)
        path.chmod(0o755)
    (venv / ".python").touch()
    run = subprocess.run(
        ["make", f"VENV={venv}", f"{venv}/.requirements"],
        cwd=REPOSITORY,
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr.count("error: /home has 4.6 GB free; PyTorch takes about 9 GB") == said
    assert "No space left on device" in run.stderr
    assert not (venv / ".requirements").exists()
