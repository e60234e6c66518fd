"""Reading and writing recordings."""

import io
import math
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import numpy as np
import soundfile

from utils.errors import UserError
from utils.files import atomic_path

if TYPE_CHECKING:  # writing does without torch
    from torch import Tensor

T = TypeVar("T")

PCM_MAX = 32767
BLOCK = 1 << 16  # samples
# Sizes that programs writing to a pipe put where they cannot know the real one.
_UNKNOWN_SIZES = range(0x7FFFF000, 0x1_0000_0000)


class AudioError(UserError):
    """Error of a recording that cannot be used; ``reason`` is the message without the file."""

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason


class TooLongError(AudioError):
    """Error of a recording of more ``seconds`` than were asked for."""

    def __init__(self, path: str | Path, seconds: float) -> None:
        super().__init__(path, f"too long: {seconds:.2f} s")
        self.seconds = seconds


def load_audio(path: str | Path, sample_rate: int, max_seconds: float = math.inf) -> "Tensor":
    """Read a recording as mono at ``sample_rate``; channels are averaged.

    Shapes: result (N,) float32, full scale at 1. Raises AudioError when the file is missing, empty,
    cut short, undecodable or holds values that are not numbers, and TooLongError, with nothing
    decoded, when its header gives more than ``max_seconds``.
    """
    import soxr
    import torch

    path = Path(path)
    samples, rate = _decode(path, max_seconds)
    if not len(samples):
        raise AudioError(path, "empty: no samples in it")
    mono = samples.mean(axis=1) if samples.shape[1] > 1 else samples[:, 0]
    if rate != sample_rate:
        n_samples = len(mono)
        mono = soxr.resample(mono, rate, sample_rate, quality="HQ")
        if not len(mono):
            raise AudioError(
                path, f"too short: {n_samples} samples at {rate} Hz are none at {sample_rate} Hz"
            )
    return torch.from_numpy(np.ascontiguousarray(mono, dtype=np.float32))


def audio_seconds(path: str | Path) -> float:
    """Length that the file's header gives; nothing is decoded."""
    return _open(Path(path), lambda file: len(file) / file.samplerate)


def write_wav(path: str | Path, waveform: "Tensor | np.ndarray", sample_rate: int) -> float:
    """Write 16-bit PCM atomically and return the gain that was applied.

    Shapes: waveform (N,), full scale at 1. Nothing is clipped: a peak above 1 scales the whole
    waveform down to it, and the gain is then below 1.
    """
    samples = _to_numpy(waveform)
    if samples.ndim != 1:
        raise ValueError(f"{path}: waveform must be (N,), got {samples.shape}")
    if not np.isfinite(samples).all():
        raise ValueError(f"{path}: the waveform holds values that are not finite")
    peak = float(np.abs(samples).max(initial=0.0))
    gain = 1.0 / peak if peak > 1.0 else 1.0
    pcm = np.rint(samples * (gain * PCM_MAX)).astype(np.int16)
    encoded = io.BytesIO()
    soundfile.write(encoded, pcm, sample_rate, subtype="PCM_16", format="WAV")
    with atomic_path(path) as temporary:
        temporary.write_bytes(encoded.getbuffer())
    return gain


class WavWriter:
    """Writer of a wav whose samples come bit by bit; see ``open_wav``."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.n_samples = 0
        self.peak = 0.0
        self.gain = 1.0  # known in the end

    def write(self, waveform: np.ndarray) -> None:
        """Add samples (N,) float32."""
        if not np.isfinite(waveform).all():
            raise ValueError("the waveform holds values that are not finite")
        self._raw.write(np.ascontiguousarray(waveform, dtype=np.float32).tobytes())
        self.n_samples += len(waveform)
        self.peak = max(self.peak, float(np.abs(waveform).max(initial=0.0)))

    def finish(self, path: Path, sample_rate: int, ceiling: float) -> None:
        self.gain = ceiling / self.peak if self.peak > 1.0 else 1.0
        self._raw.seek(0)
        with soundfile.SoundFile(path, "w", sample_rate, 1, "PCM_16", format="WAV") as wav:
            while block := self._raw.read(4 * sample_rate):
                samples = np.frombuffer(block, dtype=np.float32) * np.float32(self.gain)
                wav.write(np.rint(samples.astype(np.float64) * PCM_MAX).astype(np.int16))


@contextmanager
def open_wav(path: str | Path, sample_rate: int, ceiling: float = 1.0) -> Iterator[WavWriter]:
    """Write a wav as its samples come: 16-bit PCM, at its place once it is whole, in little memory.

    Nothing is clipped: the samples wait on the disk as floats, and a peak above 1 scales all of
    them down, to ``ceiling``.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=path.parent) as raw, atomic_path(path) as temporary:
        writer = WavWriter(raw)
        yield writer
        writer.finish(temporary, sample_rate, ceiling)


