"""Time the alignment search, call to call: tensors in, durations or path out.

    python -m benchmarks.alignment_search [--sizes 32x150x800 ...] [--turns 20] [--json PATH]

Every implementation gets one turn in each round, so that a busy machine is busy for all alike.
The search of the reference implementation takes part where its package is installed (pip install
monotonic-alignment-search). Before anything is timed, all must give the same durations. On a
machine with other work look at the smallest times, or at the CPU time with --threads 1: threads
that wait for each other wait for the other work too.
"""

import argparse
import importlib.metadata
import json
import platform
import statistics
import time
from collections.abc import Callable
from unittest import mock

import torch
from torch import Tensor

from modules.monotonic_align import maximum_path, reference, search, search_durations

SIZES = ("32x150x800", "16x256x1024", "32x400x1600", "1x1000x5000")
OURS = "durations"
PEER = "PyPI peer"
PACKAGES = ("torch", "numpy", "monotonic-alignment-search")


def peer_maximum_path() -> Callable[[Tensor, Tensor], Tensor] | None:
    """The search of the PyPI package, if it is here."""
    try:
        import monotonic_alignment_search
    except ImportError:
        return None
    return monotonic_alignment_search.maximum_path


def numpy_durations(*arguments: Tensor) -> Tensor:
    """Our search without compiled code."""
    with mock.patch.object(search, "find_backend", return_value=reference.search):
        return search_durations(*arguments)


def contenders(batch_size: int, n_phones: int, n_frames: int) -> dict[str, Callable[[], Tensor]]:
    """What is timed at one size, on the same scores, each in the layout it is made for."""
    mel_last = torch.randn(batch_size, n_phones, n_frames)
    text_last = mel_last.mT.contiguous().mT
    lengths = torch.full((batch_size,), n_phones), torch.full((batch_size,), n_frames)
    calls = {
        OURS: lambda: search_durations(text_last, *lengths),
        "durations, mel last": lambda: search_durations(mel_last, *lengths),
        "path": lambda: maximum_path(text_last, *lengths),
        "numpy durations": lambda: numpy_durations(text_last, *lengths),
    }
    peer = peer_maximum_path()
    if peer is not None:
        mask = torch.ones_like(mel_last)
        calls[PEER] = lambda: peer(mel_last, mask)
    return calls


def check_agreement(calls: dict[str, Callable[[], Tensor]]) -> None:
    """Raise unless all give the same durations."""
    expected = calls[OURS]()
    for name, call in calls.items():
        result = call()
        durations = result if result.ndim == 2 else result.sum(2).long()
        if not torch.equal(durations, expected):
            raise RuntimeError(f"{name} disagrees with {OURS}: nothing here is worth timing")


def measure(size: str, turns: int) -> list[dict]:
    """One row of figures for each contender."""
    calls = contenders(*map(int, size.split("x")))
    check_agreement(calls)
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    cpu_seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(turns):
        for name, call in calls.items():
            start, cpu_start = time.perf_counter(), time.process_time()
            call()
            seconds[name].append(time.perf_counter() - start)
            cpu_seconds[name].append(time.process_time() - cpu_start)
    rows = []
    for name, times in seconds.items():
        # Paired: each turn is divided by ours of the same round.
        ratios = [other / ours for other, ours in zip(times, seconds[OURS], strict=True)]
        rows.append(
            {
                "size": size,
                "call": name,
                "median_ms": statistics.median(times) * 1e3,
                "min_ms": min(times) * 1e3,
                "cpu_ms": statistics.median(cpu_seconds[name]) * 1e3,
                "ratio": statistics.median(ratios),
                "ratio_of_minima": min(times) / min(seconds[OURS]),
            }
        )
    return rows


def environment() -> dict:
    """What the figures depend on."""
    versions = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = "absent"
    compiled = search.find_backend() is not reference.search
    return {"threads": torch.get_num_threads(), "compiled": compiled, "versions": versions}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", default=SIZES, metavar="BxTEXTxMEL")
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--threads", type=int, help="default: as many as torch takes")
    parser.add_argument("--json", metavar="PATH", help="also write the figures there")
    arguments = parser.parse_args()
    torch.manual_seed(0)
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    facts = environment()
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    print(f"{facts['threads']} threads, compiled core: {facts['compiled']}, {versions}")
    titles = ("median ms", "min ms", "cpu ms", "ratio", "of minima")
    print(f"{'size':<12} {'call':<20}" + "".join(f" {title:>9}" for title in titles))
    rows = []
    for size in arguments.sizes:
        for row in measure(size, arguments.turns):
            rows.append(row)
            print(
                f"{size:<12} {row['call']:<20} {row['median_ms']:9.2f} {row['min_ms']:9.2f} "
                f"{row['cpu_ms']:9.2f} {row['ratio']:9.1f} {row['ratio_of_minima']:9.1f}"
            )
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({**facts, "rows": rows}, file, indent=2)


if __name__ == "__main__":
    main()
