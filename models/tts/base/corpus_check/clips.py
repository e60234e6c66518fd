"""The clips of a corpus, and what is measured of each recording."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import torch

from models.tts.base.alignment.recordings import Recording, find_recordings
from models.tts.base.new_voice.plan import find_datasets, read_utterances
from processors.audio.io import AudioError, load_audio
from processors.audio.recording_quality import RecordingQuality, measure_recording
from processors.audio.speaker_encoding import (
    SAMPLE_RATE,
    cut_parts,
    find_weights,
    load_speaker_encoder,
)
from processors.preprocess.pool import run_chunks
from utils.errors import UnexpectedError, UserError, unforeseen_as_user_error

RATE = 22050  # at which recordings are measured
LONGEST = 120.0  # seconds that are read of one recording
CHUNK = 8


@dataclass(frozen=True)
class CheckedClip:
    """A clip of the corpus; ``error`` says why its recording could not be measured.

    ``rate`` is that of the file in Hz, ``embedding`` (256,) of its speaker where the encoder is
    installed.
    """

    uid: str
    text: str
    path: str
    speaker: str | None = None
    quality: RecordingQuality | None = None
    rate: int = 0
    embedding: np.ndarray | None = None
    error: str | None = None


def read_clips(data: Path, dataset: str | None = None) -> list[Recording]:
    """Recordings and texts of a corpus, or of the corpora of several speakers in one folder.

    Raises UserError where there is no corpus, or its list of texts cannot be read.
    """
    if dataset is not None or not any(data.glob("*/metadata.csv")):
        return find_recordings(data, dataset)
    found = []
    for name, folder in find_datasets(data, data.name).items():
        found += [
            Recording(f"{name}/{row.uid}", row.text, row.path, row.speaker or name)
            for row in read_utterances({name: folder})
        ]
    return found


def measure_clips(recordings: Sequence[Recording], num_workers: int) -> Iterator[CheckedClip]:
    """Yield the clips as they are measured, by several processes, in any order."""
    for part in run_chunks(list(recordings), ClipMeasurer, (), num_workers, CHUNK):
        yield from part


def can_tell_speakers() -> bool:
    """Whether the weights of the speaker encoder are installed."""
    try:
        find_weights()
    except UserError:
        return False
    return True


class ClipMeasurer:
    """Measures recordings; what is wrong with one does not stop the others."""

    def __init__(self) -> None:
        self._encoder = load_speaker_encoder() if can_tell_speakers() else None

    def run(self, jobs: list[Recording]) -> list[CheckedClip]:
        """Measure a chunk of recordings."""
        return [self._measure(job) for job in jobs]

    @torch.inference_mode()
    def _measure(self, job: Recording) -> CheckedClip:
        known = (job.uid, job.text, job.path, job.speaker)
        try:
            with unforeseen_as_user_error():
                samples = load_audio(job.path, RATE, LONGEST)
                quality = measure_recording(samples.numpy(), RATE)
                rate = soundfile.info(job.path).samplerate
                embedding = self._embed(job.path) if bool(samples.any()) else None
        except AudioError as error:
            return CheckedClip(*known, error=error.reason)
        except UnexpectedError as error:
            return CheckedClip(*known, error=str(error))
        return CheckedClip(*known, quality, rate, embedding)

    def _embed(self, path: str) -> np.ndarray | None:
        if self._encoder is None:
            return None
        parts = cut_parts(load_audio(path, SAMPLE_RATE))
        return self._encoder.embed([parts])[0].numpy()
