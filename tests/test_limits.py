"""A test that hangs ends, says where it stood, and the others go on."""

import subprocess
import sys

HANGS = """
import subprocess, sys, pytest

@pytest.mark.timeout(2)
def test_hangs():
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"]).wait()

def test_after_it():
    pass
"""


def test_every_test_has_a_limit(request):
    assert 0 < float(request.config.getini("timeout")) <= 600


def test_a_test_that_hangs_fails_and_the_next_one_runs(tmp_path, repository):
    (tmp_path / "test_hangs.py").write_text(HANGS)
    config = repository / "pyproject.toml"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", config, "-p", "no:cacheprovider", "test_hangs.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "Timeout" in done.stdout
    assert ".wait()" in done.stdout  # where
