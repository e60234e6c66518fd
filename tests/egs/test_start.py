"""The recipes' scripts, however they are started: by sh, through links, from any folder."""

import shutil
import subprocess

import pytest

from config.schema import REPOSITORY

SCRIPTS = ["tts/GlowTTS/run.sh", "vocoder/HiFiGAN/run.sh", "tts/GlowTTS/demo.sh"]


def help_text(*command: str, cwd) -> str:
    done = subprocess.run(
        [*map(str, command), "--help"], cwd=cwd, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.split("\n", 1)[0]


@pytest.mark.parametrize("shell", ["sh", "dash", "bash --posix", "bash"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_started_by(shell, script, tmp_path):
    shell, *options = shell.split()
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell}")
    path = REPOSITORY / "egs" / script
    assert help_text(shell, *options, path, cwd=tmp_path).startswith(f"bash egs/{script}")


@pytest.mark.parametrize("script", SCRIPTS)
def test_links_are_followed(script, tmp_path):
    folder = tmp_path / "my links"
    (folder / "more").mkdir(parents=True)
    (folder / "speak").symlink_to(REPOSITORY / "egs" / script)
    (folder / "more" / "again").symlink_to("../speak")
    (folder / "recipe").symlink_to((REPOSITORY / "egs" / script).parent)
    name = script.rpartition("/")[2]
    for link in ("speak", "more/again", f"recipe/{name}"):
        for shell in ("bash", "sh"):
            assert help_text(shell, link, cwd=folder).startswith(f"bash egs/{script}")
