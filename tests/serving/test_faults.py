"""Faults: hostile bodies, signals under load, and what a fuzzer of the description finds."""

import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from config.schema import REPOSITORY
from serving.app import create_app
from serving.settings import ServerSettings
from tests.serving.servers import build_library, running_voices, wait_until

N_BODIES = 500
LONG = " ".join(f"This is sentence number {i} of a text that is quite long." for i in range(60))

# What fields may hold that is no good, beside random bytes.
_VALUES = [
    None, True, [], {}, "", "\0", "x" * 5000, "\ud800", -1, 0, 10**400, 1e308, -(2**70), "nan",
    {"id": ""}, {"id": ["a"]}, {"id": "a", "b": 1}, "../../etc/passwd", "file:///etc", "%s%n",
    "[pause:9999s]", "[[", "]]", "[pause:1s]" * 300, "\u202e\ufeff", "?" * 4000, "\U000f0000",
]  # fmt: skip
_ENTITIES = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))
_SSML = [
    f'<!DOCTYPE s [<!ENTITY a0 "ha">{_ENTITIES}]><speak>&a9;</speak>',
    '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>',
    "<speak>" + "<prosody>" * 500 + "</prosody>" * 500 + "</speak>",
    "<speak>" + "<p>" * 400,
    '<speak xmlns:x="a" x:y="b">a</speak>',
    "<speak>" + '<break time="10s"/>' * 200 + "a</speak>",
    '<speak><prosody rate="1e9%">a</prosody></speak>',
    '<speak><say-as interpret-as="cardinal">' + "9" * 3000 + "</say-as></speak>",
    "<speak>&#0;</speak>",
    "<speak>&#xD800;</speak>",
    '<?xml version="1.0" encoding="utf-7"?><speak>a</speak>',
    "<speak><![CDATA[" + "<" * 3000 + "]]></speak>",
    "<speak/>",
]
_FIELDS = ["input", "voice", "model", "response_format", "speed", "stream_format", "seed",
           "noise_scale", "sample_rate", "ssml", "instructions", "timestamps", "extra"]  # fmt: skip


def hostile_bodies() -> list[bytes]:
    draw = random.Random(0)
    bodies = [json.dumps({"input": text, "ssml": True}).encode() for text in _SSML]
    while len(bodies) < N_BODIES:
        kind = draw.randrange(5)
        if kind == 0:
            bodies.append(draw.randbytes(draw.randrange(200)))
        elif kind == 1:
            depth = draw.choice([5, 50, 5000, 30000])
            bodies.append(b'{"input": ' + b"[" * depth + b"]" * depth + b"}")
        elif kind == 2:
            whole = json.dumps({"input": "Hello.", "voice": "tiny"}).encode()
            bodies.append(whole[: draw.randrange(len(whole))])
        else:
            values: dict = {"input": "?!"}  # with nothing to say, none of them may succeed
            for name in draw.sample(_FIELDS, draw.randrange(1, 4)):
                values[name] = draw.choice(_VALUES)
            bodies.append(json.dumps(values).encode())
    return bodies


def test_every_hostile_body_gets_one_clear_error(voices: Path) -> None:
    app = create_app(build_library(voices / "tiny"), ServerSettings(workers=2))

    async def send() -> list[tuple[bytes, httpx.Response]]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        headers = {"Content-Type": "application/json"}
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answers = [
                (body, await client.post("/v1/audio/speech", content=body, headers=headers))
                for body in hostile_bodies()
            ]
            alive = await client.post("/v1/audio/speech", json={"input": "Hello."})
            assert alive.status_code == 200
        return answers

    answers = asyncio.run(send())
    app.state.service.scheduler.close()
    assert len(answers) == N_BODIES
    for body, answer in answers:
        text_is_good = answer.status_code == 200
        if text_is_good:  # a value that happens to be allowed, such as a long text of letters
            assert answer.headers["content-type"].startswith(("audio/", "text/event-stream")), body
            continue
        assert 400 <= answer.status_code < 500, (body[:300], answer.status_code, answer.text)
        error = answer.json()["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert len(error["message"]) < 600
        assert not re.search(r"Traceback|File \"|site-packages", answer.text)
    assert sum(answer.status_code == 200 for _, answer in answers) < N_BODIES / 10


def serve(*arguments: object) -> tuple[subprocess.Popen, str]:
    """A server process and its address."""
    process = subprocess.Popen(
        [sys.executable, "bins/tts/serve.py", "--port", "0", *map(str, arguments)],
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TTS_API_KEY": ""},
    )
    for line in process.stderr:
        if found := re.search(r"http://\S+", line):
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return process, found[0]
    raise AssertionError(f"it did not start: {process.wait()}")


@pytest.mark.slow
def test_sigterm_under_load_finishes_what_is_under_way(voices: Path) -> None:
    process, url = serve("--voice", voices / "tiny")
    try:
        body = {"input": LONG, "response_format": "pcm"}
        expected = len(httpx.post(f"{url}/v1/audio/speech", json=body, timeout=60).content)
        sizes: list[int] = []
        begun = threading.Barrier(5)

        def read() -> None:
            with httpx.stream("POST", f"{url}/v1/audio/speech", json=body, timeout=60) as answer:
                parts = answer.iter_bytes()
                size = len(next(parts))
                begun.wait(60)
                sizes.append(size + sum(map(len, parts)))

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        begun.wait(60)
        process.send_signal(signal.SIGTERM)

        def refused() -> bool:
            try:
                httpx.get(f"{url}/healthz", timeout=5)
            except httpx.TransportError:
                return True
            return False

        wait_until(refused)
        for thread in threads:
            thread.join(60)
        assert process.wait(60) == 0
        assert sizes == [expected] * 4
    finally:
        process.kill()


@pytest.mark.slow
def test_the_script_says_what_is_wrong_in_one_line(voices: Path, tmp_path: Path) -> None:
    for arguments, said in (
        ([], "--voice"),
        (["--voice", tmp_path / "nothing"], "no such folder"),
        (["--voice", voices / "tiny", "--host", "0.0.0.0"], "--api_key_file"),
        (["--voice", voices / "tiny", "--api_key_file", tmp_path / "key"], "cannot be read"),
        (["--voice", voices / "tiny", "--wyoming", "http://a"], "tcp://"),
    ):
        command = [sys.executable, "bins/tts/serve.py", *map(str, arguments)]
        result = subprocess.run(
            command, cwd=REPOSITORY, capture_output=True, text=True, check=False
        )
        assert result.returncode == 1
        assert said in result.stderr.splitlines()[-1]
        assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_schemathesis_finds_nothing(voices: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("schemathesis")
    if not program.is_file():
        pytest.skip("needs: pip install schemathesis")
    with running_voices(voices / "tiny") as url:
        result = subprocess.run(
            [program, "run", f"{url}/openapi.json", "--max-examples", "20", "--seed", "1",
             "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,"
             "response_schema_conformance", "--no-color"],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=900,
        )  # fmt: skip
        assert result.returncode == 0, result.stdout[-4000:]
        assert httpx.get(f"{url}/healthz").status_code == 200
