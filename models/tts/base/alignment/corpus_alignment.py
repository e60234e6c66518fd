"""Alignment of many recordings by several processes: resumable, and no bad clip stops the others.

``alignment.jsonl`` in the output folder says what has been done, with which text, recording and
voice; running again does what is new or has changed.
"""

import hashlib
import math
import os
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.tts.base.alignment.aligner import RecordingAligner
from models.tts.base.alignment.recordings import Recording
from models.tts.base.alignment.variants import NO_VARIANTS, Variants
from models.tts.base.voice import Voice
from processors.audio.io import AudioError, load_audio
from processors.audio.mel import mel_spectrogram
from processors.preprocess.pool import run_chunks
from processors.timings.formats import FORMATS, write_timings
from processors.timings.timing import Timings
from utils.errors import UnexpectedError, UserError, unforeseen_as_user_error
from utils.journal import Journal
from utils.lock import locked

JOURNAL = "alignment.jsonl"
TRACEBACKS = "errors.log"
MAX_SECONDS = 120.0  # longer recordings are segmented first
# Confidences that are doubtful, as shares of the corpus's median: of a whole utterance, of the
# first or last words together, and of single words that follow each other.
UNLIKE, EDGE, DOUBTFUL = 0.5, 0.3, 0.15
EDGE_WORDS = 3
STRANGER = 0.15  # median confidence below which the voice does not sound like the recordings
CHUNK = 4  # recordings given to a process at a time


@dataclass(frozen=True)
class AlignmentSettings:
    """How recordings are aligned, and what is written of each."""

    acoustics_dir: str
    output_dir: str
    formats: tuple[str, ...]
    checkpoint: str = "latest"
    speaker_name: str | None = None
    variants: str | None = None
    plot: bool = False

    def key(self, recording: Recording) -> str:
        """Hash that changes with anything that decides the result."""
        try:
            stat = os.stat(recording.path)
            file = (stat.st_size, stat.st_mtime_ns)
        except OSError:
            file = None
        lexicon = None if self.variants is None else Path(self.variants).read_bytes()
        values = (asdict(recording), self.acoustics_dir, self.checkpoint, self.speaker_name)
        text = repr((values, lexicon, file)).encode("utf-8", "surrogateescape")
        return hashlib.sha256(text).hexdigest()[:16]


@dataclass(frozen=True)
class Outcome:
    """What became of a recording: confidence of it and its words, or why it failed.

    ``words`` are (word, start in seconds, confidence).
    """

    uid: str
    key: str
    path: str
    seconds: float = 0.0
    confidence: float = 0.0
    words: list[tuple[str, float, float]] = field(default_factory=list)
    error: str | None = None


class AlignmentWorker:
    """Aligns recordings and writes what is wanted of them."""

    def __init__(self, settings: AlignmentSettings) -> None:
        self.settings = settings
        self.voice = Voice.from_checkpoint(settings.acoustics_dir, settings.checkpoint)
        path = settings.variants
        variants = NO_VARIANTS if path is None else Variants.read(path)
        self.aligner = RecordingAligner(self.voice, variants)

    @torch.inference_mode()
    def run(self, jobs: list[Recording]) -> list[Outcome]:
        """Outcome of each recording."""
        return [self._align(job) for job in jobs]

    def _align(self, job: Recording) -> Outcome:
        key = self.settings.key(job)
        try:
            with unforeseen_as_user_error():
                waveform = load_audio(job.path, self.aligner.sample_rate, MAX_SECONDS).numpy()
                timings = self.aligner.align(waveform, job.text, self._speaker(job))
        except UserError as error:
            return Outcome(job.uid, key, job.path, error=self._reason(job, error))
        stem = Path(self.settings.output_dir) / job.uid
        try:
            write_timings(timings, stem, self.settings.formats)
            if self.settings.plot:
                self._plot(waveform, timings, stem.with_name(f"{stem.name}.png"))
        except OSError as error:  # a full disk is no fault of this recording
            raise UserError(f"{stem.parent}: cannot be written to: {error.strerror}") from error
        return outcome_of(timings, job, key)

    def _plot(self, waveform: np.ndarray, timings: Timings, path: Path) -> None:
        from utils.plot import plot_intervals, save_figure

        mel = mel_spectrogram(torch.from_numpy(waveform), self.aligner.mel_config).numpy()
        words = [(word.start, word.end, word.written) for word in timings.words]
        phones = [(phone.start, phone.end, phone.phone) for phone in timings.phones]
        save_figure(plot_intervals(mel, timings.seconds, [words, phones]), path)

    def _speaker(self, job: Recording) -> Tensor | None:
        if not self.voice.model.speaker_channels:
            return None
        name = self.settings.speaker_name
        if name is None and self.voice.config.speaker_encoder is not None:
            return self.voice.embed_reference(job.path)
        return self.voice.embed_speaker(name or job.speaker)

    def _reason(self, job: Recording, error: UserError) -> str:
        if isinstance(error, AudioError):
            too_long = "; --segment cuts a long recording into clips"
            return error.reason + (too_long if error.reason.startswith("too long") else "")
        if isinstance(error, UnexpectedError):
            return error.note(Path(self.settings.output_dir) / TRACEBACKS, job.uid)
        return str(error)


