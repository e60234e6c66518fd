"""The voices in the Wyoming protocol, so that Home Assistant finds them.

``describe``, ``synthesize``, and streaming: text that comes in pieces is spoken sentence by
sentence while the rest is being written.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Attribution, Describe, Info, TtsProgram, TtsVoice, TtsVoiceSpeaker
from wyoming.server import AsyncEventHandler, AsyncServer
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)

from models.tts.base.synthesis_settings import SynthesisSettings
from processors.text import split_sentences
from serving.errors import ApiError
from serving.formats import to_pcm
from serving.service import SpeechService, check_pauses, text_error, timeout_error
from serving.speech_request import check_text
from serving.voices import MODEL_ALIASES, ServedVoice
from utils.errors import UserError, unforeseen_as_user_error

PROGRAM = "flow-tts-toolkit"
MAX_SENTENCE = 250  # characters that wait for the end of their sentence

logger = logging.getLogger(__name__)


class WyomingServer:
    """Server of the protocol beside the HTTP server, in the same event loop."""

    def __init__(self, service: SpeechService, uri: str) -> None:
        self.service = service
        self.uri = uri
        self.speaking: set[asyncio.Task] = set()
        try:
            self.server = AsyncServer.from_uri(uri)
        except ValueError as error:
            raise UserError(f"--wyoming {uri}: {error}; e.g. tcp://127.0.0.1:10200") from None

    async def start(self) -> None:
        """Listen."""
        try:
            await self.server.start(lambda *streams: _Handler(self, *streams))
        except OSError as error:
            raise UserError(f"--wyoming {self.uri}: cannot listen: {error.strerror}") from None
        logger.info("Wyoming at %s", self.uri)

    async def stop(self) -> None:
        """Let what is being spoken finish, then close."""
        if self.speaking:
            await asyncio.wait(self.speaking, timeout=self.service.settings.timeout)
        await self.server.stop()


class _Handler(AsyncEventHandler):
    """One connection."""

    def __init__(self, server: WyomingServer, *streams: object) -> None:
        super().__init__(*streams)
        self.server = server
        self.service = server.service
        self.voice: SynthesizeVoice | None = None
        self.text: str | None = None  # of a stream, not spoken yet
        self.begun = False  # whether the stream's audio has

    async def handle_event(self, event: Event) -> bool:
        task = asyncio.current_task()
        self.server.speaking.add(task)
        try:
            with unforeseen_as_user_error(ApiError, ConnectionError):
                await self._handle(event)
        except ApiError as error:
            await self._fail(error.message, error.code)
        except UserError as error:
            logger.error("Wyoming: %s", error, exc_info=error.__cause__)
            await self._fail("an unexpected error; the server's log has the details", None)
        except ConnectionError:
            return False
        finally:
            self.server.speaking.discard(task)
        return True

    async def _handle(self, event: Event) -> None:
        if Describe.is_type(event.type):
            info = await asyncio.to_thread(describe, self.service)
            await self.write_event(info.event())
        elif Synthesize.is_type(event.type):
            if self.text is None:  # with a stream it comes once more, for clients without
                asked = Synthesize.from_event(event)
                self.voice, self.begun = asked.voice, False
                await self._speak(asked.text, ssml=str(asked.text_format or "").endswith("ssml"))
                await self._end_audio()
        elif SynthesizeStart.is_type(event.type):
            self.voice = SynthesizeStart.from_event(event).voice
            self.text, self.begun = "", False
        elif SynthesizeChunk.is_type(event.type) and self.text is not None:
            await self._add(SynthesizeChunk.from_event(event).text)
        elif SynthesizeStop.is_type(event.type) and self.text is not None:
            rest, self.text = self.text, None
            if rest.strip():
                await self._speak(rest)
            await self._end_audio()
            await self.write_event(SynthesizeStopped().event())

    async def _add(self, text: str) -> None:
        """Speak the sentences that are whole now; the last one may go on."""
        self.text += text
        check_text(self.text, self.service.settings.max_chars)
        sentences = split_sentences(self.text, MAX_SENTENCE)
        if len(sentences) > 1:
            self.text = sentences[-1] + (" " if self.text[-1:].isspace() else "")
            for sentence in sentences[:-1]:
                await self._speak(sentence)

    async def _speak(self, text: str, ssml: bool = False) -> None:
        check_text(text, self.service.settings.max_chars)
        check_pauses(text, ssml, self.service.settings.max_pause)
        name = None if self.voice is None else self.voice.name
        speaker = None if self.voice is None else self.voice.speaker
        name, _ = self.service.library.choose(MODEL_ALIASES[0], name)
        voice = await self.service.library.load(name)
        async for waveform in self._chunks(voice, text, speaker, ssml):
            if not self.begun:
                start = AudioStart(voice.synthesizer.sample_rate, width=2, channels=1)
                await self.write_event(start.event())
                self.begun = True
            audio = to_pcm(np.clip(waveform, -1.0, 1.0))
            rate = voice.synthesizer.sample_rate
            await self.write_event(AudioChunk(rate, 2, 1, audio).event())

    async def _chunks(
        self, voice: ServedVoice, text: str, speaker: str | None, ssml: bool
    ) -> AsyncIterator[np.ndarray]:
        settings = SynthesisSettings(voice.synthesizer.voice.noise_scale, ssml=ssml)
        job = self.service.submit(voice, text, settings, speaker)
        chunks = self.service.scheduler.chunks(job, self.service.settings.timeout)
        async with contextlib.aclosing(chunks):
            try:
                async for chunk in chunks:
                    yield chunk.waveform
            except asyncio.TimeoutError:
                raise timeout_error() from None
            except UserError as error:
                raise text_error(error) from None

    async def _end_audio(self) -> None:
        if self.begun:
            await self.write_event(AudioStop(timestamp=round(time.monotonic() * 1000)).event())
            self.begun = False

    async def _fail(self, message: str, code: str | None) -> None:
        self.text = None
        with contextlib.suppress(ConnectionError):
            await self._end_audio()
            await self.write_event(Error(text=message, code=code).event())


def describe(service: SpeechService) -> Info:
    """All voices, as the protocol describes them."""
    here = Attribution(name=PROGRAM, url="")
    try:
        release = version(PROGRAM)
    except PackageNotFoundError:
        release = None
    voices = []
    for name in service.library.entries():
        details = service.library.details(name)
        speakers = [TtsVoiceSpeaker(speaker) for speaker in details.speakers]
        language, _, region = details.language.partition("-")
        voices.append(
            TtsVoice(
                name=name,
                attribution=here,
                installed=True,
                description=name,
                version=None,
                languages=[f"{language}_{region.upper()}" if len(region) == 2 else language],
                speakers=speakers or None,
            )
        )
    program = TtsProgram(
        name=PROGRAM,
        attribution=here,
        installed=True,
        description="Flow-based text to speech",
        version=release,
        voices=voices,
        supports_synthesize_streaming=True,
    )
    return Info(tts=[program])
