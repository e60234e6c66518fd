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

from modules.monotonic_align import search_triton, search_triton_long
from utils.signals import kept_signal_handlers

POINTERS = {
    **{"log_prob": "*fp32", "moves": "*i32"},
    **dict.fromkeys(("text_lengths", "mel_lengths", "durations"), "*i64"),
}
SOURCES = [
    (search_triton._search, {"K": 4}, 1),
    (search_triton._search, {"K": search_triton.MOST_PHONES_A_LANE}, 1),
    (search_triton_long._walk_forth, {"WORD": search_triton_long.WORD, "BLOCK": 4096}, 8),
    (search_triton_long._walk_back, {"WORD": search_triton_long.WORD}, 1),
]


def compile_search(architecture: int) -> list[str]:
    """Assembly of each of ``SOURCES``, with the alignment that tensors of torch have."""
    found = []
    for function, settings, n_warps in SOURCES:
        kinds = {name: POINTERS.get(name, "i32") for name in function.arg_names}
        kinds |= dict.fromkeys(settings, "constexpr")
        aligned = {
            (position,): [["tt.divisibility", 16]]
            for position, name in enumerate(function.arg_names)
            if name in POINTERS
        }
        source = ASTSource(function, kinds, settings, aligned)
        target = GPUTarget("cuda", architecture, 32)
        assembly = triton.compile(source, target, {"num_warps": n_warps}).asm
        assert assembly["cubin"]
        found.append(assembly["ptx"])
    return found


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
        short, *_ = compile_search(int(sys.argv[1]))
        # Of a short text: loads of four scores at once, and ways through shared memory.
        loads = short.count("ld.global.v4.b32") + short.count("], 0x10,")
        sys.stdout.write(f"{loads} {short.count('st.shared')}")
