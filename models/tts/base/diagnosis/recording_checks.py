"""The recordings that the features were made of, where they still are."""

import numpy as np
import soundfile

from config.schema import resolve_path
from models.tts.base.diagnosis.experiment import DiagnosedExperiment
from models.tts.base.diagnosis.report import CheckResult, NothingToCheck
from processors.audio.clip_checks import is_clipped
from processors.audio.io import load_audio
from utils.messages import list_some

SAMPLED = 20  # recordings
QUIET = 0.03  # peak, of full scale
SHOWN = 4  # names


def check_recordings(experiment: DiagnosedExperiment) -> CheckResult:
    """Clipping, quiet ones, and sample rates that are too low for the mels."""
    paths = {
        row["Uid"]: resolve_path(row["Path"]) for row in experiment.some_rows("train", SAMPLED)
    }
    present = {uid: path for uid, path in paths.items() if path.is_file()}
    if not present:
        raise NothingToCheck("the recordings are no longer where stage 1 read them")
    top = experiment.config.preprocess.mel.f_max
    clipped, quiet, low = [], [], []
    for uid, path in present.items():
        rate = soundfile.info(path).samplerate
        samples = load_audio(path, rate).numpy()
        clipped += [uid] if is_clipped(samples) else []
        quiet += [uid] if np.abs(samples).max() < QUIET else []
        low += [uid] if rate < 2 * top else []
    faults = {
        "clipped: the voice will crackle; record with less gain": clipped,
        f"quieter than {QUIET:.0%} of full scale: noise comes up with them": quiet,
        f"of a sample rate below {2 * top:.0f} Hz: lower preprocess.mel.f_max": low,
    }
    figures = {"heard": len(present), "clipped": len(clipped), "quiet": len(quiet), "low": len(low)}
    found = [
        f"{len(uids)} of {len(present)} recordings ({list_some(uids, SHOWN)}) are {what}"
        for what, uids in faults.items()
        if uids
    ]
    if found:
        return CheckResult("recordings", "WARN", "; ".join(found), figures)
    text = f"{len(present)} looked at: none is clipped, very quiet or of too low a rate"
    return CheckResult("recordings", "OK", text, figures)
