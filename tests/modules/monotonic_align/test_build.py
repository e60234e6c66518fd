import os
import shutil
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from modules.monotonic_align.freshness import is_stale

PACKAGE = Path("modules/monotonic_align")


@pytest.fixture
def checkout(repository, tmp_path):
    """A folder with what a build needs, its path with a space, and nothing built."""
    root = tmp_path / "a copy"
    sources = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    for folder in (PACKAGE, Path("modules/cpu_kernels")):
        shutil.copytree(repository / folder, root / folder, ignore=sources)
    for name in ("__init__.py", "build_extension.py"):
        shutil.copy(repository / "modules" / name, root / "modules")
    for name in ("setup.py", "pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(repository / name, root)
    return root


def run(folder, *arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )


def test_missing_or_older_than_its_source_is_stale(tmp_path):
    source, built = tmp_path / "core.pyx", tmp_path / f"core{EXTENSION_SUFFIXES[0]}"
    source.touch()
    assert is_stale(tmp_path)
    built.touch()
    os.utime(source, (1000, 1000))
    os.utime(built, (1001, 1001))
    assert not is_stale(tmp_path)
    os.utime(source, (1002, 1002))
    assert is_stale(tmp_path)


def test_a_build_for_another_python_does_not_count(tmp_path):
    (tmp_path / "core.pyx").touch()
    (tmp_path / "core.cpython-27-vax-openvms.so").touch()
    assert is_stale(tmp_path)


def test_check_tells_by_exit_code_and_loads_nothing_heavy(checkout):
    script = str(checkout / PACKAGE / "setup.py")
    assert run("/", script, "--check").returncode == 1
    (checkout / PACKAGE / f"core{EXTENSION_SUFFIXES[0]}").touch()
    finished = run("/", "-X", "importtime", script, "--check")
    assert finished.returncode == 0
    for heavy in ("torch", "numpy", "setuptools", "Cython"):
        assert f" {heavy}\n" not in finished.stdout


def test_without_a_compiler_installation_goes_on_and_the_plain_build_does_not(checkout):
    broken = {"CC": "no-such-compiler"}
    plain = run(checkout / PACKAGE, "setup.py", "build_ext", "--inplace", **broken)
    assert plain.returncode != 0
    installing = run(checkout, "setup.py", "build_ext", "--inplace", **broken)
    assert installing.returncode == 0, installing.stdout
    assert "will fall back to numpy" in installing.stdout
    assert "speaking will take twice as long" in installing.stdout
    assert is_stale(checkout / PACKAGE)


@pytest.mark.slow
def test_the_command_of_the_recipe_builds_where_the_package_imports(checkout):
    finished = run(checkout / PACKAGE, "setup.py", "build_ext", "--inplace", CFLAGS="-O0")
    assert finished.returncode == 0, finished.stdout
    assert not is_stale(checkout / PACKAGE)
    command = finished.stdout.split("core.c ")[1].splitlines()[0]
    assert command.rindex("-O3") > command.find("-O0")
    assert not list(checkout.glob("modules/monotonic_align/*.c"))
    (built,) = (checkout / PACKAGE).glob("core*" + EXTENSION_SUFFIXES[-1])
    asking = f"import sys; sys.path.insert(0, {str(built.parent)!r}); import core; "
    assert run("/", "-c", asking + "print(core.HAS_OPENMP)").stdout == "True\n"


@pytest.mark.slow
def test_a_compiler_without_openmp_still_builds(checkout):
    fake = checkout / "cc"
    fake.write_text(
        '#!/bin/sh\nfor flag; do [ "$flag" = -fopenmp ] && exit 1; done\nexec cc "$@"\n'
    )
    fake.chmod(0o755)
    finished = run(
        checkout / PACKAGE,
        "setup.py",
        "build_ext",
        "--inplace",
        CC="./cc",
        LDSHARED="cc -shared",
    )
    assert finished.returncode == 0, finished.stdout
    assert "has no OpenMP" in finished.stdout
    asking = "import sys; sys.path.insert(0, '.'); import core; print(core.HAS_OPENMP)"
    assert run(checkout / PACKAGE, "-c", asking).stdout == "False\n"
