"""All checks of a corpus, and what comes of them: a table, a list of clips, JSON and a picture."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from matplotlib.figure import Figure

from models.tts.base.alignment.recordings import Recording
from models.tts.base.corpus_check.audio_checks import ECHO, NOISY, audio_findings
from models.tts.base.corpus_check.clips import CheckedClip, measure_clips
from models.tts.base.corpus_check.coverage import check_coverage, count_phones
from models.tts.base.corpus_check.finding import Finding
from models.tts.base.corpus_check.match_checks import advantages, check_match, match_texts
from models.tts.base.corpus_check.recognition_checks import (
    check_recognized,
    listen_to,
    prepare_listening,
)
from models.tts.base.corpus_check.speaker_checks import check_speakers
from models.tts.base.corpus_check.text_checks import SpokenText, speak_texts, text_findings
from models.tts.base.voice_documents import read_voice_config

RUIN = ("clipping", "noise")  # findings on recordings that cannot be aligned any more

T = TypeVar("T")
Progress = Callable[[Iterable[T], str, int], Iterable[T]]


@dataclass(frozen=True)
class CheckSettings:
    """How a corpus is checked: espeak's code of its language, and a voice to align it with.

    ``recognizer`` is a name that ``load_recognizer`` knows.
    """

    language: str
    voice_dir: Path | None = None
    sentences: tuple[str, ...] = ()
    num_workers: int = 1
    recognizer: str | None = None


@dataclass(frozen=True)
class CorpusReport:
    """Findings on a corpus, sentences that would fill its gaps, and what the picture shows."""

    findings: list[Finding]
    sentences: list[str]
    clips: list[CheckedClip]
    spoken: dict[str, SpokenText] = field(default_factory=dict)
    fits: dict[str, float] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """Whether a voice should be made of it."""
        return all(finding.verdict != "BAD" for finding in self.findings)

    def reasons(self) -> dict[str, list[str]]:
        """What is wrong with each clip that a check has named, those with the most faults first."""
        found: dict[str, list[str]] = {}
        for finding in self.findings:
            for uid, reason in finding.clips.items():
                found.setdefault(uid, []).append(f"{finding.check}: {reason}")
        return dict(sorted(found.items(), key=lambda one: (-len(one[1]), one[0])))

    def to_json(self) -> dict[str, Any]:
        """Everything but the measurements."""
        return {
            "usable": self.usable,
            "clips": len(self.clips),
            "findings": [finding.to_json() for finding in self.findings],
            "named": self.reasons(),
            "sentences": self.sentences,
        }

    def plot(self) -> Figure:
        """Histograms of what is measured of the clips, with the limits that name a clip."""
        measured = [clip for clip in self.clips if clip.quality is not None]
        rates = [
            self.spoken[clip.uid].n_phones / clip.quality.speaking
            for clip in measured
            if clip.uid in self.spoken and clip.quality.speaking
        ]
        panels = [
            ("length, s", [clip.quality.seconds for clip in measured], None),
            ("loudness, LUFS", [clip.quality.loudness for clip in measured], None),
            ("speech above background, dB", [clip.quality.snr for clip in measured], NOISY),
            ("fade by 60 dB, s", [clip.quality.decay for clip in measured], ECHO),
            ("phones a second", rates, None),
            ("how much better the own text fits", list(self.fits.values()), 0.0),
        ]
        figure = Figure(figsize=(11, 5.5), layout="constrained")
        for axes, (label, values, limit) in zip(figure.subplots(2, 3).flat, panels, strict=True):
            finite = [value for value in values if np.isfinite(value)]
            axes.hist(finite, bins=min(40, max(5, len(finite) // 4)), color="tab:blue")
            if limit is not None:
                axes.axvline(limit, color="tab:red", linestyle="--")
            axes.set(xlabel=label, ylabel="clips")
        return figure


def check_corpus(
    recordings: Sequence[Recording], settings: CheckSettings, progress: Progress
) -> CorpusReport:
    """Check recordings and texts; ``progress`` wraps the iterables of what takes long."""
    listener = None
    if settings.recognizer is not None:  # it may not be there: told before the long part
        listener = prepare_listening(settings.recognizer, settings.language)
    spoken = speak_texts(recordings, settings.language)
    workers = settings.num_workers
    measured = progress(measure_clips(recordings, workers), "measuring", len(recordings))
    by_uid = {clip.uid: clip for clip in measured}
    clips = [by_uid[recording.uid] for recording in recordings]
    findings = [*audio_findings(clips), check_speakers(clips)]
    findings += text_findings(clips, spoken, settings.language)
    fits: dict[str, float] = {}
    if settings.voice_dir is None:
        findings.append(Finding("match", "SKIPPED", "no voice to align with"))
    elif ruined := [one.check for one in findings if one.check in RUIN and one.verdict == "BAD"]:
        text = f"no voice understands such recordings: mend {' and '.join(ruined)} first"
        findings.append(Finding("match", "SKIPPED", text))
    else:
        theirs = read_voice_config(settings.voice_dir).preprocess.text.language
        matches = match_texts(clips, spoken, settings.voice_dir, workers)
        fits = advantages(list(progress(matches, "aligning", len(clips))))
        same = theirs.split("-")[0] == settings.language.split("-")[0]
        findings.append(check_match(fits, same, settings.voice_dir.name))
    if listener is not None:
        findings.append(
            check_recognized(progress(listen_to(clips, listener), "listening", len(clips)))
        )
    coverage, chosen = check_coverage(
        count_phones(spoken.values()), settings.sentences, settings.language
    )
    return CorpusReport([*findings, coverage], chosen, clips, spoken, fits)
