"""Speech of one request: its voice found, its limits checked, its chunks collected or passed on."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import Request

from models.tts.base.spoken_text import SpeechChunk
from models.tts.base.synthesis_settings import SynthesisSettings
from processors.text.ssml import Break, parse_pauses, parse_ssml
from processors.text.ssml_values import SSMLError
from serving.errors import ApiError
from serving.formats import FORMATS, MissingEncoder, UnknownRate, check_encoder, output_rate
from serving.scheduler import QueueFull, Scheduler, SpeechJob
from serving.settings import ServerSettings
from serving.speech_request import SpeechRequest
from serving.voices import ServedVoice, VoiceLibrary
from utils.errors import UnexpectedError, UserError

RETRY_SECONDS = 2

logger = logging.getLogger(__name__)


@dataclass
class StartedSpeech:
    """A request whose text is under way; ``warnings`` are of its SSML."""

    job: SpeechJob
    asked: SpeechRequest
    rate: int
    warnings: list[str] | None
    first: SpeechChunk
    rest: AsyncIterator[SpeechChunk]

    @property
    def voice(self) -> ServedVoice:
        """Who speaks."""
        return self.job.voice

    async def chunks(self) -> AsyncIterator[SpeechChunk]:
        """All chunks as they are made; ending early stops the work."""
        try:
            yield self.first
            if not self.first.last:
                async for chunk in self.rest:
                    yield chunk
        finally:
            await self.rest.aclose()


@dataclass
class SpeechService:
    """What the endpoints share: settings, voices, and the threads that speak."""

    settings: ServerSettings
    library: VoiceLibrary
    scheduler: Scheduler

    async def start(self, asked: SpeechRequest, request: Request) -> StartedSpeech:
        """Speak until there is a first chunk; ApiError for whatever stands in the way."""
        name, speaker = self.library.choose(asked.model, asked.voice_name)
        audio = FORMATS[asked.response_format]
        try:
            check_encoder(audio)
        except MissingEncoder as error:
            raise ApiError(400, str(error), "response_format") from None
        check_pauses(asked.input, asked.ssml, self.settings.max_pause)
        voice = await self.library.load(name)
        try:
            rate = output_rate(audio, voice.synthesizer.sample_rate, asked.sample_rate)
        except UnknownRate as error:
            raise ApiError(400, str(error), "sample_rate") from None
        warnings: list[str] | None = [] if asked.ssml_unknown == "warn" else None
        own = voice.synthesizer.voice.noise_scale
        noise = own if asked.noise_scale is None else asked.noise_scale
        settings = SynthesisSettings(
            noise, 1.0 / asked.speed, asked.seed, ssml=asked.ssml,
            ssml_warnings=warnings,
        )  # fmt: skip
        job = self.submit(voice, asked.input, settings, speaker)
        rest = self.scheduler.chunks(job, self.settings.timeout)
        first = await self._first(rest, job, request)
        return StartedSpeech(job, asked, rate, warnings, first, rest)

    def submit(
        self, voice: ServedVoice, text: str, settings: SynthesisSettings, speaker: str | None
    ) -> SpeechJob:
        """Put a text into the queue; ApiError where that is full or the speaker unknown."""
        job = SpeechJob(voice, text, settings, check_speaker(voice, speaker))
        try:
            self.scheduler.submit(job)
        except QueueFull:
            raise ApiError(
                503,
                "the server has as many texts as it can take; try again soon",
                code="queue_full",
                retry_after=RETRY_SECONDS,
            ) from None
        return job

    async def _first(
        self, chunks: AsyncIterator[SpeechChunk], job: SpeechJob, request: Request
    ) -> SpeechChunk:
        """The first chunk; a client that goes away before it stops the work."""
        made = asyncio.ensure_future(anext(chunks))
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            await asyncio.wait({made, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not made.done():
                raise ApiError(400, "the connection was closed", code="client_gone")
            return made.result()
        except UserError as error:
            raise text_error(error) from None
        except (asyncio.TimeoutError, StopAsyncIteration):
            raise timeout_error() from None
        finally:
            gone.cancel()
            if not made.done():
                made.cancel()
                self.scheduler.cancel(job)


def check_speaker(voice: ServedVoice, speaker: str | None) -> str | None:
    """Full name of a speaker; ApiError where the voice has none of that name, or needs one."""
    try:
        return voice.synthesizer.voice.speaker_name(speaker)
    except UserError as error:
        status = 400 if speaker is None else 404
        hint = f"; ask for voice {voice.name}/NAME" if speaker is None else ""
        raise ApiError(status, f"{error}{hint}", "voice", "speaker_not_found") from None


def check_pauses(text: str, ssml: bool, max_seconds: float) -> None:
    """Raise ApiError for SSML that is wrong, and for more silence than may be asked for."""
    try:
        items = parse_ssml(text, []) if ssml else parse_pauses(text)
    except SSMLError as error:
        raise ApiError(400, str(error), "input", "invalid_ssml") from None
    seconds = sum(item.seconds or 0.0 for item in items if isinstance(item, Break))
    if seconds > max_seconds:
        raise ApiError(
            400, f"the text asks for {seconds:g} s of silence; {max_seconds:g} are allowed", "input"
        )


def text_error(error: UserError) -> ApiError:
    """What a client learns of a text that cannot be spoken; paths and tracebacks stay here."""
    if isinstance(error, UnexpectedError):
        return ApiError(500, "the text could not be spoken; the server's log has the details")
    if isinstance(error, SSMLError):
        return ApiError(400, str(error), "input", "invalid_ssml")
    return ApiError(422, str(error), "input", "unspeakable_text")


def timeout_error() -> ApiError:
    """Error of a request that took too long."""
    return ApiError(
        503,
        "the speech was not ready in time; try again later",
        code="timeout",
        retry_after=RETRY_SECONDS,
    )


async def _disconnected(request: Request) -> None:
    """Return when the client has gone away; the body has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
