"""Metrics of the server in Prometheus' format."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

_FIRST_BYTE = (0.02, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_REAL_TIME = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)


class Metrics:
    """Counts of one server; each has a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own = {"registry": self.registry}
        self.requests = Counter(
            "tts_requests", "Requests by address and status", ["path", "status"], **own
        )
        self.queue = Gauge("tts_queue_length", "Texts that are waiting or being spoken", **own)
        self.voices = Gauge("tts_voices_loaded", "Voices in memory", **own)
        self.audio = Counter("tts_audio_seconds", "Seconds of audio made", **own)
        self.first_byte = Histogram(
            "tts_first_byte_seconds", "From request to first sound", buckets=_FIRST_BYTE, **own
        )
        self.real_time_factor = Histogram(
            "tts_real_time_factor", "Seconds of work per second of audio", buckets=_REAL_TIME, **own
        )
        self.cancelled = Counter("tts_cancelled", "Texts whose client went away", **own)

    def text(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self.registry)
