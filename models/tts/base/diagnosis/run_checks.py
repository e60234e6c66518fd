"""All checks, one after the other; none of them stops the others."""

from collections.abc import Callable

from models.tts.base.diagnosis.data_checks import check_mels, check_silence, check_symbols
from models.tts.base.diagnosis.experiment import Subject
from models.tts.base.diagnosis.recording_checks import check_recordings
from models.tts.base.diagnosis.report import Finding, NothingToCheck
from models.tts.base.diagnosis.speech_checks import check_alignment, check_copy, check_durations
from models.tts.base.diagnosis.training_checks import check_losses, check_state
from models.tts.glowtts.flow_checks import (
    check_actnorm,
    check_fit,
    check_inversion,
    check_weights,
)
from utils.errors import UserError

Check = Callable[[Subject], Finding]

CHECKS: dict[str, Check] = {
    "state": check_state,
    "losses": check_losses,
    "weights": check_weights,
    "inversion": check_inversion,
    "actnorm": check_actnorm,
    "fit": check_fit,
    "alignment": check_alignment,
    "durations": check_durations,
    "vocoder": check_copy,
    "mels": check_mels,
    "silence": check_silence,
    "recordings": check_recordings,
    "symbols": check_symbols,
}


def diagnose(subject: Subject) -> list[Finding]:
    """What every check has to say, in their order."""
    return [_run(name, check, subject) for name, check in CHECKS.items()]


def _run(name: str, check: Check, subject: Subject) -> Finding:
    try:
        return check(subject)
    except NothingToCheck as reason:
        return Finding(name, "SKIPPED", str(reason))
    except UserError as error:  # broken files, features of other settings, a strange vocoder
        return Finding(name, "BAD", str(error))
