"""Making the features of clips: the part of stage 1 that runs in worker processes."""

import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from config.schema import PreprocessConfig
from processors.audio.hiss import reduce_hiss
from processors.audio.io import AudioError, TooLongError, load_audio
from processors.audio.loudness import loudness_gain
from processors.audio.mel import mel_spectrogram, min_samples
from processors.audio.silence import cut_silence, peak_db
from processors.preprocess.jobs import Job, Result
from processors.preprocess.limits import Limits
from processors.preprocess.state import AudioState, TextState
from processors.processed.paths import audio_path, mel_path, phone_path
from processors.processed.waveforms import save_waveform
from processors.text import SymbolTable, TextProcessor
from utils.errors import UnexpectedError, UserError, unforeseen_as_user_error
from utils.files import atomic_path, write_text

TRACEBACKS = "errors.log"  # in the dataset's folder


class ClipProcessor:
    """Writes the mel and phone files of clips; knows nothing of the other clips."""

    def __init__(
        self,
        processed_dir: Path,
        dataset: str,
        config: PreprocessConfig,
        limits: Limits,
    ) -> None:
        self._processed_dir = processed_dir
        self._dataset = dataset
        self._mel = config.mel
        self._trim = config.trim
        self._save_audio = config.save_audio
        self._reduce_hiss = config.reduce_hiss
        self._loudness = config.loudness
        self._limits = limits
        self._text = TextProcessor(config.text, SymbolTable.default(), refuse_unreadable=True)

    @torch.inference_mode()
    def run(self, jobs: list[Job]) -> list[Result]:
        """Do a chunk of clips; bad ones come back with their reason."""
        spoken = [job for job in jobs if job.text_key is not None]
        texts = dict(zip((job.uid for job in spoken), self._make_phones(spoken), strict=True))
        results = []
        for job in jobs:
            audio = self._make_audio(job) if job.audio_key is not None else None
            results.append((job.uid, audio, texts.get(job.uid)))
        return results

    def _make_audio(self, job: Job) -> AudioState:
        """Write the mel, and the waveform where that is wanted."""
        mel_file = mel_path(self._processed_dir, self._dataset, job.uid)
        audio_file = audio_path(self._processed_dir, self._dataset, job.uid)
        try:
            with unforeseen_as_user_error():
                state, waveform, mel = self._measure(job)
        except UserError as error:
            state = AudioState(job.audio_key, error=self._reason(job, error))
            waveform = mel = None
        if mel is None:
            mel_file.unlink(missing_ok=True)  # of settings or a recording that were better
        elif not job.keeps_mel:
            with atomic_path(mel_file) as temporary:
                np.save(temporary, mel)
        if mel is None or not self._save_audio:
            audio_file.unlink(missing_ok=True)  # of another mel
        else:
            save_waveform(audio_file, waveform)
        return state

    def _measure(self, job: Job) -> tuple[AudioState, Tensor | None, np.ndarray | None]:
        """State of a recording, its samples (N,) and its mel (n_mels, T).

        Both are None where limits rule it out.
        """
        cuts = self._trim.enabled or self._trim.max_pause is not None
        try:  # an hour's recording is not even decoded, unless cutting may help
            waveform = load_audio(
                job.path, self._mel.sample_rate, math.inf if cuts else self._limits.max_seconds
            )
        except TooLongError as error:
            return AudioState(job.audio_key, seconds=round(error.seconds, 4)), None, None
        state = AudioState(job.audio_key, peak_db=round(peak_db(waveform), 2))
        if state.peak_db >= self._limits.silence_db:
            if self._reduce_hiss is not None:
                waveform = reduce_hiss(waveform, self._mel.sample_rate, self._reduce_hiss)
            waveform, cut = cut_silence(waveform, self._mel.sample_rate, self._trim)
            state.cut = round(cut, 4)
        state.seconds = round(len(waveform) / self._mel.sample_rate, 4)
        if self._limits.audio_problem(state) is not None:
            return state, None, None
        if len(waveform) < min_samples(self._mel):
            state.error = f"too short: {len(waveform)} samples make no frame"
            return state, None, None
        if self._loudness is not None:
            waveform = waveform * loudness_gain(waveform, self._mel.sample_rate, self._loudness)
        mel = mel_spectrogram(waveform, self._mel).numpy()
        state.frames = mel.shape[1]
        return state, waveform, mel

    def _make_phones(self, jobs: list[Job]) -> list[TextState]:
        try:
            with unforeseen_as_user_error():
                phones = self._text.phonemize_batch([job.text for job in jobs])
        except UserError:  # one of them cannot be spoken: find out which
            return [self._make_phones_of(job, None) for job in jobs]
        return [self._make_phones_of(job, phone) for job, phone in zip(jobs, phones, strict=True)]

    def _make_phones_of(self, job: Job, phones: str | None) -> TextState:
        path = phone_path(self._processed_dir, self._dataset, job.uid)
        if not job.text:
            path.unlink(missing_ok=True)
            return TextState(job.text_key, error="no text: it is missing, empty or not UTF-8")
        try:
            with unforeseen_as_user_error():
                phones = self._text.phonemize(job.text) if phones is None else phones
                state = TextState(job.text_key, n_ids=len(self._text.encode(phones)))
        except UserError as error:
            path.unlink(missing_ok=True)
            return TextState(job.text_key, error=self._reason(job, error))
        write_text(path, phones)
        return state

    def _reason(self, job: Job, error: UserError) -> str:
        """Why a clip fails; the traceback of what nobody foresaw goes to a log file."""
        if isinstance(error, AudioError):
            return error.reason
        if isinstance(error, UnexpectedError):
            path = self._processed_dir / self._dataset / TRACEBACKS
            return error.note(path, f"{job.uid} ({job.path})")
        return f"text: {error}"
