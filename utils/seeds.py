"""Seeds of single items, derived from the one seed of a run."""

import hashlib


def derive_seed(seed: int, item: int | str) -> int:
    """Seed (63 bits) of one item of a run, by its place or its name: the same in any batch."""
    digest = hashlib.sha256(f"{seed}/{item}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
