"""Stopping run.sh stops the training process, lets it save, and waits for it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.egs.tts.GlowTTS.recipe import Recipe

# Trains for 30 s unless asked to stop; saving takes a while.
TRAIN = """
import os, signal, sys, time
from pathlib import Path
asked = []
outcome = Path(sys.argv[sys.argv.index("--outcome_file") + 1])
outcome.write_text(f"started\\n{os.getcwd()}\\n")
if os.environ.get("FAIL"):
    sys.exit(3)
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda number, frame: asked.append(number))
Path("training").write_text(str(os.getpid()))
for _ in range(300):
    if asked:
        time.sleep(0.7)
        Path("saved").write_text(signal.Signals(asked[0]).name)
        outcome.write_text(f"terminated\\n{os.getcwd()}\\n")
        sys.exit(130 if asked[0] == signal.SIGINT else 0)
    time.sleep(0.1)
"""

# Has accelerate start the one process too, as it does several.
LAUNCHED = {"ACCELERATE_LOG_LEVEL": "error"}

# What accelerate does for one process: start it, wait for it, and die of a signal without it.
LAUNCHER = """
import subprocess, sys
command = sys.argv[sys.argv.index("--no_python") + 1 :]
sys.exit(1 if subprocess.Popen(command).wait() else 0)
"""


@pytest.fixture
def training(recipe: Recipe) -> Recipe:
    """A recipe with a real interpreter, a fake train.py and a fake launcher."""
    for path, text in {
        "bins/tts/train.py": TRAIN,
        "accelerate/__init__.py": "",
        "accelerate/commands/__init__.py": "",
        "accelerate/commands/launch.py": LAUNCHER,
        "modules/monotonic_align/setup.py": "",
    }.items():
        (recipe.root / path).parent.mkdir(parents=True, exist_ok=True)
        (recipe.root / path).write_text(text, encoding="utf-8")
    recipe.env["PYTHON"] = sys.executable
    return recipe


def start(recipe: Recipe) -> subprocess.Popen:
    return subprocess.Popen(
        recipe.command("--stage", "2", "--name", "x"),
        cwd=recipe.caller, env=recipe.env, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for(path: Path, seconds: float = 120) -> str:
    """Contents of a file that another process is about to write."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if path.exists() and path.read_text():
            return path.read_text()
        time.sleep(0.05)
    raise AssertionError(f"{path} was not written")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and ") Z " in state.read_text())


@pytest.mark.parametrize("environment", [{}, LAUNCHED], ids=["alone", "launched"])
@pytest.mark.parametrize(
    ("number", "reached", "code"),
    [
        (signal.SIGTERM, "SIGTERM", 0),
        (signal.SIGHUP, "SIGTERM", 0),
        (signal.SIGINT, "SIGINT", 130),
    ],
)
def test_a_signal_reaches_the_training_process(
    training: Recipe, number, reached, code, environment
):
    training.env |= environment
    process = start(training)
    pid = int(wait_for(training.caller / "training"))
    process.send_signal(number)
    assert process.wait(timeout=30) == code
    assert (training.caller / "saved").read_text() == reached
    assert not is_running(pid)


@pytest.mark.parametrize("environment", [{}, LAUNCHED], ids=["alone", "launched"])
def test_a_scheduler_signals_every_process_at_once(training: Recipe, environment):
    """SLURM does: the launcher dies of it, and what counts is that training saved."""
    training.env |= environment
    process = start(training)
    wait_for(training.caller / "training")
    for each in [*psutil.Process(process.pid).children(recursive=True), process]:
        each.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert (training.caller / "saved").read_text() == "SIGTERM"


@pytest.mark.parametrize(
    ("environment", "code"), [({}, 3), (LAUNCHED, 1)], ids=["alone", "launched"]
)
def test_the_checkpoint_to_go_on_from_is_named(training: Recipe, environment, code):
    """Alone, the exit code is the training's own; a launcher has one of its own."""
    training.env |= {"FAIL": "yes", **environment}
    process = start(training)
    assert process.wait(timeout=30) == code
    assert "goes on from" not in process.stderr.read()
    for age, name in enumerate(["b, the newest", "a"]):
        path = training.caller / "checkpoint" / name / "state.json"
        path.parent.mkdir(parents=True)
        path.write_text("{}")
        os.utime(path, (1e9 - age, 1e9 - age))
    process = start(training)
    assert process.wait(timeout=30) == code
    expected = training.caller / "checkpoint" / "b, the newest"
    assert f"--resume true goes on from {expected}\n" in process.stderr.read()


def test_through_the_real_launcher(training: Recipe):
    """accelerate itself; its one-process launcher would leave the training behind."""
    for path in (training.root / "accelerate").rglob("*.py"):
        path.unlink()
    for folder in (training.root / "accelerate" / "commands", training.root / "accelerate"):
        folder.rmdir()
    training.env |= LAUNCHED
    process = start(training)
    pid = int(wait_for(training.caller / "training", 120))
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert (training.caller / "saved").read_text() == "SIGTERM"
    assert not is_running(pid)


def test_a_signal_before_training_began_ends_it(training: Recipe):
    script = training.root / "bins" / "tts" / "train.py"
    script.write_text(
        "import os, time\nfrom pathlib import Path\n"
        "Path('loading').write_text(str(os.getpid()))\ntime.sleep(60)\n"
    )
    process = start(training)
    pid = int(wait_for(training.caller / "loading"))
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 143
    assert not is_running(pid)


def test_a_signal_before_training_began_ends_the_launcher(training: Recipe):
    training.env |= LAUNCHED
    launcher = training.root / "accelerate" / "commands" / "launch.py"
    launcher.write_text(
        "import os, time\nfrom pathlib import Path\n"
        "Path('launching').write_text(str(os.getpid()))\ntime.sleep(60)\n"
    )
    process = start(training)
    pid = int(wait_for(training.caller / "launching"))
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 143
    assert not is_running(pid)


def test_a_launcher_that_is_killed_alone_takes_the_training_with_it(training: Recipe):
    training.env |= LAUNCHED
    launcher = training.root / "accelerate" / "commands" / "launch.py"
    launcher.write_text(
        f"import os\nfrom pathlib import Path\nPath('launching').write_text(str(os.getpid()))\n"
        f"{LAUNCHER}"
    )
    process = start(training)
    pid = int(wait_for(training.caller / "training"))
    os.kill(int(wait_for(training.caller / "launching")), signal.SIGKILL)
    assert process.wait(timeout=30) == 137
    assert (training.caller / "saved").read_text() == "SIGTERM"
    assert not is_running(pid)


def test_nothing_is_left_behind(training: Recipe, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    training.env["TMPDIR"] = str(scratch)
    process = start(training)
    wait_for(training.caller / "training")
    assert list(scratch.iterdir())
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert list(scratch.iterdir()) == []
