"""How the C library of this process hands out memory."""

import torch

KEPT = 31 << 20  # bytes; glibc takes no more than 32 MiB as its measure


def keep_freed_memory() -> None:
    """Have large blocks that are freed wait here for the next one who asks.

    glibc gives them back to the system, which clears each page before it hands it out again: for
    arrays of some MB, made anew for every clip, that takes longer than filling them. Freeing one
    that was as large as this makes it keep as much, and twice that in all. Other libraries than
    glibc's do as they please.
    """
    torch.empty(KEPT, dtype=torch.uint8)  # never written to: it takes no memory
