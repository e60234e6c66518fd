"""Speech of espeak-ng with the sample at which each of its words and phones begins.

The library reports an event where it begins to make a word or a phone, so the times are exact, not
labeled by hand. Events and their numbers are those of espeak-ng's ``speak_lib.h``.
"""

import ctypes
from dataclasses import dataclass

import numpy as np

from utils.errors import UserError

LIST_END, WORD, END, PHONE = 0, 1, 5, 7
PHONE_EVENTS, PHONES_AS_IPA = 1, 2  # flags of espeak_Initialize
SYNCHRONOUS, UTF8, CHARACTERS = 2, 1, 1


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


@dataclass(frozen=True)
class Mark:
    """Beginning of a phone (its IPA; empty for a pause) or a word (its characters), in seconds."""

    label: str
    start: float


@dataclass(frozen=True)
class EventSpeech:
    """Samples (N,) float32 with the marks of phones and words, in order."""

    waveform: np.ndarray
    sample_rate: int
    phones: list[Mark]
    words: list[Mark]

    @property
    def seconds(self) -> float:
        """Length of the waveform."""
        return len(self.waveform) / self.sample_rate


class EventSpeaker:
    """espeak-ng through ctypes; the library has one state for the whole process."""

    def __init__(self, language: str = "en-us") -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        flags = PHONE_EVENTS | PHONES_AS_IPA
        self.sample_rate = self._library.espeak_Initialize(SYNCHRONOUS, 0, data, flags)
        if self.sample_rate <= 0 or self._library.espeak_SetVoiceByName(language.encode()):
            raise UserError(f"espeak-ng has no voice {language!r} in {data.decode()}")
        self._chunks: list[bytes] = []
        self._events: list[tuple[int, int, int, int, bytes]] = []
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
        )
        self._callback = kind(self._collect)  # the library keeps the pointer
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str) -> EventSpeech:
        """Speech of a text in words; its numbers should be spelled out before."""
        raw = text.encode()
        self._chunks.clear()
        self._events.clear()
        size = ctypes.c_size_t(len(raw) + 1)
        failed = self._library.espeak_Synth(raw, size, 0, CHARACTERS, 0, UTF8, None, None)
        self._library.espeak_Synchronize()
        if failed:
            raise UserError(f"espeak-ng cannot say {text!r} (code {failed})")
        samples = np.frombuffer(b"".join(self._chunks), np.int16).astype(np.float32) / 32768
        phones = [
            Mark(name.decode("utf-8", "ignore").rstrip("\0"), sample / self.sample_rate)
            for kind, _, _, sample, name in self._events
            if kind == PHONE
        ]
        words = [
            Mark(text[place - 1 : place - 1 + length], sample / self.sample_rate)
            for kind, place, length, sample, _ in self._events
            if kind == WORD
        ]
        return EventSpeech(samples, self.sample_rate, phones, words)

    def _collect(self, samples: "ctypes._Pointer", count: int, events: "ctypes._Pointer") -> int:
        if samples and count > 0:
            self._chunks.append(ctypes.string_at(samples, count * 2))
        index = 0
        while events[index].type != LIST_END:
            event = events[index]
            name = bytes(event.id.string) if event.type == PHONE else b""
            place = (event.type, event.text_position, event.length, event.sample, name)
            self._events.append(place)
            index += 1
        return 0  # go on
