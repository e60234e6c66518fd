"""A result of a check of a corpus, with the clips that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.tts.base.diagnosis.report import CheckResult, Grade, grade
from utils.messages import list_some

SHOWN = 4  # clips named in the sentence; all of them are in the lists


@dataclass(frozen=True)
class Finding(CheckResult):
    """A grade with its sentence and numbers; ``clips`` says of each uid what is wrong with it."""

    clips: dict[str, str] = field(default_factory=dict)


def share_finding(
    check: str,
    clips: dict[str, str],
    total: int,
    *,
    what: str,
    remedy: str,
    good: str,
    limits: tuple[float, float],
    figures: dict[str, float] | None = None,
) -> Finding:
    """A finding by the share of clips concerned: more than ``limits`` is WARN, then BAD.

    ``what`` follows "12 of 400 clips (names) ", ``good`` is said where there is nothing to say.
    """
    share = len(clips) / max(total, 1)
    figures = {"clips": len(clips), "share": share, **(figures or {})}
    verdict: Grade = grade(share, *limits)
    if not clips:
        return Finding(check, verdict, good, figures)
    text = f"{len(clips)} of {total} clips ({list_some(clips, SHOWN)}) {what}"
    if verdict != "OK":
        text += f": {remedy}"
    return Finding(check, verdict, text, figures, clips)


def worst_first(reasons: Sequence[tuple[float, str, str]]) -> dict[str, str]:
    """Reasons by uid from (size, uid, reason), the largest first."""
    return {uid: reason for _, uid, reason in sorted(reasons, key=lambda one: (-one[0], one[1]))}