def outcome_of(timings: Timings, job: Recording, key: str) -> Outcome:
    """What is kept of the timings of a recording."""
    words = [
        (word.written, round(word.start, 2), round(word.confidence, 3)) for word in timings.words
    ]
    confidence = round(timings.sentences[0].confidence, 4)
    return Outcome(job.uid, key, job.path, round(timings.seconds, 3), confidence, words)


def align_recordings(
    recordings: Sequence[Recording], settings: AlignmentSettings, num_workers: int
) -> Iterator[Outcome]:
    """Yield the outcome of each recording; those of an earlier run first, the others as they come.

    Raises UserError where another process writes into the output folder.
    """
    output_dir = Path(settings.output_dir)
    output_dir.mkdir(parents=True, exist_ok=True)
    with locked(output_dir, "{owner} is aligning into this folder; wait, or choose another"):
        journal = Journal(output_dir / JOURNAL)
        known = {entry["uid"]: entry for entry in journal.read()}
        jobs = []
        for recording in recordings:
            entry = known.get(recording.uid)
            if entry and entry["key"] == settings.key(recording) and _is_written(entry, settings):
                yield Outcome(**entry)
            else:
                jobs.append(recording)
        if not jobs:
            return
        for outcomes in run_chunks(jobs, AlignmentWorker, (settings,), num_workers, CHUNK):
            journal.append(asdict(outcome) for outcome in outcomes)
            yield from outcomes


def _is_written(entry: dict, settings: AlignmentSettings) -> bool:
    stem = Path(settings.output_dir) / entry["uid"]
    suffixes = [FORMATS[name].suffix for name in settings.formats] + [".png"] * settings.plot
    paths = [stem.with_name(stem.name + suffix) for suffix in suffixes]
    return entry["error"] is None and all(path.is_file() for path in paths)


def usual_confidence(outcomes: Iterable[Outcome]) -> float:
    """Median confidence of the recordings that were aligned; NaN where none was."""
    values = [outcome.confidence for outcome in outcomes if outcome.error is None]
    return statistics.median(values) if values else math.nan


def find_suspects(outcomes: Iterable[Outcome]) -> list[dict[str, str | float]]:
    """Rows (Uid, Confidence, Reason, Path) of recordings that do not fit their texts, worst first.

    A recording is compared with the corpus: a voice that fits one less is less sure of all of it.
    """
    good = [outcome for outcome in outcomes if outcome.error is None]
    usual = usual_confidence(good)
    rows = []
    for outcome in sorted(good, key=lambda outcome: outcome.confidence):
        reason = _doubt(outcome, usual)
        if reason is not None:
            rows.append(
                {
                    "Uid": outcome.uid,
                    "Confidence": outcome.confidence,
                    "Reason": reason,
                    "Path": outcome.path,
                }
            )
    return rows


def _doubt(outcome: Outcome, usual: float) -> str | None:
    """What does not fit, if anything: all of it, its beginning or end, or words inside."""
    if outcome.confidence < UNLIKE * usual:
        return "text does not fit: is it the text of this recording?"
    words = [tuple(word) for word in outcome.words]
    for where, edge in (("last", words[-EDGE_WORDS:]), ("first", words[:EDGE_WORDS])):
        if sum(value for *_, value in edge) / len(edge) < EDGE * usual:
            said = " ".join(word for word, *_ in edge)
            return f"cut off? its {where} words are not there: {said!r}"
    low = [n for n, (*_, value) in enumerate(words) if value < DOUBTFUL * usual]
    pairs = [n for n in low if n + 1 in low or n - 1 in low]
    if not pairs:
        return None
    some = ", ".join(f"{words[n][0]!r} at {words[n][1]:.2f} s" for n in pairs[:4])
    return f"words that may not be said as written: {some}"
