"""The client of OpenAI is the acceptance test: it must not notice whose server it is."""

import asyncio
import io
import json
import time
from pathlib import Path

import httpx
import numpy as np
import openai
import pytest
import soundfile

from tests.serving.servers import GatedVoice, running_voices, wait_until

SHORT = "One two three four."
SENTENCES = [f"This is sentence number {i} of a text that is quite long indeed." for i in range(8)]
LONG = " ".join(SENTENCES)


@pytest.fixture(scope="module")
def client(url: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)


def seconds(data: bytes, name: str = "wav") -> float:
    if name == "pcm":
        return len(data) / 2 / 24000
    with soundfile.SoundFile(io.BytesIO(data)) as file:
        return sum(len(block) for block in file.blocks(4096)) / file.samplerate


def speak(client: openai.OpenAI, text: str = SHORT, **options) -> bytes:
    options = {"model": "tts-1", "voice": "tiny", "response_format": "wav", **options}
    return client.audio.speech.create(input=text, **options).content


def test_models_and_voices(client: openai.OpenAI, url: str) -> None:
    names = [model.id for model in client.models.list()]
    assert names == ["tts-1", "tts-1-hd", "gpt-4o-mini-tts", "tiny", "two"]
    assert client.models.retrieve("tiny").owned_by
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("nobody")
    assert caught.value.param == "model"
    voices = httpx.get(f"{url}/v1/audio/voices").json()
    assert [voice["id"] for voice in voices["voices"]] == ["tiny", "two/Ann", "two/Bob"]
    assert voices["data"] == voices["voices"]
    models = httpx.get(f"{url}/v1/audio/models").json()["models"]
    assert [model["id"] for model in models] == names


@pytest.mark.parametrize("name", ["mp3", "opus", "flac", "wav", "pcm"])
def test_every_format_lasts_as_long(client: openai.OpenAI, name: str) -> None:
    expected = seconds(speak(client))
    assert expected > 0.5
    assert seconds(speak(client, response_format=name), name) == pytest.approx(expected, abs=0.1)


def test_speed_at_both_ends(client: openai.OpenAI) -> None:
    usual, slow, fast = (seconds(speak(client, speed=speed)) for speed in (1.0, 0.25, 4.0))
    assert slow == pytest.approx(4 * usual, rel=0.15)
    assert usual / 4 * 0.8 < fast < usual / 2  # a phone has a frame at least


def test_the_same_request_gives_the_same_audio_and_a_seed_another(client: openai.OpenAI) -> None:
    first = speak(client)
    assert first == speak(client, model="tiny", voice="alloy")
    assert first == speak(client, voice={"id": "tiny"})
    assert first != speak(client, extra_body={"seed": 5})
    assert speak(client, voice="two/Ann") != speak(client, voice="two/Bob")
    quiet = speak(client, extra_body={"noise_scale": 0.0, "sample_rate": 16000})
    assert soundfile.info(io.BytesIO(quiet)).samplerate == 16000


@pytest.mark.parametrize(
    ("options", "error", "param"),
    [
        ({"text": ""}, openai.BadRequestError, "input"),
        ({"text": "x" * 4097}, openai.BadRequestError, "input"),
        ({"text": "?!"}, openai.UnprocessableEntityError, "input"),
        ({"speed": 4.5}, openai.BadRequestError, "speed"),
        ({"response_format": "midi"}, openai.BadRequestError, "response_format"),
        ({"model": "gpt-9"}, openai.NotFoundError, "model"),
        ({"voice": "nobody"}, openai.NotFoundError, "voice"),
        ({"voice": "two"}, openai.BadRequestError, "voice"),
        ({"voice": "two/Eve"}, openai.NotFoundError, "voice"),
        ({"extra_body": {"colour": 1}}, openai.BadRequestError, "colour"),
        ({"extra_body": {"sample_rate": 5}}, openai.BadRequestError, "sample_rate"),
        ({"text": "<speak><x/></speak>", "extra_body": {"ssml": True}}, openai.BadRequestError,
         "input"),
    ],
)  # fmt: skip
def test_errors_name_their_parameter(client, options, error, param) -> None:
    with pytest.raises(error) as caught:
        speak(client, **options)
    assert caught.value.param == param
    assert caught.value.type
    assert "Traceback" not in str(caught.value)


def test_the_first_bytes_come_before_the_last_sentence_is_made(voices: Path) -> None:
    voice = GatedVoice()
    with running_voices(voices / "tiny", opener=voice) as url:
        client = openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)
        with client.audio.speech.with_streaming_response.create(
            model="tts-1", voice="tiny", input=LONG, response_format="pcm"
        ) as response:
            parts = response.iter_bytes()
            first = next(parts)
            assert first
            wait_until(lambda: voice.begun == 2)
            voice.gate.set()
            rest = b"".join(parts)
    assert voice.begun == len(SENTENCES)
    assert len(rest) > len(first)


def test_eight_at_once_are_what_each_is_alone(client: openai.OpenAI, url: str) -> None:
    texts = [f"{SHORT} And number {i}." for i in range(8)]
    alone = [speak(client, text, response_format="pcm") for text in texts]

    async def together() -> list[bytes]:
        async with openai.AsyncOpenAI(base_url=f"{url}/v1", api_key="none") as many:
            answers = await asyncio.gather(
                *(
                    many.audio.speech.create(
                        model="tts-1", voice="tiny", input=text, response_format="pcm"
                    )
                    for text in texts
                )
            )
            return [answer.content for answer in answers]

    for ours, theirs in zip(alone, asyncio.run(together()), strict=True):
        ours, theirs = (np.frombuffer(data, "<i2").astype(int) for data in (ours, theirs))
        assert len(ours) == len(theirs)
        assert np.abs(ours - theirs).max() <= 4


def test_events(url: str) -> None:
    asked = {"input": LONG, "voice": "tiny", "response_format": "pcm", "stream_format": "sse"}
    events = []
    with httpx.stream("POST", f"{url}/v1/audio/speech", json={**asked, "timestamps": True}) as r:
        assert r.headers["content-type"].startswith("text/event-stream")
        for line in r.iter_lines():
            if line.startswith("data: "):
                events.append(json.loads(line[6:]))
    kinds = [event["type"] for event in events]
    assert kinds[:2] == ["speech.audio.timings", "speech.audio.delta"]
    assert kinds[-1] == "speech.audio.done"
    assert events[-1]["usage"]["input_tokens"] == len(LONG)
    timings = [event for event in events if event["type"] == "speech.audio.timings"]
    assert [event["text"] for event in timings] == SENTENCES
    starts = [word["start"] for event in timings for word in event["words"]]
    assert starts == sorted(starts)
    plain = httpx.post(f"{url}/v1/audio/speech", json=asked).text
    assert "speech.audio.timings" not in plain


def test_a_client_that_goes_away_stops_the_work(voices: Path) -> None:
    voice = GatedVoice()
    with running_voices(voices / "tiny", opener=voice) as url:
        with httpx.stream("POST", f"{url}/v1/audio/speech", json={"input": LONG}) as response:
            next(response.iter_bytes())
        time.sleep(0.1)
        voice.gate.set()
        wait_until(lambda: "tts_queue_length 0.0" in httpx.get(f"{url}/metrics").text)
        assert voice.begun < len(SENTENCES) / 2
        assert "tts_cancelled_total 1.0" in httpx.get(f"{url}/metrics").text
