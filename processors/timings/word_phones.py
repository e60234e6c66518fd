"""Normalized words and the symbols that a voice speaks: which symbols are those of each word?

Phonemizers join words ("of the" is one chunk) and split them ("U.S." is two). Each word is
phonemized alone, and the phones of all are laid beside the symbols: words that sound alike in the
sentence and alone are found first, and the stretches between them are aligned at the least edit
distance, with words that end where chunks end preferred.
"""

import difflib
import itertools
import re
from collections.abc import Callable, Sequence

import numpy as np

STRESS = "ˈˌ"
MARKS = frozenset("ˈˌːˑ")
EDGE_COST = 0.75  # of a word that ends inside a chunk, in phones that differ


def is_mark(symbol: str) -> bool:
    """Whether a symbol says how a phone is spoken: stress, length, a combining sign."""
    return symbol in MARKS or (len(symbol) == 1 and 0x300 <= ord(symbol) < 0x370) or symbol in "ʰʲʷ"


def is_phone(symbol: str) -> bool:
    """Whether a symbol is a sound, no space, punctuation or mark."""
    return re.search(r"\w", symbol) is not None and not is_mark(symbol)


def match_phones(
    words: Sequence[str], symbols: Sequence[str], phonemize_alone: Callable[[list[str]], list[str]]
) -> list[tuple[int, int]]:
    """Range of the symbols of each normalized word; an empty one where a word has none.

    ``phonemize_alone`` gives the phones of each of many words. Ranges are in order and do not
    overlap; every phone of ``symbols`` is in one of them. Spaces and punctuation are in none,
    unless they are within a word.
    """
    places = [n for n, symbol in enumerate(symbols) if is_phone(symbol)]
    if not words or not places:
        return [(0, 0)] * len(words)
    chunks = _chunks(symbols, places)
    alone = [_bare(phones) for phones in phonemize_alone(list(words))]
    said = ["".join(_plain(symbols[places[n]]) for n in range(a, b)) for a, b in chunks]
    counts: list[tuple[int, int]] = []  # of each word: range of its phones among all
    matcher = difflib.SequenceMatcher(None, ["".join(word) for word in alone], said, autojunk=False)
    for kind, i, j, a, b in matcher.get_opcodes():
        if kind == "equal" or j - i == b - a == 1:
            counts += chunks[a:b]
        elif i < j:
            at = chunks[a][0] if a < len(chunks) else len(places)
            span = (at, chunks[b - 1][1] if a < b else at)
            sounds = [_plain(symbols[places[n]]) for n in range(*span)]
            edges = {end - span[0] for _, end in chunks[a:b]}
            ends = _align(alone[i:j], sounds, edges)
            counts += [(span[0] + s, span[0] + e) for s, e in zip([0, *ends], ends, strict=False)]
    return _to_ranges(_cover(counts, len(places)), places, symbols)


def _chunks(symbols: Sequence[str], places: Sequence[int]) -> list[tuple[int, int]]:
    """Ranges of phones between which there is a space or punctuation."""
    chunks, start = [], 0
    for n in range(1, len(places) + 1):
        between = symbols[places[n - 1] + 1 : places[n]] if n < len(places) else [" "]
        if any(not is_mark(symbol) for symbol in between):
            chunks.append((start, n))
            start = n
    return chunks


def _plain(symbol: str) -> str:
    return re.sub(r"[^\w]|\d+$", "", symbol) if len(symbol) > 1 else symbol


def _bare(phones: str) -> list[str]:
    """Phones of a string, written with or without spaces between them."""
    tokens = phones.replace("<space>", " ").split()
    if any(len(token) > 1 and token.isascii() and token.isupper() for token in tokens):
        return [_plain(token) for token in tokens]
    return [symbol for token in tokens for symbol in token if is_phone(symbol)]


def _align(words: list[list[str]], sounds: list[str], edges: set[int]) -> list[int]:
    """End of each word among the sounds, at the least edit distance."""
    n = len(sounds)
    edge_cost = np.full(n + 1, EDGE_COST)
    edge_cost[[0, *edges, n]] = 0.0
    cost = np.arange(n + 1, dtype=float)  # of the best way here
    came = np.zeros((len(words), n + 1), int)  # where the word that ends here begins
    cost[1:] = np.inf
    for index, word in enumerate(words):
        row, origin = cost.copy(), np.arange(n + 1)
        row, origin = _insert(row, origin)
        for sound in word:
            same = np.array([sound == other for other in sounds], bool)
            put = np.append(np.inf, row[:-1] + np.where(same, 0.0, 1.0))
            skip = row + 1.0
            came_from = np.append(0, origin[:-1])
            better = put <= skip
            row = np.where(better, put, skip)
            origin = np.where(better, came_from, origin)
            row, origin = _insert(row, origin)
        came[index] = origin
        cost = row + edge_cost
    ends, at = [], n
    for index in range(len(words) - 1, -1, -1):
        ends.append(at)
        at = int(came[index, at])
    return ends[::-1]


def _insert(row: np.ndarray, origin: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Costs after sounds that no phone of the word is laid beside."""
    row, origin = row.copy(), origin.copy()
    for n in range(1, len(row)):
        if row[n - 1] + 1.0 < row[n]:
            row[n], origin[n] = row[n - 1] + 1.0, origin[n - 1]
    return row, origin


def _cover(counts: list[tuple[int, int]], n_phones: int) -> list[tuple[int, int]]:
    """Ranges without gaps: phones between two words go to the word before them."""
    starts = [0, *(start for start, _ in counts[1:]), n_phones]
    return list(itertools.pairwise(starts))


def _to_ranges(
    counts: list[tuple[int, int]], places: Sequence[int], symbols: Sequence[str]
) -> list[tuple[int, int]]:
    """Ranges of symbols from those of phones, marks before and after included."""
    ranges, before = [], 0
    for start, end in counts:
        if start == end:
            ranges.append((before, before))
            continue
        first, last = places[start], places[end - 1] + 1
        while first > before and symbols[first - 1] in STRESS:
            first -= 1
        while last < len(symbols) and is_mark(symbols[last]) and symbols[last] not in STRESS:
            last += 1
        ranges.append((first, last))
        before = last
    return ranges
