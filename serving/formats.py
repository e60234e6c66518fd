"""Audio formats of the wire: encoders that take waveforms chunk by chunk and give bytes."""

import importlib.util
import struct
from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import soundfile
import soxr

from utils.errors import UserError

PCM_RATE = 24000  # of OpenAI's pcm, which its clients play without asking
MIN_RATE, MAX_RATE = 8000, 48000
MP3_COMPRESSION = 0.5  # of 0 to 1: 80 kbit/s at 22 and 24 kHz, 160 at 48 kHz
OPEN_SIZE = 0xFFFFFFFF  # in the header of a wav whose length nobody knows yet


@dataclass(frozen=True)
class Format:
    """A format by its ``response_format`` name; ``rates`` None: every rate will do."""

    name: str
    media_type: str
    rates: tuple[int, ...] | None = None
    container: str | None = None
    subtype: str | None = None


_MPEG_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
FORMATS = {
    one.name: one
    for one in (
        Format("mp3", "audio/mpeg", _MPEG_RATES, "MP3", "MPEG_LAYER_III"),
        Format("opus", "audio/ogg", (8000, 12000, 16000, 24000, 48000), "OGG", "OPUS"),
        Format("aac", "audio/aac", _MPEG_RATES),
        Format("flac", "audio/flac", None, "FLAC", "PCM_16"),
        Format("wav", "audio/wav"),
        Format("pcm", "audio/pcm"),
    )
}


class UnknownRate(UserError):
    """A sample rate that the format does not have."""


class MissingEncoder(UserError):
    """A format whose encoder is not installed."""


def output_rate(audio: Format, voice_rate: int, asked: int | None) -> int:
    """Sample rate of a response: the one asked for, else the voice's or the next one above.

    pcm is at PCM_RATE, as OpenAI's, unless another is asked for.
    """
    if asked is not None:
        if not MIN_RATE <= asked <= MAX_RATE:
            raise UnknownRate(f"sample_rate {asked} is not from {MIN_RATE} to {MAX_RATE}")
        if audio.rates is not None and asked not in audio.rates:
            known = ", ".join(map(str, audio.rates))
            raise UnknownRate(f"{audio.name} has no sample_rate {asked}; it has {known}")
        return asked
    if audio.name == "pcm":
        return PCM_RATE
    if audio.rates is None or voice_rate in audio.rates:
        return voice_rate
    return min((rate for rate in audio.rates if rate >= voice_rate), default=audio.rates[-1])


def check_encoder(audio: Format) -> None:
    """Raise MissingEncoder where a format cannot be made here."""
    if audio.name == "aac":
        if importlib.util.find_spec("av") is None:
            raise MissingEncoder(
                "response_format aac needs the package PyAV on the server: "
                "pip install 'flow-tts-toolkit[aac]'; or choose mp3, opus, flac, wav or pcm"
            )
    elif audio.container and not soundfile.check_format(audio.container, audio.subtype):
        raise MissingEncoder(
            f"the server's libsndfile has no {audio.name}: it takes soundfile 0.12.1 or newer"
        )


class Encoder(ABC):
    """Bytes of one response, from waveforms (N,) float32 in order; peaks above 1 are clipped.

    ``total`` samples are told in the header, where they are known before all are made.
    """

    def __init__(self, voice_rate: int, rate: int, total: int | None = None) -> None:
        self.total = total if voice_rate == rate else None
        self.resampler = None
        if voice_rate != rate:
            self.resampler = soxr.ResampleStream(voice_rate, rate, 1, dtype="float32")

    def encode(self, waveform: np.ndarray, last: bool = False) -> bytes:
        """What can be sent after these samples; with ``last`` everything that is left."""
        samples = np.ascontiguousarray(waveform, dtype=np.float32)
        if self.resampler is not None:
            samples = self.resampler.resample_chunk(samples, last=last)
        return self._encode(np.clip(samples, -1.0, 1.0), last)

    @abstractmethod
    def _encode(self, samples: np.ndarray, last: bool) -> bytes: ...


class PCMEncoder(Encoder):
    """16-bit little-endian samples, after the header of a wav with an open end if wanted."""

    def __init__(
        self, voice_rate: int, rate: int, total: int | None = None, wav: bool = False
    ) -> None:
        super().__init__(voice_rate, rate, total)
        n_bytes = None if self.total is None else 2 * self.total
        self.header = wav_header(rate, n_bytes) if wav else b""

    def _encode(self, samples: np.ndarray, last: bool) -> bytes:
        header, self.header = self.header, b""
        return header + to_pcm(samples)


