"""What does a speech recognizer hear in the recordings, beside what their texts say?"""

from collections.abc import Iterable, Iterator, Sequence

from models.tts.base.corpus_check.clips import CheckedClip
from models.tts.base.corpus_check.finding import Finding, share_finding, worst_first
from processors.metrics.base import Clip, MetricError, Options
from processors.metrics.recognition import CHARACTERS, Listen
from utils.errors import UserError

WRONG = 50.0  # % of characters; recognizers miss single words of what is right
SHARE_WARN, SHARE_BAD = 0.02, 0.25


def prepare_listening(recognizer: str, language: str) -> Listen:
    """What listens and compares; UserError if the recognizer is not there."""
    return CHARACTERS.prepare(Options(recognizer=recognizer, language=language))["listen"]


def listen_to(
    clips: Sequence[CheckedClip], listen: Listen
) -> Iterator[tuple[str, float, str] | None]:
    """Yield uid, error rate in % of characters, and words heard; None where that cannot be told."""
    for clip in clips:
        if clip.error is not None:
            yield None
            continue
        recording = Clip(clip.path)
        try:
            counted = CHARACTERS.function(recording, None, clip.text, listen=listen)
            yield clip.uid, counted["cer"], listen.recognizer.transcribe(recording)
        except (MetricError, UserError):  # without words, or unreadable
            yield None


def check_recognized(recognized: Iterable[tuple[str, float, str] | None]) -> Finding:
    """A finding on recordings in which something else is heard than their text says."""
    known = [one for one in recognized if one is not None]
    if not known:
        return Finding("recognized", "SKIPPED", "no recording with a text that could be compared")
    return share_finding(
        "recognized",
        worst_first(
            [(rate, uid, f"“{words}” is heard") for uid, rate, words in known if rate > WRONG]
        ),
        len(known),
        what="do not say their text, by the recognizer",
        remedy="mend the texts, or take the clips out",
        good="the recognizer hears the text of every recording",
        limits=(SHARE_WARN, SHARE_BAD),
        figures={"character_error_rate": sum(rate for _, rate, _ in known) / len(known)},
    )
