"""The protocol of Home Assistant, spoken by its own client."""

import asyncio
from pathlib import Path

import pytest
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.info import Describe, Info
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)

from serving.app import create_app
from serving.settings import ServerSettings
from serving.wyoming_server import WyomingServer
from tests.serving.servers import build_library
from utils.errors import UserError


def talk(voices: Path, *events, until: str) -> list:
    """Events that the server answers with, up to one of the type ``until``."""

    async def session() -> list:
        app = create_app(build_library(voices / "tiny", voices / "two"), ServerSettings())
        server = WyomingServer(app.state.service, "tcp://127.0.0.1:0")
        await server.start()
        port = server.server._server.sockets[0].getsockname()[1]
        answers = []
        try:
            async with AsyncTcpClient("127.0.0.1", port) as client:
                for event in events:
                    await client.write_event(event.event())
                while not answers or answers[-1].type != until:
                    answers.append(await asyncio.wait_for(client.read_event(), 30))
        finally:
            await server.stop()
            app.state.service.scheduler.close()
        return answers

    return asyncio.run(session())


def seconds(events: list) -> float:
    chunks = [AudioChunk.from_event(event) for event in events if AudioChunk.is_type(event.type)]
    return sum(len(chunk.audio) / 2 / chunk.rate for chunk in chunks)


def test_describe(voices: Path) -> None:
    (event,) = talk(voices, Describe(), until="info")
    (program,) = Info.from_event(event).tts
    assert program.supports_synthesize_streaming
    tiny, two = program.voices
    assert (tiny.name, tiny.languages, tiny.speakers) == ("tiny", ["en_US"], None)
    assert [speaker.name for speaker in two.speakers] == ["Ann", "Bob"]


def test_synthesize(voices: Path) -> None:
    voice = SynthesizeVoice(name="two", speaker="Bob")
    events = talk(voices, Synthesize("One two three.", voice=voice), until="audio-stop")
    assert AudioStart.from_event(events[0]).rate == 22050
    assert AudioStop.is_type(events[-1].type)
    assert seconds(events) > 0.4


def test_text_in_pieces_is_spoken_sentence_by_sentence(voices: Path) -> None:
    pieces = ["This is the fir", "st. And the second sent", "ence is here. The", " end"]
    events = talk(
        voices,
        SynthesizeStart(),
        *map(SynthesizeChunk, pieces),
        Synthesize("".join(pieces)),
        SynthesizeStop(),
        until="synthesize-stopped",
    )
    kinds = [event.type for event in events]
    assert kinds.count("audio-start") == kinds.count("audio-stop") == 1
    assert SynthesizeStopped.is_type(kinds[-1])
    whole = talk(voices, Synthesize("".join(pieces)), until="audio-stop")
    assert seconds(events) == pytest.approx(seconds(whole), rel=0.4)


def test_errors_are_told_and_the_connection_lives(voices: Path) -> None:
    events = talk(
        voices,
        Synthesize("?!"),
        Synthesize("Hello.", voice=SynthesizeVoice(name="nobody")),
        Synthesize("Hello."),
        until="audio-stop",
    )
    errors = [Error.from_event(event).text for event in events if Error.is_type(event.type)]
    assert "nothing to say" in errors[0]
    assert "nobody" in errors[1]
    assert seconds(events) > 0


def test_a_wrong_address_is_one_line(voices: Path) -> None:
    with pytest.raises(UserError, match="tcp://"):
        WyomingServer(None, "http://127.0.0.1")
