"""Compile the Triton search for an NVIDIA architecture, which needs no GPU; with --stopping, tell
how many of the requests to stop before, during and after the first compilation are heard, and
whether the handler is still the one of before.

    python -m tests.modules.monotonic_align.compile_search 80 [--stopping]
"""

import ctypes
import os
import signal
import sys
import threading

import triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

from modules.monotonic_align import search_triton
from utils.signals import kept_signal_handlers

POINTERS = {
    **{"log_prob": "*fp32", "moves": "*i32"},
    **dict.fromkeys(("text_lengths", "mel_lengths", "durations"), "*i64"),
}
SOURCES = [
    (search_triton._walk_forth, {"WORD": search_triton.WORD, "BLOCK": 256}, 2),
    (search_triton._walk_back, {"WORD": search_triton.WORD}, 1),
]


def compile_search(architecture: int) -> None:
    for function, settings, n_warps in SOURCES:
        kinds = {name: POINTERS.get(name, "i32") for name in function.arg_names}
        source = ASTSource(function, {**kinds, **dict.fromkeys(settings, "constexpr")}, settings)
        target = GPUTarget("cuda", architecture, 32)
        assert triton.compile(source, target, {"num_warps": n_warps}).asm["cubin"]


def handler_address() -> bytes:
    """Handler of SIGTERM as the system has it."""
    action = ctypes.create_string_buffer(256)
    ctypes.CDLL(None).sigaction(signal.SIGTERM, None, action)
    return action.raw[:8]


def count_heard(architecture: int) -> tuple[int, int, int, bool]:
    """SIGTERMs of two each that were heard before, while and after it was compiled."""
    heard = []
    signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    counts = []

    def send() -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    send(), send()
    counts.append(len(heard))
    before = handler_address()
    timers = [threading.Timer(seconds, send) for seconds in (0.05, 0.1)]
    with kept_signal_handlers():
        for timer in timers:
            timer.start()
        compile_search(architecture)
        for timer in timers:
            timer.join()
    counts.append(len(heard) - sum(counts))
    kept = handler_address() == before
    send(), send()
    counts.append(len(heard) - sum(counts))
    return *counts, kept


if __name__ == "__main__":
    if sys.argv[2:] == ["--stopping"]:
        sys.stdout.write("{} {} {} {}".format(*count_heard(int(sys.argv[1]))))
    else:
        compile_search(int(sys.argv[1]))
