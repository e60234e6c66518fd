"""Alignment search within a band, for recordings of hours.

The path stays near a line that is known beforehand: of each block of frames only the symbols around
it are scored. Memory grows with the length of the recording times the width of the band.
"""

from collections.abc import Callable

import numpy as np

BLOCK = 512  # frames whose scores are computed together

# Scores (n_symbols, n_frames) of the symbols from, to and the frames from, to.
Score = Callable[[int, int, int, int], np.ndarray]


def search_band(
    score: Score, centers: np.ndarray, n_symbols: int, width: int
) -> tuple[np.ndarray, bool]:
    """Durations of the best path through all symbols, and whether it touched the band's edge.

    ``centers`` (T,) is the symbol that each frame is near; the band reaches ``width`` symbols to
    either side. Every symbol gets a frame at least. Shapes: durations (n_symbols,).
    """
    n_frames = len(centers)
    lows = _lows(centers, n_symbols, width)
    size = min(2 * width + 1, n_symbols)
    moved = np.zeros((n_frames, (size + 7) // 8), np.uint8)  # a bit: came from the symbol before
    best = np.full(size, -np.inf)
    for start in range(0, n_frames, BLOCK):
        end = min(start + BLOCK, n_frames)
        low, high = int(lows[start]), int(lows[end - 1]) + size
        scores = score(low, high, start, end)
        columns = np.ascontiguousarray(scores.T)
        for frame in range(start, end):
            first = int(lows[frame])
            column = columns[frame - start, first - low : first - low + size]
            if frame == 0:
                best[0] = column[0]
                continue
            shift = first - int(lows[frame - 1])
            stay, move = _shifted(best, shift), _shifted(best, shift - 1)
            came = move > stay
            best = np.where(came, move, stay) + column
            moved[frame] = np.packbits(came)
    return _trace(moved, lows, n_symbols, size)


def _lows(centers: np.ndarray, n_symbols: int, width: int) -> np.ndarray:
    """First symbol of the band at each frame: it never falls, and begins and ends at the ends."""
    size = min(2 * width + 1, n_symbols)
    lows = (np.maximum.accumulate(centers) - width).clip(0, n_symbols - size).astype(np.int64)
    # The band holds the first symbol at the first frame, and the last one at the last.
    n_frames = len(lows)
    steps = np.arange(n_frames)
    lows = np.minimum(lows, steps)
    return np.maximum.accumulate(np.maximum(lows, n_symbols - size - (n_frames - 1 - steps)))


def _shifted(best: np.ndarray, shift: int) -> np.ndarray:
    """Scores at the places of a band that begins ``shift`` symbols later; -inf beyond its ends."""
    if shift == 0:
        return best
    out = np.full_like(best, -np.inf)
    if shift > 0:
        if shift < len(best):
            out[:-shift] = best[shift:]
    else:
        out[-shift:] = best[:shift]
    return out


def _trace(
    moved: np.ndarray, lows: np.ndarray, n_symbols: int, size: int
) -> tuple[np.ndarray, bool]:
    durations = np.zeros(n_symbols, np.int64)
    symbol, touched = n_symbols - 1, False
    for frame in range(len(lows) - 1, -1, -1):
        durations[symbol] += 1
        place = symbol - int(lows[frame])
        inner = 0 < lows[frame] < n_symbols - size
        touched = touched or (inner and not 2 < place < size - 3)
        if frame and moved[frame, place >> 3] >> (7 - (place & 7)) & 1:
            symbol -= 1
    return durations, touched
