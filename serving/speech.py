"""The speech endpoints: a text as audio, as events, with its timings, or as phonemes."""

import asyncio
import base64
import json
import logging
import math
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import numpy as np
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from models.tts.base.speech import Sentence, mark_times
from models.tts.base.synthesis_settings import SynthesisSettings
from processors.timings.captions import to_srt, to_vtt
from processors.timings.document import to_document
from processors.timings.textgrid import to_textgrid
from processors.timings.timing import Timings
from serving.documentation import documented
from serving.errors import ApiError
from serving.formats import FORMATS, Encoder, build_encoder, encode_whole
from serving.service import SpeechService, StartedSpeech, check_pauses, text_error, timeout_error
from serving.speech_request import SpeechRequest, check_text, read_model
from utils.errors import UserError, unforeseen_as_user_error

# What an Accept header may ask for instead of JSON.
CAPTIONS = {
    "application/x-subrip": to_srt,
    "text/srt": to_srt,
    "text/vtt": to_vtt,
    "text/x-textgrid": to_textgrid,
}

logger = logging.getLogger(__name__)


class PhonemesRequest(BaseModel):
    """A text whose phonemes are asked for."""

    model_config = ConfigDict(extra="forbid", strict=True)
    input: str = Field(min_length=1)
    model: str = Field("tts-1", max_length=200)
    voice: str | None = Field(None, min_length=1, max_length=200)
    ssml: bool = False


def speech_router(service: SpeechService) -> APIRouter:
    """Routes of the speech endpoints."""
    router = APIRouter()

    @router.post("/v1/audio/speech", **documented(SpeechRequest, "audio/*", "text/event-stream"))
    async def speech(request: Request) -> Response:
        """Speak a text: audio as it is made, or events with pieces of it."""
        asked = await read_speech(request, service)
        started = await service.start(asked, request)
        if asked.stream_format == "sse":
            body, media_type = _events(started), "text/event-stream"
        else:
            body, media_type = _audio(started), FORMATS[asked.response_format].media_type
        return StreamingResponse(body, media_type=media_type, headers=_headers(started))

    @router.post(
        "/v1/audio/speech/timestamps", **documented(SpeechRequest, "application/json", *CAPTIONS)
    )
    async def timestamps(request: Request) -> Response:
        """Speak a text: its audio with the times of words and phones, or captions by Accept."""
        asked = await read_speech(request, service)
        write = _wanted_captions(request)
        started = await service.start(asked, request)
        waveform, sentences = await _collect(started)
        timings = await asyncio.to_thread(_timings, started, sentences, len(waveform))
        if write is not None:
            media_type = next(name for name, one in CAPTIONS.items() if one is write)
            return Response(write(timings), media_type=f"{media_type}; charset=utf-8")
        return await _document(started, waveform, sentences, timings)

    @router.post("/v1/phonemes", **documented(PhonemesRequest, "application/json"))
    async def phonemes(request: Request) -> Response:
        """What would be said: words and phonemes of each segment of a text."""
        asked = await read_model(request, service.settings, PhonemesRequest)
        check_text(asked.input, service.settings.max_chars)
        check_pauses(asked.input, asked.ssml, service.settings.max_pause)
        name, _ = service.library.choose(asked.model, asked.voice)
        voice = await service.library.load(name)
        settings = SynthesisSettings(ssml=asked.ssml)
        try:
            with unforeseen_as_user_error():
                spoken = await asyncio.to_thread(voice.synthesizer.spoken, asked.input, settings)
        except UserError as error:
            raise text_error(error) from None
        segments = [{"text": text, "phonemes": phones} for text, phones in spoken]
        return JSONResponse({"segments": segments})

    return router


async def read_speech(request: Request, service: SpeechService) -> SpeechRequest:
    """Speech request of an HTTP request."""
    asked = await read_model(request, service.settings, SpeechRequest)
    check_text(asked.input, service.settings.max_chars)
    return asked


def _encoder(started: StartedSpeech) -> Encoder:
    audio, rate = FORMATS[started.asked.response_format], started.voice.synthesizer.sample_rate
    return build_encoder(audio, rate, started.rate, started.first.total)


async def _audio(started: StartedSpeech) -> AsyncIterator[bytes]:
    """Encoded bytes of all chunks; an error after the first one ends the connection early."""
    encoder = _encoder(started)
    async for chunk in started.chunks():
        data = await asyncio.to_thread(encoder.encode, chunk.waveform, chunk.last)
        if data:
            yield data


