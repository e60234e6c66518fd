"""Servers with a tiny voice for tests: in the process, on a free port of the loopback."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from models.tts.base.synthesizer import Synthesizer
from models.tts.open_synthesizer import open_synthesizer
from serving.app import create_app
from serving.run import build_server, listen
from serving.settings import ServerSettings, VoiceSettings
from serving.voices import VoiceLibrary


def build_library(*voices: Path, opener: Callable | None = None, **settings: Any) -> VoiceLibrary:
    def open_voice(folder: Path) -> Synthesizer:
        return open_synthesizer(folder, device="cpu")

    return VoiceLibrary(VoiceSettings(voices, **settings), opener or open_voice)


@contextlib.contextmanager
def running(app: Any) -> Iterator[str]:
    """Serve an app; yields its address."""
    listener = listen("127.0.0.1", 0)
    server = build_server(app, "127.0.0.1", 0, grace=10.0)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()


@contextlib.contextmanager
def running_voices(*voices: Path, opener: Callable | None = None, **settings: Any) -> Iterator[str]:
    """Serve voices with ServerSettings."""
    with running(
        create_app(build_library(*voices, opener=opener), ServerSettings(**settings))
    ) as url:
        yield url


class GatedVoice:
    """Opener of a voice whose vocoder waits before each segment but the first ``free`` ones."""

    def __init__(self, free: int = 1) -> None:
        self.free = free
        self.gate = threading.Event()
        self.begun = 0

    def __call__(self, folder: Path) -> Synthesizer:
        synthesizer = open_synthesizer(folder, device="cpu")
        vocode = synthesizer._vocode_chunks
        synthesizer.synthesize("Hello.")  # what is made once

        def gated(mel, *args):
            self.begun += 1
            if self.begun > self.free:
                assert self.gate.wait(30)
            yield from vocode(mel, *args)

        synthesizer._vocode_chunks = gated
        synthesizer.synthesize = lambda *args, **options: None  # no warming up at the gate
        return synthesizer


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def metric(url: str, name: str) -> float:
    """Sum of a metric over its labels."""
    lines = httpx.get(f"{url}/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))
