"""Settings of the server: limits, who may ask, which voices."""

from dataclasses import dataclass
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class ServerSettings:
    """Limits of the server and what it is told on the command line.

    ``rate`` is requests a minute of one client, 0 for no limit; ``timeout`` the seconds that one
    request may take; ``queue`` the requests that may be under way together; ``workers`` the threads
    that speak. Without ``api_key`` everybody may ask.
    """

    api_key: str | None = None
    max_chars: int = 4096
    max_body: int = 65536  # bytes
    max_pause: float = 120.0  # seconds of silence that one text may ask for in all
    queue: int = 64
    rate: int = 0
    timeout: float = 300.0
    body_timeout: float = 10.0
    origins: tuple[str, ...] = ()  # allowed by CORS
    workers: int = 1


@dataclass(frozen=True)
class VoiceSettings:
    """Where voices come from, and how they are loaded."""

    voices: tuple[Path, ...] = ()
    voice_dir: Path | None = None
    max_voices: int = 4
    vocoder_dir: str | None = None
    device: str = "auto"
