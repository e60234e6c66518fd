"""The body of a speech request: read within limits, checked field by field."""

import asyncio
import json
from typing import Any, Literal, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from starlette.requests import ClientDisconnect

from models.tts.base.synthesis_settings import DEFAULTS
from serving.errors import ApiError, validation_error
from serving.settings import ServerSettings

MAX_DEPTH = 8  # of JSON
MIN_SPEED, MAX_SPEED = 0.25, 4.0
MAX_NOISE = 2.0
MAX_SEED = 2**53 - 1  # JavaScript's numbers go no further

Body = TypeVar("Body", bound=BaseModel)


class VoiceChoice(BaseModel):
    """A voice as an object, as newer clients of OpenAI name it."""

    model_config = ConfigDict(extra="forbid", strict=True)
    id: str = Field(min_length=1, max_length=200)


class SpeechRequest(BaseModel):
    """What OpenAI's speech endpoint takes, and beside it seed, noise_scale, sample_rate, ssml."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={"examples": [{"model": "tts-1", "input": "Hello there."}]},
    )

    input: str = Field(min_length=1, description="what to say; SSML where `ssml` is true")
    model: str = Field("tts-1", max_length=200, description="tts-1, or the name of a voice")
    voice: str | VoiceChoice | None = Field(
        None, description="name of a voice, or voice/speaker; default: the server's first voice"
    )
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = "mp3"
    speed: float = Field(1.0, ge=MIN_SPEED, le=MAX_SPEED)
    stream_format: Literal["audio", "sse"] = "audio"
    instructions: str | None = Field(None, max_length=4096, description="ignored")
    seed: int = Field(DEFAULTS.seed, ge=-MAX_SEED, le=MAX_SEED)
    noise_scale: float | None = Field(
        None, ge=0.0, le=MAX_NOISE, description="default: the voice's own"
    )
    sample_rate: int | None = Field(None, description="Hz; default: the voice's, pcm 24000")
    ssml: bool = Field(False, description="whether `input` is an SSML document")
    ssml_unknown: Literal["error", "warn"] = Field(
        "error", description="warn: unknown tags are listed in the header X-Warnings"
    )
    timestamps: bool = Field(False, description="with sse: an event with the times of the words")

    @field_validator("voice")
    @classmethod
    def _short(cls, voice: str | VoiceChoice | None) -> str | VoiceChoice | None:
        if isinstance(voice, str) and not 1 <= len(voice) <= 200:
            raise ValueError("a name has 1 to 200 characters")
        return voice

    @property
    def voice_name(self) -> str | None:
        """Name of the voice that was asked for."""
        return self.voice.id if isinstance(self.voice, VoiceChoice) else self.voice


async def read_model(request: Request, settings: ServerSettings, model: type[Body]) -> Body:
    """Body of a request as ``model``; ApiError for whatever is wrong with it."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":  # what other sites' pages may send unasked is never JSON
        raise ApiError(400, "send the header Content-Type: application/json", "Content-Type")
    values = await read_json(request, settings)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise validation_error(error.errors(include_url=False, include_input=False)) from None


def check_text(text: str, max_chars: int) -> None:
    """Raise ApiError for a text that is too long or cannot be written in UTF-8."""
    if len(text) > max_chars:
        raise ApiError(
            400,
            f"input has {len(text)} characters; at most {max_chars} are spoken at once",
            "input",
            "string_above_max_length",
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ApiError(
            400,
            f"input: character {error.start + 1} is half of a surrogate pair, which is no text",
            "input",
        ) from None


async def read_json(request: Request, settings: ServerSettings) -> Any:
    """JSON of a body that is no larger, slower or deeper than it may be."""
    body = await read_body(request, settings.max_body, settings.body_timeout)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise ApiError(400, f"the body is not UTF-8: byte {error.start + 1}") from None
    if json_depth(text) > MAX_DEPTH:
        raise ApiError(400, f"the body is nested deeper than {MAX_DEPTH} levels")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except ValueError as error:  # a number of thousands of digits is one, too
        raise ApiError(400, f"the body is not JSON: {str(error)[:200]}") from None


async def read_body(request: Request, max_bytes: int, seconds: float) -> bytes:
    """Body of a request, read within limits."""
    announced = request.headers.get("content-length", "0")
    too_large = ApiError(413, f"the body is larger than {max_bytes} bytes", code="body_too_large")
    if announced.isdecimal() and int(announced[:20]) > max_bytes:
        raise too_large
    body = bytearray()

    async def read() -> None:
        async for chunk in request.stream():
            body.extend(chunk)
            if len(body) > max_bytes:
                raise too_large

    try:
        await asyncio.wait_for(read(), seconds)
    except asyncio.TimeoutError:
        raise ApiError(408, f"the body did not arrive within {seconds:g} seconds") from None
    except ClientDisconnect:
        raise ApiError(400, "the connection was closed") from None
    return bytes(body)


def json_depth(text: str) -> int:
    """Depth of brackets outside of strings, without a parser that could run out of stack."""
    depth = deepest = 0
    in_string = escaped = False
    for char in text:
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"':
            in_string = True
        elif char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    return deepest


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")
