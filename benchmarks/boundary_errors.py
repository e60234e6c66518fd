"""Errors of boundaries: which of ours is which of a reference, and how far apart they are."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from processors.timings.timing import Timings
from processors.timings.word_phones import is_phone

LIMITS = (10, 20, 25, 50, 100)  # milliseconds


class Label(NamedTuple):
    """A phone or word of a reference, in seconds; ``end`` is null where only the start is known."""

    text: str
    start: float
    end: float | None


@dataclass
class Reference:
    """Labels of one recording, silence left out."""

    phones: list[Label]
    words: list[Label]


@dataclass
class Boundaries:
    """Errors in seconds, ours less the reference's, and how many labels had no counterpart."""

    errors: list[float] = field(default_factory=list)
    unmatched: int = 0

    def add_phones(self, timings: Timings, reference: Reference) -> None:
        """Compare phones that both have, in order; a diphthong of theirs may be two of ours."""
        ours = [
            (char, phone.start, phone.end)
            for phone in timings.phones
            for char in phone.phone
            if is_phone(char)
        ]
        theirs = [
            (char, label, index)
            for index, label in enumerate(reference.phones)
            for char in label.text
            if is_phone(char)
        ]
        pairs = _match([char for char, *_ in theirs], [char for char, *_ in ours])
        seen = set()
        for a, b in pairs:
            _, label, index = theirs[a]
            first = a == 0 or theirs[a - 1][2] != index
            last = a + 1 == len(theirs) or theirs[a + 1][2] != index
            if first:
                seen.add(index)
                self.errors.append(ours[b][1] - label.start)
            if last and label.end is not None:
                self.errors.append(ours[b][2] - label.end)
        self.unmatched += len(reference.phones) - len(seen)

    def add_words(self, timings: Timings, reference: Reference) -> None:
        """Compare words that are written alike, in order."""
        pairs = _match(
            [_bare(label.text) for label in reference.words],
            [_bare(word.written) for word in timings.words],
        )
        for a, b in pairs:
            label, word = reference.words[a], timings.words[b]
            self.errors.append(word.start - label.start)
            if label.end is not None:
                self.errors.append(word.end - label.end)
        self.unmatched += len(reference.words) - len(pairs)

    def row(self) -> list[str]:
        """Figures of a line of the table."""
        if not self.errors:
            return ["0", str(self.unmatched), *["-"] * (3 + len(LIMITS))]
        errors = 1000 * np.array(self.errors)
        sizes = np.abs(errors)
        shares = [f"{100 * np.mean(sizes <= limit):.1f} %" for limit in LIMITS]
        means = f"{sizes.mean():.1f}", f"{np.median(sizes):.1f}", f"{errors.mean():+.1f}"
        return [str(len(errors)), str(self.unmatched), *means, *shares]


def _match(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    return [
        (block.a + n, block.b + n)
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    ]


def _bare(word: str) -> str:
    return "".join(char for char in word.casefold() if char.isalnum())


def format_table(rows: dict[str, Boundaries]) -> str:
    """A table in Markdown; errors in milliseconds."""
    head = ["", "boundaries", "unmatched", "mean", "median", "bias"]
    head += [f"within {limit}" for limit in LIMITS]
    lines = [head, ["---"] * len(head), *([name, *row.row()] for name, row in rows.items())]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
