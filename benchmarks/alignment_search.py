"""The alignment search, call to call: tensors in, durations or path out; and its core alone.

    python -m benchmarks.alignment_search [--sizes 32x150x800 ...] [--threads 1]

The core is the compiled part, on arrays that are there already, in one thread. All contenders must
give the same durations. The search of the reference takes part where the package
monotonic-alignment-search is installed or GLOW_TTS_DIR is set.
"""

import argparse
from unittest import mock

import numpy as np
import torch

from benchmarks import peers, report
from benchmarks.turns import Contender, Result, Turn, compete, installed
from benchmarks.workload import digest, make_scores, timed

SIZES = ("32x150x800", "16x256x1024", "32x400x1600", "1x1000x5000")
HERE = "benchmarks.alignment_search"


def ours(
    size: str,
    result: str = "durations",
    text_last: bool = True,
    numpy: bool = False,
    device: str = "cpu",
) -> Turn:
    """Our search; ``text_last`` is the layout that training uses."""
    from modules.monotonic_align import maximum_path, search, search_durations
    from modules.monotonic_align import search_numpy as reference

    scores, *lengths = make_scores(size)
    scores, lengths = scores.to(device), [length.to(device) for length in lengths]
    if text_last:
        scores = scores.mT.contiguous().mT
    if not numpy and search.find_backend() is reference.search:
        raise SystemExit("error: the compiled search is not built")
    call = search_durations if result == "durations" else maximum_path
    backend = mock.patch.object(search, "find_backend", return_value=reference.search)

    def turn(number: int) -> dict:
        if numpy:
            with backend:
                found, times = timed(lambda: call(scores, *lengths), device)
        else:
            found, times = timed(lambda: call(scores, *lengths), device)
        durations = (found if result == "durations" else found.sum(2).long()).cpu()
        return {**times, "answer": digest(durations)}

    return turn


def our_core(size: str, text_last: bool = True) -> Turn:
    """The compiled part of it, from arrays to durations."""
    from modules.monotonic_align import core

    scores, *lengths = make_scores(size)
    scores = (scores.mT.contiguous().mT if text_last else scores).numpy()
    lengths = [length.numpy() for length in lengths]

    def turn(number: int) -> dict:
        durations = np.zeros(scores.shape[:2], np.int64)
        _, times = timed(lambda: core.search(scores, *lengths, durations, 1))
        return {**times, "answer": digest(torch.from_numpy(durations))}

    return turn


def contenders(size: str, threads: int | None, device: str = "cpu") -> list[Contender]:
    """Who searches at one size, call to call; on a GPU ours beside those of the CPU."""
    on_gpu = {} if device == "cpu" else {"ours, on the GPU": {"device": device}}
    ours = on_gpu | {
        "ours, durations": {},
        "ours, mel axis contiguous": {"text_last": False},
        "ours, path": {"result": "path"},
        "ours, in numpy": {"numpy": True},
    }
    return _line_up(f"{HERE}:ours", ours, "search", size, threads)


def cores(size: str) -> list[Contender]:
    """The compiled parts that search at one size."""
    ours = {"our core": {}, "ours, mel axis contiguous": {"text_last": False}}
    return _line_up(f"{HERE}:our_core", ours, "core", size, threads=1)


def _line_up(
    maker: str, ours: dict[str, dict], what: str, size: str, threads: int | None
) -> list[Contender]:
    """Ours by name, with their settings, and the others that are here."""
    found = [
        Contender(name, maker, {"size": size, **settings}, threads)
        for name, settings in ours.items()
    ]
    if installed("monotonic_alignment_search"):
        maker = f"benchmarks.peers:pypi_{what}"
        found.append(Contender("PyPI package", maker, {"size": size}, threads))
    if peers.reference_given():
        maker = f"benchmarks.peers:reference_{what}"
        found.append(Contender("reference", maker, {"size": size}, threads))
    return found


def _compete(size: str, options: argparse.Namespace) -> list[Result]:
    players = contenders(size, options.threads, options.device)
    return compete(players, options.rounds)


def main(arguments: list[str] | None = None) -> None:
    parser = report.options(__doc__, rounds=20)
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--sizes", nargs="+", default=SIZES, metavar="BxTEXTxMEL")
    options = parser.parse_args(arguments)
    table = report.Report("alignment search", "ms", options)
    for size in options.sizes:
        table.add(size, _compete(size, options))
        table.add(f"{size}, core", compete(cores(size), options.rounds))
    table.close()


if __name__ == "__main__":
    main()
