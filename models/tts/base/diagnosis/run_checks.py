"""All checks, one after the other; none of them stops the others."""

from collections.abc import Callable

from models.registry import find_loader
from models.tts.base.diagnosis.data_checks import check_mels, check_silence, check_symbols
from models.tts.base.diagnosis.experiment import DiagnosedExperiment
from models.tts.base.diagnosis.recording_checks import check_recordings
from models.tts.base.diagnosis.report import CheckResult, NothingToCheck
from models.tts.base.diagnosis.speech_checks import check_copy, check_durations
from models.tts.base.diagnosis.training_checks import check_losses, check_state, check_weights
from utils.errors import UserError

Check = Callable[[DiagnosedExperiment], CheckResult]


def all_checks(experiment: DiagnosedExperiment) -> dict[str, Check]:
    """Checks by name, in their order; those of the model alone in the middle."""
    return {
        "state": check_state,
        "losses": check_losses,
        "weights": check_weights,
        **find_loader(experiment.config.model_type).model_checks().checks,
        "durations": check_durations,
        "vocoder": check_copy,
        "mels": check_mels,
        "silence": check_silence,
        "recordings": check_recordings,
        "symbols": check_symbols,
    }


def diagnose(experiment: DiagnosedExperiment) -> list[CheckResult]:
    """What every check has to say, in their order."""
    return [_run(name, check, experiment) for name, check in all_checks(experiment).items()]


def _run(name: str, check: Check, experiment: DiagnosedExperiment) -> CheckResult:
    try:
        return check(experiment)
    except NothingToCheck as reason:
        return CheckResult(name, "SKIPPED", str(reason))
    except UserError as error:  # broken files, features of other settings, a strange vocoder
        return CheckResult(name, "BAD", str(error))