class SoundfileEncoder(Encoder):
    """What libsndfile encodes: mp3, opus, flac."""

    def __init__(self, voice_rate: int, rate: int, audio: Format, total: int | None = None) -> None:
        super().__init__(voice_rate, rate, total)
        self.sink = _Sink()
        self.begun = audio.name != "flac" or self.total is None  # else the length is to be told
        settings = {}
        if audio.name == "mp3":
            # With one bitrate for all frames, players tell the length of a stream.
            settings = {"bitrate_mode": "CONSTANT", "compression_level": MP3_COMPRESSION}
        self.file = soundfile.SoundFile(
            self.sink, "w", rate, 1, audio.subtype, format=audio.container, **settings
        )

    def _encode(self, samples: np.ndarray, last: bool) -> bytes:
        if len(samples):
            self.file.write(samples)
        if last:
            self.file.close()
        data = self.sink.take()
        if data and not self.begun:
            self.begun, data = True, _tell_flac_length(data, self.total)
        return data


class AACEncoder(Encoder):
    """AAC in ADTS frames, through PyAV."""

    def __init__(self, voice_rate: int, rate: int) -> None:
        super().__init__(voice_rate, rate)
        import av

        self.sink = _Sink()
        self.container = av.open(self.sink, "w", format="adts")
        self.stream = self.container.add_stream("aac", rate=rate, layout="mono")
        self.rate, self.position = rate, 0

    def _encode(self, samples: np.ndarray, last: bool) -> bytes:
        import av

        if len(samples):
            frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = self.rate, self.position
            frame.time_base = Fraction(1, self.rate)
            self.position += len(samples)
            self.container.mux(self.stream.encode(frame))
        if last:
            self.container.mux(self.stream.encode(None))
            self.container.close()
        return self.sink.take()


def build_encoder(audio: Format, voice_rate: int, rate: int, total: int | None = None) -> Encoder:
    """Encoder of one response; ``total``: samples of the voice in all, if that is known."""
    if audio.name in ("pcm", "wav"):
        return PCMEncoder(voice_rate, rate, total, wav=audio.name == "wav")
    if audio.name == "aac":
        return AACEncoder(voice_rate, rate)
    return SoundfileEncoder(voice_rate, rate, audio, total)


def encode_whole(audio: Format, waveform: np.ndarray, voice_rate: int, rate: int) -> bytes:
    """A whole waveform at once; a wav then tells its length."""
    data = build_encoder(audio, voice_rate, rate, len(waveform)).encode(waveform, last=True)
    if audio.name != "wav":
        return data
    pcm = data[len(wav_header(rate)) :]  # the resampler may have changed its length
    return wav_header(rate, len(pcm)) + pcm


def to_pcm(samples: np.ndarray) -> bytes:
    """16-bit little-endian samples of a waveform within full scale."""
    return np.rint(samples * 32767).astype("<i2").tobytes()


def wav_header(rate: int, n_bytes: int | None = None) -> bytes:
    """Header of a wav of 16-bit mono samples; without ``n_bytes`` its sizes are open."""
    riff = OPEN_SIZE if n_bytes is None else 36 + n_bytes
    data = OPEN_SIZE if n_bytes is None else n_bytes
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", riff, b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16, b"data", data),
    )


def _tell_flac_length(data: bytes, n_samples: int) -> bytes:
    """Beginning of a FLAC stream with its number of samples (36 bits in the first block) set."""
    header = bytearray(data)
    header[21] = (header[21] & 0xF0) | (n_samples >> 32)
    header[22:26] = (n_samples & 0xFFFFFFFF).to_bytes(4, "big")
    return bytes(header)


class _Sink:
    """A file whose bytes are taken as they come; what is written again later is left out.

    Encoders correct lengths in their headers at the end, when these have long been sent. The empty
    mp3 frame that LAME keeps for that purpose is left out, too: decoders misread it.
    """

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.end = self.position = 0

    def write(self, data: bytes) -> int:
        data = bytes(data)
        new = data[max(0, self.end - self.position) :]
        self.position += len(data)
        if new:
            if self.end or data[:1] != b"\xff" or any(data[4:]):
                self.parts.append(new)
            self.end = self.position
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        self.position = (0, self.position, self.end)[whence] + offset
        return self.position

    def tell(self) -> int:
        return self.position

    def read(self, size: int = -1) -> bytes:
        return b""

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken
