"""Finding out which clips need their mel or their phones made, and why."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.schema import fingerprint
from processors.corpora.base import Utterance, composed
from processors.preprocess.jobs import Job
from processors.preprocess.limits import Limits
from processors.preprocess.state import ClipState

_NOT_TRIED = ClipState()


@dataclass
class Plan:
    """The work that is left for a dataset."""

    jobs: list[Job] = field(default_factory=list)
    mels: Counter[str] = field(default_factory=Counter)
    """Number of mels to be made per reason; ``phones`` and ``audios`` likewise."""
    phones: Counter[str] = field(default_factory=Counter)
    audios: Counter[str] = field(default_factory=Counter)
    corpus: str = ""
    """Hash of all that the reader gives of every utterance."""


def make_plan(
    utterances: Iterable[Utterance],
    clips: dict[str, ClipState],
    settings: dict[str, Any],
    limits: Limits,
    folder: Path,
    save_audio: bool = False,
) -> Plan:
    """Compare what is known of each clip with its files, its source and the settings."""
    plan = Plan()
    corpus = hashlib.sha256()
    audio_settings, text_settings = (fingerprint(settings[part]) for part in ("audio", "text"))
    mels = _list_files(folder / "mels", ".npy")
    phones = _list_files(folder / "phones", ".phone")
    audios = _list_files(folder / "audios", ".npy") if save_audio else set()
    for utterance in utterances:
        uid, text = utterance.uid, utterance.text
        corpus.update(
            repr((uid, text, utterance.speaker, utterance.path, utterance.doubt)).encode()
        )
        audio_key = f"{audio_settings}:{_version_of(utterance.path)}"
        text_key = f"{text_settings}:{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        clip = clips.get(uid, _NOT_TRIED)
        # A clip known to be bad has no file, and needs none.
        bad_audio = clip.audio is not None and limits.audio_problem(clip.audio) is not None
        bad_text = clip.text is not None and clip.text.error is not None
        why_mel = _why(clip.audio and clip.audio.key, audio_key, bad_audio or uid in mels)
        why_phones = _why(clip.text and clip.text.key, text_key, bad_text or uid in phones)
        why_audio = why_mel
        if why_mel is None and not (bad_audio or uid in audios):
            why_audio = "without a file"
        why_audio = why_audio if save_audio else None
        if why_mel is None and why_phones is None and why_audio is None:
            continue
        plan.mels.update([why_mel] if why_mel else [])
        plan.phones.update([why_phones] if why_phones else [])
        plan.audios.update([why_audio] if why_audio else [])
        plan.jobs.append(
            Job(
                uid,
                utterance.path,
                text,
                audio_key if why_mel or why_audio else None,
                text_key if why_phones else None,
                keeps_mel=why_mel is None,
            )
        )
    plan.corpus = corpus.hexdigest()[:12]
    return plan


def _why(old_key: str | None, key: str, done: bool) -> str | None:
    """Why a mel or a phone file must be made; None if it need not be. Keys are settings:source."""
    if old_key is None:
        return "new"
    if old_key.partition(":")[0] != key.partition(":")[0]:
        return "with changed settings"
    if old_key != key:
        return "with a changed source"
    return None if done else "without a file"


def _version_of(path: str) -> str:
    """Size and time of a file: a changed recording has another."""
    try:
        status = os.stat(path)
    except OSError:
        return "missing"
    return f"{status.st_size}-{status.st_mtime_ns}"


def _list_files(folder: Path, suffix: str) -> set[str]:
    """Stems of the files in a folder; what a killed run left unfinished is removed.

    Files without contents do not count: a power failure leaves them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stems = set()
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                os.unlink(entry)
            elif entry.name.endswith(suffix) and entry.stat().st_size:
                stems.add(composed(entry.name.removesuffix(suffix)))
    return stems
