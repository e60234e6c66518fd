"""Result of a check, and the table of all results."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Grade = Literal["OK", "WARN", "BAD", "SKIPPED"]

WIDTH = 100


@dataclass(frozen=True)
class CheckResult:
    """A grade with the sentence that explains it, and the numbers behind it."""

    check: str
    verdict: Grade
    text: str
    figures: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Strict JSON: what is not finite is null."""
        figures = {name: v if math.isfinite(v) else None for name, v in self.figures.items()}
        return {**asdict(self), "figures": figures}


class NothingToCheck(Exception):
    """What a check looks at is not there; the message says what."""


def worst(*verdicts: Grade) -> Grade:
    """The gravest of them."""
    return max(verdicts, key=("SKIPPED", "OK", "WARN", "BAD").index)


def grade(value: float, warn: float, bad: float) -> Grade:
    """By two limits of a number that should be small; NaN is bad."""
    if not value <= bad:
        return "BAD"
    return "WARN" if value > warn else "OK"


def format_results(results: Sequence[CheckResult]) -> str:
    """A line a check, wrapped where it is long."""
    names = max(len(result.check) for result in results)
    lines = []
    for result in results:
        head = f"{result.verdict:<7}  {result.check:<{names}}  "
        wrapped = textwrap.wrap(result.text, max(WIDTH - len(head), 40))
        lines += [head + wrapped[0], *(" " * len(head) + line for line in wrapped[1:])]
    return "\n".join(lines)
