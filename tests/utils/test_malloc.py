"""Memory that is freed and asked for again."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Some arrays at a time, as a clip needs them, for clip after clip: pages that had to be cleared.
CLIPS = """
import resource
import numpy as np
from utils.malloc import keep_freed_memory
KEEP
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for clip in range(22):
    if clip == 2:
        before = faults()
    arrays = [np.ones(2**18, dtype=np.float32) for _ in range(6)]
    del arrays
print(faults() - before)
"""


def count_faults(keep: str) -> int:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MALLOC_")}
    run = subprocess.run(
        [sys.executable, "-c", CLIPS.replace("KEEP", keep)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(run.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries do as they please")
def test_what_is_freed_is_not_asked_of_the_system_again():
    assert count_faults("") > 20 * count_faults("keep_freed_memory()")
