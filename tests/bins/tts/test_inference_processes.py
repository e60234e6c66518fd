"""Inference shared by real processes: the files of one process, and nobody waits for the dead."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.models.tts.glowtts.tiny_voice import write_voice
from utils.distributed import ProcessGroup, joined_processes
from utils.errors import UserError

# The script itself, but with groups of a few texts and a vocoder that hardly tries.
SCRIPT = """
import runpy, sys
from models.tts.base import batch_synthesis, segmentation
from models.vocoders import griffin_lim
segmentation.MAX_GROUP_CHARS, griffin_lim.PHASE_STEPS = 60, 2
write = batch_synthesis.write_speech
batch_synthesis.write_speech = lambda *a: [write(*a), sys.stderr.write(f"wrote {a[1].name}\\n")][0]
runpy.run_path(sys.argv.pop(1), run_name="__main__")
"""
LAUNCHER = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node"]


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_voice(tmp_path_factory.mktemp("v") / "voice", speakers=("Lib_121", "Lib_1089"))


@pytest.fixture(scope="module")
def lines(voice: Path) -> Path:
    """Several groups, one of them of a text of two pieces; a name that occurs twice, a bad line."""
    long = "This is a rather long line of text, which is one of several. " * 5
    rows = [f"long|{long}", "a|One.", "a|Two.", "bad|?!"]
    rows += [f"clip{i}|{'Word ' * (i + 1)}number {i}." for i in range(12)]
    path = voice.parent / "lines.txt"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def speak(
    repository: Path, voice: Path, lines: Path, out: Path, *options: str, processes: int = 1
) -> subprocess.CompletedProcess[str]:
    script = lines.parent / "script.py"
    script.write_text(SCRIPT)
    launcher = [*LAUNCHER, str(processes)] if processes > 1 else [sys.executable]
    command = [*launcher, str(script), str(repository / "bins" / "tts" / "inference.py")]
    command += ["--acoustics_dir", str(voice), "--mode", "file", "--source_file", str(lines)]
    command += ["--output_dir", str(out), "--device", "cpu", "--save", "durations", *options]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(repository)}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=180, check=False
    )


def test_two_processes_write_what_one_does(
    repository: Path, voice: Path, lines: Path, tmp_path: Path
) -> None:
    options = ("--speaker_name", "121", "--length_scale", "0.3")
    one = speak(repository, voice, lines, tmp_path / "one", *options)
    assert one.returncode == 0, one.stderr
    two = speak(repository, voice, lines, tmp_path / "two", *options, processes=2)
    assert two.returncode == 0, two.stderr
    files = [sorted(path.name for path in (tmp_path / n).iterdir()) for n in ("one", "two")]
    assert files[0] == files[1]
    assert {"a.wav", "a-2.wav", "long.wav", "clip11.wav", "requests.json"} <= set(files[0])
    for name in {*files[0]} - {"speed.json"}:  # that is how long it took
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    owners = json.loads((tmp_path / "two" / "requests.json").read_text())
    assert owners["a"]["speaker"] == "Lib_121"
    paths = [line.split("  ")[0] for line in two.stdout.splitlines()[:-1]]
    assert [Path(path).stem for path in paths[:3]] == ["long", "a", "a-2"]  # each once, in order
    assert len(paths) == 15
    assert "15 files" in two.stdout
    assert two.stderr.count("wrote ") == 15  # each by one of them
    assert "of 2 processes" in two.stdout
    assert two.stderr.count("failed: bad: there is nothing to say") == 1


def test_a_mistake_ends_all_processes(
    repository: Path, voice: Path, lines: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "requests.json").write_text("{")
    result = speak(repository, voice, lines, out, "--speaker_name", "121", processes=2)
    assert result.returncode != 0
    assert "requests.json: cannot be read" in result.stderr
    assert "another process has ended" not in result.stderr
    assert not list(out.glob("*.wav"))


def test_one_process_needs_no_launcher() -> None:
    processes = ProcessGroup()
    assert processes.is_main
    assert processes.on_main(lambda: 3) == 3
    assert processes.gather(lambda: 4) == [4]


def test_world_size_without_a_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    for name in ("RANK", "MASTER_ADDR", "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    with (
        pytest.raises(UserError, match="WORLD_SIZE says 2 processes, but they cannot be met"),
        joined_processes(),
    ):
        pass