async def _events(started: StartedSpeech) -> AsyncIterator[bytes]:
    """Events of OpenAI's stream, and with ``timestamps`` one with the times of each segment."""
    encoder, asked = _encoder(started), started.asked
    try:
        async for chunk in started.chunks():
            if asked.timestamps and chunk.sentence is not None:
                yield _event(await asyncio.to_thread(_segment_event, started, chunk.sentence))
            data = await asyncio.to_thread(encoder.encode, chunk.waveform, chunk.last)
            if data:
                encoded = base64.b64encode(data).decode()
                yield _event({"type": "speech.audio.delta", "audio": encoded})
        yield _event({"type": "speech.audio.done", "usage": _usage(started)})
    except UserError as error:
        yield _event({"type": "error", **text_error(error).to_json()})
    except asyncio.TimeoutError:
        yield _event({"type": "error", **timeout_error().to_json()})


def _segment_event(started: StartedSpeech, sentence: Sentence) -> dict[str, Any]:
    timing = started.voice.synthesizer.segment_timings(sentence)
    whole = Timings(sentence.text, timing.end, (), (timing,))
    (document,) = to_document(whole)["sentences"]
    marks = [mark._asdict() for mark in mark_times([sentence], [timing])]
    return {
        "type": "speech.audio.timings",
        **document,
        "phonemes": sentence.phones,
        "marks": marks,
    }


def _wanted_captions(request: Request) -> Any:
    """The writer of captions that Accept names; None for JSON."""
    for part in request.headers.get("accept", "*/*").lower().split(","):
        name = part.partition(";")[0].strip()
        if name in ("*/*", "application/*", "application/json"):
            return None
        if name in CAPTIONS:
            return CAPTIONS[name]
    known = ", ".join(["application/json", *CAPTIONS])
    raise ApiError(400, f"Accept names nothing that there is: {known}", "Accept")


async def _collect(started: StartedSpeech) -> tuple[np.ndarray, list[Sentence]]:
    """Waveform (n,) and segments of the whole text."""
    chunks = []
    try:
        async for chunk in started.chunks():
            chunks.append(chunk)
    except UserError as error:
        raise text_error(error) from None
    except asyncio.TimeoutError:
        raise timeout_error() from None
    sentences = [chunk.sentence for chunk in chunks if chunk.sentence is not None]
    return np.concatenate([chunk.waveform for chunk in chunks]), sentences


def _timings(started: StartedSpeech, sentences: list[Sentence], n_samples: int) -> Timings:
    synthesizer = started.voice.synthesizer
    seconds = n_samples / synthesizer.sample_rate
    text = started.asked.input
    if started.asked.ssml or "[pause" in text:  # what is spoken, without what says how
        text = " ".join(sentence.text for sentence in sentences)
    return synthesizer.text_timings(text, sentences, seconds)


async def _document(
    started: StartedSpeech, waveform: np.ndarray, sentences: list[Sentence], timings: Timings
) -> JSONResponse:
    audio = FORMATS[started.asked.response_format]
    rate = started.voice.synthesizer.sample_rate
    data = await asyncio.to_thread(encode_whole, audio, waveform, rate, started.rate)
    marks = [mark._asdict() for mark in mark_times(sentences, timings.sentences)]
    document = {
        "audio": base64.b64encode(data).decode(),
        "format": audio.name,
        "sample_rate": started.rate,
        "marks": marks,
        "warnings": started.warnings or [],
        **to_document(timings),
    }
    return JSONResponse(document, headers=_headers(started))


def _headers(started: StartedSpeech) -> dict[str, str]:
    headers = {"X-Sample-Rate": str(started.rate), "Cache-Control": "no-store"}
    if started.warnings:
        headers["X-Warnings"] = quote("; ".join(started.warnings)[:2000], safe=" ;,:'()=")
    return headers


def _usage(started: StartedSpeech) -> dict[str, int]:
    """OpenAI's count of tokens: characters in, tenths of a second out."""
    tokens_in, tokens_out = len(started.asked.input), math.ceil(started.job.made * 10)
    total = tokens_in + tokens_out
    return {"input_tokens": tokens_in, "output_tokens": tokens_out, "total_tokens": total}


def _event(document: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(document, ensure_ascii=False)}\n\n".encode()
