"""Every script sets what torch reads when it is loaded, before torch is loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WAITING = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME")
BINS = Path(__file__).resolve().parents[2] / "bins"
SCRIPTS = [
    path
    for path in sorted(BINS.rglob("*.py"))
    if "__main__" in path.read_text() and path.name != "launch.py"  # it only starts others
]
PROBE = """
import os, runpy, sys
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "torch" and "GOMP_SPINCOUNT" not in os.environ:
            os._exit(77)
sys.meta_path.insert(0, Watch())
sys.argv = [sys.argv[1], "--help"]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit:
    pass
sys.exit(0 if "GOMP_SPINCOUNT" in os.environ else 78)
"""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(BINS)))
def test_before_torch(script, tmp_path):
    environment = {name: value for name, value in os.environ.items() if name not in WAITING}
    environment.pop("PYTHONPATH", None)
    result = subprocess.run(
        [sys.executable, "-c", PROBE, str(script)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert result.returncode == 0, result.stderr


def start(*arguments, **options):
    """A script of ``bins`` in a Python without any package."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-S", *arguments],
        env=environment, capture_output=True, text=True, timeout=60, **options,
    )  # fmt: skip


@pytest.mark.parametrize(
    "script", [*SCRIPTS, BINS / "launch.py"], ids=lambda path: str(path.relative_to(BINS))
)
def test_no_traceback_in_a_python_without_packages(script, tmp_path):
    result = start(str(script), "--help", cwd=tmp_path)
    assert "Traceback" not in result.stderr
    if result.returncode:
        (line,) = result.stderr.splitlines()
        assert line.startswith("error: this Python (")
        assert line.endswith("requirements.txt")


def test_the_package_and_the_remedy_are_named(tmp_path):
    script = str(BINS / "tts" / "inference.py")
    result = start(script, "--acoustics_dir", "voice", "--text", "Hello.", cwd=tmp_path)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"error: this Python ({sys.executable}) lacks the package ")
    assert f"pip install -r {BINS.parent / 'requirements.txt'}" in line


@pytest.mark.parametrize("module", ["modules.nothing", "json.nothing"])
def test_a_module_of_ours_that_is_missing_keeps_its_traceback(module, tmp_path):
    code = f"import sys; sys.path.insert(0, {str(BINS.parent)!r})\n"
    code += f"import bins.environment, {module}"
    assert "Traceback" in start("-c", code, cwd=tmp_path).stderr
