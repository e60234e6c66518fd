"""Synthesizers that come as wheels, and speak the demo's corpus: hibari-tts and espeak-ng."""

import ctypes
import importlib.metadata
import importlib.util
import threading
from typing import Protocol

import numpy as np

from utils.errors import UserError

AUDIO_OUTPUT_SYNCHRONOUS = 2  # values of espeak-ng's speak_lib.h
POSITION_CHARACTER = 1
CHARACTERS_UTF8 = 1


class Voice(Protocol):
    """Something that says a sentence."""

    name: str
    version: str
    sample_rate: int
    threads: int  # more than these do not make it faster

    def say(self, text: str, seed: int) -> np.ndarray:
        """Samples (N,) float32, full scale at 1. Safe to call from several threads."""
        ...


class HibariVoice:
    """hibari-tts: a natural American woman, 24 kHz, about 100 times real time on one core.

    The same sentence and seed give the same samples.
    """

    name = "hibari"
    threads = 4

    def __init__(self, language: str = "en-us") -> None:
        if not language.startswith("en"):
            raise UserError(f"the voice hibari speaks English, not {language!r}: choose espeak")
        try:
            from hibari import Hibari
        except ImportError as error:
            raise UserError(
                f"the voice hibari is not there ({error}): pip install hibari-tts, "
                "or choose the voice espeak"
            ) from error
        self.version = importlib.metadata.version("hibari-tts")
        self._voice = Hibari()
        self._reading = threading.Lock()
        self.sample_rate = self._voice.sample_rate

    def say(self, text: str, seed: int) -> np.ndarray:
        with self._reading:  # turning letters into phones keeps state
            phones = self._voice.phonemize(text)
        noise = [seed + 1_000_003 * part for part in range(len(phones))]
        parts = [
            self._voice.from_phonemes(part, seed=number)
            for part, number in zip(phones, noise, strict=True)
        ]
        return np.concatenate([np.zeros(0, np.float32), *parts])


class EspeakVoice:
    """espeak-ng, through ctypes on the library of espeakng-loader: a robot, 400 times real time.

    A sentence differs by some samples with what was said before it; a whole corpus comes out the
    same, because one thread says one sentence after the other.
    """

    name = "espeak"
    threads = 1

    def __init__(self, language: str = "en-us") -> None:
        import espeakng_loader

        try:
            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
            data = espeakng_loader.get_data_path()
        except (OSError, RuntimeError) as error:
            raise UserError(f"espeak-ng does not load: {error}") from error
        library = self._library
        library.espeak_Info.restype = ctypes.c_char_p
        self.version = library.espeak_Info(None).decode()
        self.sample_rate = library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, data.encode(), 0)
        if self.sample_rate <= 0:
            raise UserError(f"espeak-ng cannot use its data in {data}")
        if library.espeak_SetVoiceByName(language.encode()):
            raise UserError(f"espeak-ng has no voice {language!r}")
        self._chunks: list[bytes] = []
        self._speaking = threading.Lock()  # the library has one state for the whole process
        # The library keeps the pointer: the callback must live as long as this object.
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
        )
        self._callback = kind(self._collect)
        library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, seed: int) -> np.ndarray:
        """Samples (N,) float32; espeak has no use for ``seed``."""
        raw = text.encode()
        with self._speaking:
            self._chunks.clear()
            failed = self._library.espeak_Synth(
                raw, ctypes.c_size_t(len(raw) + 1), 0, POSITION_CHARACTER, 0, CHARACTERS_UTF8,
                None, None,
            )  # fmt: skip
            self._library.espeak_Synchronize()
            samples = np.frombuffer(b"".join(self._chunks), dtype=np.int16)
        if failed:
            raise UserError(f"espeak-ng cannot say {text!r} (code {failed})")
        return samples.astype(np.float32) / 32768

    def _collect(self, samples: "ctypes._Pointer", count: int, events: int | None) -> int:
        if samples and count > 0:
            self._chunks.append(ctypes.string_at(samples, count * 2))
        return 0  # go on


VOICES: dict[str, type[HibariVoice] | type[EspeakVoice]] = {
    voice.name: voice for voice in (HibariVoice, EspeakVoice)
}


def has_hibari() -> bool:
    """Whether hibari-tts is installed; nothing is imported."""
    return importlib.util.find_spec("hibari") is not None
