"""Threads that speak: texts of many requests, a sentence's mel or a chunk of waveform at a time.

Who is next: a listener about to run out of sound, then whoever has heard nothing yet, then the
oldest text. A text that is far ahead of its listener waits. Short segments that wait together
share a batch.
"""

import asyncio
import logging
import math
import threading
import time
from collections.abc import AsyncIterator, Sequence

from models.tts.base.spoken_text import SpeechChunk, SpokenText
from models.tts.base.synthesis_settings import SynthesisSettings
from serving.metrics import Metrics
from serving.voices import ServedVoice
from utils.errors import UnexpectedError, UserError, unforeseen_as_user_error

URGENT = 0.25  # seconds of sound that a listener has left
MAX_AHEAD = 30.0  # seconds of audio that wait to be sent
BATCH_CHARS = 160  # of the segments that share a batch on a CPU

logger = logging.getLogger(__name__)


class QueueFull(Exception):
    """Exception of a request that finds the queue full, or the server about to stop."""


class SpeechJob:
    """A text under way, and its chunks that have not been sent yet; made in the event loop."""

    def __init__(
        self, voice: ServedVoice, text: str, settings: SynthesisSettings, speaker: str | None
    ) -> None:
        self.voice = voice
        self.text = text
        self.settings = settings
        self.speaker = speaker
        self.submitted = time.monotonic()
        self.first_chunk: float | None = None  # when it was made
        self.made = self.taken = 0.0  # seconds of audio
        self.work = 0.0  # seconds
        self.busy = self.cancelled = False
        self.spoken: SpokenText | None = None
        self._loop = asyncio.get_running_loop()
        self._chunks: asyncio.Queue[SpeechChunk | UserError | None] = asyncio.Queue()

    def slack(self, now: float) -> float:
        """Seconds until who plays it as it comes has nothing left; infinite before the first."""
        return math.inf if self.first_chunk is None else self.first_chunk + self.made - now

    def deliver(self, item: SpeechChunk | UserError | None) -> None:
        """Hand something over to the event loop; None is the end."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._chunks.put_nowait, item)

    async def next(self, seconds: float) -> SpeechChunk | None:
        """The next chunk, None at the end; UserError, or TimeoutError after ``seconds``."""
        item = await asyncio.wait_for(self._chunks.get(), max(seconds, 0.001))
        if isinstance(item, UserError):
            raise item
        return item


class Scheduler:
    """Speaks the texts that are submitted, with a number of threads."""

    def __init__(self, workers: int, limit: int, metrics: Metrics) -> None:
        self.limit = limit
        self.metrics = metrics
        self.jobs: list[SpeechJob] = []
        self._closing = False
        self._changed = threading.Condition()
        self._threads = [
            threading.Thread(target=self._work, name=f"speech-{n}", daemon=True)
            for n in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: SpeechJob) -> None:
        """Add a text; QueueFull where there are too many."""
        with self._changed:
            if self._closing or len(self.jobs) >= self.limit:
                raise QueueFull
            self.jobs.append(job)
            self.metrics.queue.set(len(self.jobs))
            self._changed.notify()

    def cancel(self, job: SpeechJob) -> None:
        """Stop working on a text; nothing happens if it is finished."""
        with self._changed:
            job.cancelled = True
            if job in self.jobs:
                self.metrics.cancelled.inc()
                if not job.busy:
                    self._remove(job)

    async def chunks(self, job: SpeechJob, seconds: float) -> AsyncIterator[SpeechChunk]:
        """Chunks of a text as they are made, all within ``seconds``; stopping early cancels it."""
        deadline = job.submitted + seconds
        try:
            while True:
                chunk = await job.next(deadline - time.monotonic())
                if chunk is None:
                    return
                with self._changed:
                    job.taken += chunk.seconds
                    self._changed.notify()
                yield chunk
        finally:
            self.cancel(job)

    def close(self) -> None:
        """Take no more texts; the threads end when those under way are finished."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not (group := self._choose()):
                    if self._closing and not self.jobs:
                        return
                    self._changed.wait(1.0)
                for job in group:
                    job.busy = True
            try:
                with unforeseen_as_user_error():
                    self._advance(group)
            except UserError as error:  # this thread goes on, whatever happens
                for job in group:
                    self._finish(job, error)
            with self._changed:
                for job in group:
                    job.busy = False
                    if job.cancelled:
                        self._remove(job)
                self._changed.notify_all()

    def _choose(self) -> list[SpeechJob]:
        """Texts to work on next, as said above; several where they share a batch."""
        now = time.monotonic()
        free = [
            job
            for job in self.jobs
            if not job.busy and not job.cancelled and job.made - job.taken < MAX_AHEAD
        ]
        if not free:
            return []
        hurried = min(free, key=lambda job: job.slack(now))
        waiting = [job for job in free if job.first_chunk is None]
        if hurried.slack(now) < URGENT:
            first = hurried
        else:
            first = waiting[0] if waiting else free[0]
        return [first, *_partners(first, free)]

    def _advance(self, group: Sequence[SpeechJob]) -> None:
        """One step of each text: mels for those that need them, then a chunk of waveform."""
        began = time.monotonic()
        ready = []
        for job in group:
            try:
                with unforeseen_as_user_error():
                    if job.spoken is None:
                        job.spoken = job.voice.synthesizer.begin(
                            job.text, job.settings, speaker=job.speaker
                        )
                    job.spoken.prepare()
                    ready.append(job)
            except UserError as error:
                self._finish(job, error)
        if ready:
            try:
                with unforeseen_as_user_error():
                    SpokenText.make_mels([job.spoken for job in ready])
            except UserError as error:
                for job in ready:
                    self._finish(job, error)
                return
        share = (time.monotonic() - began) / len(group)
        for job in ready:
            job.work += share
            self._vocode(job)

    def _vocode(self, job: SpeechJob) -> None:
        began = time.monotonic()
        try:
            with unforeseen_as_user_error():
                chunk = job.spoken.next_chunk()
        except UserError as error:
            self._finish(job, error)
            return
        now = time.monotonic()
        job.work += now - began
        if job.first_chunk is None:
            job.first_chunk = now
            self.metrics.first_byte.observe(now - job.submitted)
        job.made += chunk.seconds
        self.metrics.audio.inc(chunk.seconds)
        job.deliver(chunk)
        if job.spoken.finished:
            self._finish(job)

    def _finish(self, job: SpeechJob, error: UserError | None = None) -> None:
        if isinstance(error, UnexpectedError):
            logger.error("a text could not be spoken", exc_info=error.__cause__)
        if error is None and job.made:
            self.metrics.real_time_factor.observe(job.work / job.made)
        with self._changed:
            self._remove(job)
        job.deliver(error)

    def _remove(self, job: SpeechJob) -> None:
        if job in self.jobs:
            self.jobs.remove(job)
            self.metrics.queue.set(len(self.jobs))


def _partners(first: SpeechJob, free: Sequence[SpeechJob]) -> list[SpeechJob]:
    """Other texts of the same voice whose next segment needs a mel, while the batch is short."""
    chars = _needed_chars(first)
    partners = []
    for job in free:
        if chars is None or chars > BATCH_CHARS:
            break
        more = None if job is first or job.voice is not first.voice else _needed_chars(job)
        if more is not None and chars + more <= BATCH_CHARS:
            partners.append(job)
            chars += more
    return partners


def _needed_chars(job: SpeechJob) -> int | None:
    """Length of the segment that needs a mel now; None where one is being vocoded."""
    return len(job.text) if job.spoken is None else job.spoken.needed_chars
