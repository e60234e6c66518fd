import os
import pwd
import stat
import subprocess
import sys
import tempfile

import pytest

from utils import account

NAMES = ("LOGNAME", "USER", "LNAME", "USERNAME", "HOME", *account.CACHES)
NOBODY = 54321


@pytest.fixture
def environment(monkeypatch, tmp_path):
    for name in NAMES:
        monkeypatch.setenv(name, "x")  # put back afterwards
        monkeypatch.delenv(name)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return os.environ


@pytest.fixture
def no_account(monkeypatch):
    def unknown(number):
        raise KeyError(f"getpwuid(): uid not found: {number}")

    monkeypatch.setattr(pwd, "getpwuid", unknown)


def test_an_account_is_left_as_it_is(environment, tmp_path):
    environment["HOME"], environment["LOGNAME"] = str(tmp_path), "someone"
    before = dict(environment)
    account.provide_account()
    assert dict(environment) == before
    assert not list(tmp_path.iterdir())


def test_without_an_account_there_is_a_name_a_home_and_places_for_caches(
    environment, no_account, tmp_path
):
    account.provide_account()
    folder = tmp_path / f"flow-tts-{os.geteuid()}"
    assert environment["LOGNAME"]
    assert environment["HOME"] == str(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in account.CACHES:
        assert environment[name].startswith(str(folder))


def test_a_home_that_cannot_be_written_to_stays_home(environment, monkeypatch, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    environment["HOME"], environment["LOGNAME"] = str(home), "someone"
    environment["MPLCONFIGDIR"] = "/mine"
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    account.provide_account()
    assert environment["HOME"] == str(home)
    assert environment["MPLCONFIGDIR"] == "/mine"
    assert environment["NUMBA_CACHE_DIR"].startswith(str(tmp_path))


def test_a_folder_of_somebody_else_is_not_used(environment, no_account, tmp_path):
    trap = tmp_path / f"flow-tts-{os.geteuid()}"
    trap.symlink_to(tmp_path)
    account.provide_account()
    assert environment["HOME"] != str(trap)


@pytest.mark.skipif(os.geteuid() != 0, reason="takes root to become nobody")
@pytest.mark.parametrize("home", [{}, {"HOME": "/"}])
def test_training_and_pictures_start_without_an_account(home, repository, tmp_path):
    """What failed: torch's optimizers ask for a user's name, matplotlib for a home."""
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); import getpass, pathlib, matplotlib\n"
        "from torch._inductor.runtime.cache_dir_utils import cache_dir\n"
        "from utils.account import provide_account\n"
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
        "provide_account()\n"
        "print(getpass.getuser(), pathlib.Path.home(), cache_dir(), matplotlib.get_configdir())"
    )
    tmp_path.chmod(0o777)
    done = subprocess.run(
        [sys.executable, "-c", code, repository],
        env={"PATH": os.environ["PATH"], "TMPDIR": "/tmp", **home},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert f"user{NOBODY}" in done.stdout
