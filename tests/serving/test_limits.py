"""Limits: keys, rates, sizes, a full queue, and voices that break or disappear."""

import asyncio
import json
import shutil
import threading
from pathlib import Path

import httpx
import openai
import pytest

from serving.app import create_app
from serving.settings import ServerSettings
from tests.serving.servers import GatedVoice, build_library, metric, running_voices, wait_until

ASK = {"input": "One two three.", "voice": "tiny", "response_format": "pcm"}
LONG = " ".join(f"This is sentence number {i} of a text that is quite long." for i in range(8))


def post(app, path: str = "/v1/audio/speech", **options) -> httpx.Response:
    """Answer of an app that is not served."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post(path, **options)

    return asyncio.run(send())


@pytest.fixture
def make_app(voices: Path):
    """Maker of apps with the settings that are given."""
    made = []

    def make(**settings):
        made.append(create_app(build_library(voices / "tiny"), ServerSettings(**settings)))
        return made[-1]

    yield make
    for app in made:
        app.state.service.scheduler.close()


def test_the_key_is_needed_but_for_the_page_and_health(make_app, voices: Path) -> None:
    app = make_app(api_key="s3cret")
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "s3cret"},
                    {"Authorization": "Bearer s3cret\u00e9".encode("latin-1")}):  # fmt: skip
        answer = post(app, json=ASK, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "invalid_api_key"
        assert "s3cret" not in answer.text
    assert post(app, json=ASK, headers={"Authorization": "Bearer s3cret"}).status_code == 200
    with running_voices(voices / "tiny", api_key="s3cret") as url:
        assert httpx.get(f"{url}/").status_code == httpx.get(f"{url}/healthz").status_code == 200
        assert httpx.get(f"{url}/metrics").status_code == 401
        client = openai.OpenAI(base_url=f"{url}/v1", api_key="wrong", max_retries=0)
        with pytest.raises(openai.AuthenticationError):
            client.models.list()


def test_the_rate_is_limited_with_the_time_to_wait(make_app) -> None:
    app = make_app(rate=2)
    answers = [post(app, json=ASK) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        ({"content": b"x" * 70000}, 413, "larger than 65536"),
        ({"content": b"{"}, 400, "not JSON"),
        ({"content": b"\xff{}"}, 400, "not UTF-8: byte 1"),
        ({"content": b'{"input": ' + b"[" * 9 + b"]" * 9 + b"}"}, 400, "nested deeper"),
        ({"content": b'{"input": "a", "speed": NaN}'}, 400, "NaN"),
        ({"content": b'{"input": "a", "seed": 1' + b"0" * 5000 + b"}"}, 400, "not JSON"),
        ({"content": b'{"input": "a\\ud800b"}'}, 400, "input: a character is half of a surrogate"),
        ({"content": b'{"input": "a"}', "headers": {"Content-Type": "text/plain"}}, 400,
         "Content-Type"),
        ({"json": {"input": "a [pause:10s]" * 13}}, 400, "130 s of silence"),
        ({"json": {"input": "a", "voice": "../../etc"}}, 404, "no voice"),
        ({"json": {"input": "a", "seed": True}}, 400, "seed"),
    ],
)  # fmt: skip
def test_bodies_have_limits(make_app, options, status, said) -> None:
    headers = {"Content-Type": "application/json", **options.pop("headers", {})}
    answer = post(make_app(), headers=headers, **options)
    assert answer.status_code == status
    assert said in answer.json()["error"]["message"]


def test_unknown_addresses_and_methods_have_the_same_shape(url: str) -> None:
    for path in ("/v2", "/v1/audio/speech", "/page/..%2fapp.py", "/page/nothing.js"):
        answer = httpx.get(f"{url}{path}")
        assert answer.status_code in (404, 405)
        assert set(answer.json()["error"]) == {"message", "type", "param", "code"}


def test_a_host_that_is_none_is_an_error_of_the_client_only(url: str) -> None:
    answer = httpx.get(f"{url}/v1/models", headers={"Host": "[:::"})
    assert answer.status_code < 500


def test_a_client_that_goes_away_before_the_first_sound_leaves_nothing(voices: Path) -> None:
    voice = GatedVoice(free=0)
    with running_voices(voices / "tiny", opener=voice) as url:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{url}/v1/audio/speech", json={**ASK, "input": LONG}, timeout=0.5)
        voice.gate.set()
        wait_until(lambda: metric(url, "tts_queue_length") == 0)
        assert voice.begun <= 1


def test_a_slow_body_is_given_up(make_app) -> None:
    async def slowly():
        yield b'{"inp'
        await asyncio.sleep(5)
        yield b'ut": "a"}'

    app = make_app(body_timeout=0.05)
    answer = post(app, content=slowly(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 408


def test_a_full_queue_says_when_to_come_again(voices: Path) -> None:
    voice = GatedVoice(free=0)
    with running_voices(voices / "tiny", opener=voice, queue=2) as url:
        threads = [
            threading.Thread(target=httpx.post, args=(f"{url}/v1/audio/speech",), kwargs={
                "json": ASK, "timeout": 30})
            for _ in range(2)
        ]  # fmt: skip
        for thread in threads:
            thread.start()
        wait_until(lambda: metric(url, "tts_queue_length") == 2)
        answer = httpx.post(f"{url}/v1/audio/speech", json=ASK)
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "queue_full"
        assert int(answer.headers["retry-after"]) > 0
        voice.gate.set()
        for thread in threads:
            thread.join(30)
        assert httpx.post(f"{url}/v1/audio/speech", json=ASK).status_code == 200


def test_a_text_that_takes_too_long_is_an_error_and_others_go_on(voices: Path) -> None:
    voice = GatedVoice(free=0)
    with running_voices(voices / "tiny", opener=voice, timeout=0.3, workers=2) as url:
        httpx.get(f"{url}/v1/models")
        answer = httpx.post(f"{url}/v1/audio/speech", json=ASK)
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "timeout"
        voice.gate.set()
        wait_until(lambda: metric(url, "tts_queue_length") == 0)


def test_an_error_after_the_first_chunk_ends_the_connection(voices: Path) -> None:
    class Broken(GatedVoice):
        def __call__(self, folder: Path):
            synthesizer = super().__call__(folder)
            vocode = synthesizer._vocode_chunks

            def broken(mel, *args):
                if self.begun:
                    raise ZeroDivisionError("/a/secret/path")
                return vocode(mel, *args)

            synthesizer._vocode_chunks = broken
            return synthesizer

    with running_voices(voices / "tiny", opener=Broken()) as url:
        body = {**ASK, "input": LONG}
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.post(f"{url}/v1/audio/speech", json=body)
        events = httpx.post(f"{url}/v1/audio/speech", json={**ASK, "stream_format": "sse"})
        assert events.status_code == 500
        assert "secret" not in events.text
        assert httpx.get(f"{url}/healthz").status_code == 200


def test_broken_and_vanished_voices(own_voices: Path) -> None:
    (own_voices / "bad").mkdir()
    (own_voices / "bad" / "args.json").write_text("{")
    (own_voices / "notes").mkdir()
    library = build_library(voice_dir=own_voices, max_voices=1)
    app = create_app(library, ServerSettings())
    assert library.models()[3:] == ["bad", "tiny", "two"]
    answer = post(app, json={**ASK, "voice": "bad"})
    assert answer.status_code == 503
    assert str(own_voices) not in answer.text
    assert post(app, json={**ASK, "voice": "tiny"}).status_code == 200
    shutil.rmtree(own_voices / "tiny")
    assert post(app, json={**ASK, "voice": "tiny"}).status_code == 200  # it is in memory
    assert post(app, json={**ASK, "voice": "two/Ann"}).status_code == 200
    assert list(library.loaded) == ["two"]
    assert post(app, json={**ASK, "voice": "tiny"}).status_code == 404
    app.state.service.scheduler.close()


def test_cors_is_off_unless_a_site_is_named(make_app) -> None:
    headers = {"Origin": "https://a.example"}
    assert "access-control-allow-origin" not in post(make_app(), json=ASK, headers=headers).headers
    named = make_app(origins=("https://a.example",))
    assert post(named, json=ASK, headers=headers).headers["access-control-allow-origin"]
    other = post(named, json=ASK, headers={"Origin": "https://b.example"})
    assert "access-control-allow-origin" not in other.headers


def test_the_description_lists_every_address(url: str) -> None:
    document = json.loads(httpx.get(f"{url}/openapi.json").text)
    assert "/v1/audio/speech" in document["paths"]
    body = document["paths"]["/v1/audio/speech"]["post"]["requestBody"]["content"]
    assert "input" in body["application/json"]["schema"]["properties"]
    assert "$ref" not in json.dumps(body)
