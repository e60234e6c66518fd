"""A voice of a folder of recordings in one command, from its beginning to its page."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from config.schema import REPOSITORY
from tests.models.tts.glowtts.tiny_voice import write_voice

SCRIPT = REPOSITORY / "bins" / "tts" / "new_voice.py"


def make_voice(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--name", "a/b"], "plain folder name"),
        (["--name", "mine", "--minutes", "0"], "--minutes"),
        (["--name", "mine", "--minutes", "5", "--quick"], "not both"),
        (["--name", "mine", "--vocoder_minutes", "-1"], "--vocoder_minutes"),
        (["--name", "mine", "--minutes", "5"], "no metadata.csv"),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = make_voice("--data", str(tmp_path), *arguments, "--work_dir", str(tmp_path / "work"))
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "work").exists()


@pytest.mark.slow
def test_from_recordings_to_a_page(tmp_path: Path, shared_data: Path) -> None:
    data = shutil.copytree(shared_data / "ljspeech_mini", tmp_path / "data")
    source = write_voice(tmp_path / "source")
    arguments = [
        *("--data", str(data), "--name", "mine", "--minutes", "0.3", "--language", "en-us"),
        *("--from", str(source), "--work_dir", str(tmp_path / "work")),
        *("--output_dir", str(tmp_path / "voices" / "mine")),
    ]
    done = make_voice(*arguments)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "voices" / "mine" / "report.html").read_text()
    assert page.count("<audio") >= 2  # a sentence of the voice, and its recording
    assert "run.sh --stage 3" in page
    written = {
        p: p.stat().st_mtime_ns for p in (tmp_path / "voices" / "mine").glob("*.safetensors")
    }
    again = make_voice(*arguments)  # everything is done already
    assert again.returncode == 0, again.stderr
    assert written == {p: p.stat().st_mtime_ns for p in written}
    (tmp_path / "work").rename(tmp_path / "elsewhere")
    refused = make_voice(*arguments)  # a voice of unknown origin is not overwritten
    assert refused.returncode == 1
    assert "exists already" in refused.stderr
    if find_spec("pyworld") is None:
        return
    (tmp_path / "elsewhere").rename(tmp_path / "work")
    tuned = make_voice(*arguments, "--vocoder_minutes", "0.1")  # the first is moved aside
    assert tuned.returncode == 0, tuned.stderr
    assert len(list((tmp_path / "voices").glob("mine-step*"))) == 1
    voice = tmp_path / "voices" / "mine"
    assert (voice / "vocoder" / "NOTICE").is_file()
    assert "steps on the recordings" in (voice / "report.html").read_text()
    assert make_voice(*arguments).returncode == 0  # the tuned vocoder stays
    assert len(list((tmp_path / "voices").iterdir())) == 2
    assert "steps on the recordings" in (voice / "report.html").read_text()
