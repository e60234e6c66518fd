"""How torch asks a GPU for memory."""

import os

VARIABLES = ("PYTORCH_ALLOC_CONF", "PYTORCH_CUDA_ALLOC_CONF")  # the second is the older name


def grow_segments() -> None:
    """Have torch, before it is loaded, enlarge pieces of GPU memory instead of adding others.

    Batches differ in length, and pieces that fit one do not fit the next: without this, much of
    the memory ends as gaps. A user's own setting is left alone; on a CPU nothing changes.
    """
    if not any(name in os.environ for name in VARIABLES):
        os.environ[VARIABLES[0]] = "expandable_segments:True"
