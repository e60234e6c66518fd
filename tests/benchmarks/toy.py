"""Contenders that need no time to start."""

import sys
import time

from benchmarks.turns import Turn


def sleeper(seconds: float, answer: int = 0) -> Turn:
    def turn(number: int) -> dict:
        sys.stdout.write("noise between the answers\n")
        time.sleep(seconds)
        return {"work": 2, "answer": answer}

    return turn


def clock(seconds: list[float]) -> Turn:
    """Says how long it took instead of taking that long."""
    return lambda number: {"seconds": seconds[number], "cpu_seconds": seconds[number]}


def broken() -> Turn:
    raise ValueError("this one never starts")
