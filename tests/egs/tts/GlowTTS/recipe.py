"""A copy of the recipe's scripts in a folder with a space, and an interpreter that only records."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from config.schema import REPOSITORY

SCRIPTS = REPOSITORY / "egs" / "tts" / "GlowTTS"

# Answers the questions run.sh asks an interpreter, and writes the arguments of all other calls.
RECORDER = """#!/usr/bin/env bash
if [[ "$1" == -c ]]; then exit "${STUB_NO_TORCH:-0}"; fi
if [[ -n "${STUB_FAIL:-}" && "$*" == *"$STUB_FAIL"* ]]; then exit 9; fi
if [[ "$*" == *"--check" ]]; then exit "${STUB_STALE:-0}"; fi
printf '%s\\037' "cwd=$PWD" "cuda=${CUDA_VISIBLE_DEVICES-unset}" "path=$PYTHONPATH" \
    "encoding=$PYTHONIOENCODING" "$@" >>"$RECORD"
printf '\\n' >>"$RECORD"
if [[ "$*" == *build_ext* ]]; then exit "${STUB_BUILD:-0}"; fi
exit "${STUB_CODE:-0}"
"""

GPUS = """#!/usr/bin/env bash
for ((i = 0; i < ${GPUS:-0}; i++)); do echo "GPU $i: something (UUID: GPU-$i)"; done
"""


class Recipe:
    """run.sh of a copied tree; ``run`` calls it, ``calls`` says what python was asked to do."""

    def __init__(self, folder: Path, scripts: Path = SCRIPTS) -> None:
        self.root = folder / "a tree"
        self.recipe = self.root / scripts.relative_to(REPOSITORY)
        self.caller = folder / "the caller"
        self.record = folder / "record"
        for path in (self.recipe, self.caller, self.root / "modules" / "monotonic_align"):
            path.mkdir(parents=True)
        for path in [*scripts.glob("*.sh"), *scripts.glob("*.json")]:
            shutil.copy(path, self.recipe)
        for path in (REPOSITORY / "egs").glob("*.sh"):
            shutil.copy(path, self.root / "egs")
        shutil.copytree(REPOSITORY / "egs" / "datasets", self.root / "egs" / "datasets")
        self.python = write_script(folder / "bin dir" / "python", RECORDER)
        write_script(folder / "bin dir" / "nvidia-smi", GPUS)
        self.env = {
            key: value
            for key, value in os.environ.items()
            if key not in _CLEARED and not key.startswith("ACCELERATE_")
        }
        self.env |= {
            "PATH": f"{folder / 'bin dir'}:{os.environ['PATH']}",
            "PYTHON": str(self.python),
            "RECORD": str(self.record),
        }

    def command(self, *arguments: str) -> list[str]:
        return ["bash", str(self.recipe / "run.sh"), *arguments]

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        self.record.unlink(missing_ok=True)
        return subprocess.run(
            self.command(*arguments),
            cwd=self.caller, env=self.env | env, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def calls(self) -> list[list[str]]:
        """Arguments of each recorded call; the first four are the surroundings."""
        if not self.record.exists():
            return []
        lines = self.record.read_text(encoding="utf-8").splitlines()
        return [line.split("\x1f")[:-1] for line in lines]

    def arguments(self, *arguments: str, **env: str) -> list[str]:
        """What the one recorded call got, of a run that must succeed."""
        result = self.run(*arguments, **env)
        assert result.returncode == 0, result.stderr
        (call,) = self.calls()
        return call[4:]


def known_flags(scripts: Path) -> list[str]:
    """All flags with values and all switches of a recipe's run.sh."""
    files = [REPOSITORY / "egs" / "recipe.sh", scripts / "run.sh"]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    return " ".join(re.findall(r"^(?:value_flags|switches)\+?=\((.*)\)", text, re.M)).split()


_CLEARED = ("VIRTUAL_ENV", "PYTHONPATH", "CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "GPUS")


def write_script(path: Path, text: str) -> Path:
    """An executable file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path