def _decode(path: Path, max_seconds: float) -> tuple[np.ndarray, int]:
    """Samples (N, channels) float32, all of them finite, and their rate."""

    def read(file: soundfile.SoundFile) -> tuple[np.ndarray, int]:
        promised, rate = len(file), file.samplerate
        _check_length(path, promised / rate, max_seconds)
        _check_whole(path)
        if file.subtype == "PCM_16":  # scaled at once: libsndfile does it sample by sample
            pcm = file.read(dtype="int16", always_2d=True)
            samples = pcm.astype(np.float32) / 32768
        else:
            samples = _read_samples(file)
            bad = (~np.isfinite(samples)).any(axis=1).sum()
            if bad:
                raise AudioError(path, f"not finite: {bad} samples are NaN or infinite")
        if len(samples) < promised:
            raise AudioError(path, f"truncated: {len(samples)} of {promised} samples are there")
        return samples, rate

    return _open(path, read)


def _read_samples(file: soundfile.SoundFile) -> np.ndarray:
    """All samples (N, channels) float32; of codecs too in which libsndfile cannot seek."""
    if file.seekable():
        return file.read(dtype="float32", always_2d=True)
    blocks = [np.empty((0, file.channels), dtype=np.float32)]
    while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
        blocks.append(block)
    return np.concatenate(blocks)


def _check_length(path: Path, seconds: float, max_seconds: float) -> None:
    if seconds > max_seconds:
        raise TooLongError(path, seconds)


def _open(path: Path, use: Callable[[soundfile.SoundFile], T]) -> T:
    try:
        with soundfile.SoundFile(path) as file:
            return use(file)
    except soundfile.LibsndfileError as error:
        if not path.is_file():
            raise AudioError(path, "missing: there is no such file") from None
        if path.stat().st_size == 0:
            raise AudioError(path, "empty: the file has no bytes") from None
        if not os.access(path, os.R_OK):
            raise AudioError(path, "unreadable: permission denied") from None
        reason = error.error_string.rstrip(".")
        raise AudioError(path, f"unreadable: {reason}") from None
    except OSError as error:
        raise AudioError(path, f"unreadable: {error.strerror or error}") from None


def _check_whole(path: Path) -> None:
    """Refuse a wav that ends before its header says: soundfile would read what is left of it."""
    try:
        with path.open("rb") as file:
            missing = _missing_bytes(file, os.fstat(file.fileno()).st_size)
    except OSError:
        return  # reported when it is opened for reading
    if missing > 0:
        raise AudioError(path, f"truncated: {missing} bytes short of what its header says")


def _missing_bytes(file: BinaryIO, size: int) -> int:
    """Number of bytes that a wav of ``size`` bytes lacks; 0 for files of other kinds."""
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return 0
    while len(header := file.read(8)) == 8:
        length = int.from_bytes(header[4:], "little")
        if header[:4] == b"data":
            known = length > 0 and length not in _UNKNOWN_SIZES
            return file.tell() + length - size if known else 0
        file.seek(length + length % 2, os.SEEK_CUR)
    return 0


def _to_numpy(waveform: "Tensor | np.ndarray") -> np.ndarray:
    if not isinstance(waveform, np.ndarray):
        waveform = waveform.detach().cpu().float().numpy()
    return np.asarray(waveform, dtype=np.float64)
