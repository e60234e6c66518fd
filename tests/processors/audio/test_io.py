"""Reading recordings of every kind, writing without clipping."""

import struct

import numpy as np
import pytest
import soundfile
import torch

from processors.audio.io import (
    AudioError,
    TooLongError,
    audio_seconds,
    load_audio,
    open_wav,
    write_wav,
)


def tone(rate: int, seconds: float = 0.5, frequency: float = 440.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * frequency * np.arange(round(rate * seconds)) / rate)


def main_frequency(waveform: torch.Tensor, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(waveform.numpy() * np.hanning(len(waveform))))
    return spectrum.argmax() * rate / len(waveform)


@pytest.mark.parametrize(
    ("name", "rate", "channels"),
    [("a.wav", 24000, 1), ("a.flac", 44100, 2), ("a.mp3", 44100, 2), ("a.wav", 8000, 1)],
)
def test_any_rate_and_channels_become_mono_at_ours(tmp_path, name, rate, channels):
    path = tmp_path / name
    soundfile.write(path, np.stack([tone(rate)] * channels, axis=1), rate)
    waveform = load_audio(path, 22050)
    assert waveform.dtype == torch.float32
    assert waveform.dim() == 1
    assert len(waveform) == pytest.approx(11025, abs=2)
    assert main_frequency(waveform, 22050) == pytest.approx(440, abs=3)
    assert waveform[1000:-1000].abs().max() == pytest.approx(0.5, abs=0.02)
    assert audio_seconds(path) == pytest.approx(0.5, abs=0.001)


def test_resampling_leaves_no_alias(tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(44100, frequency=15000), 44100)
    waveform = load_audio(tmp_path / "a.wav", 22050)
    assert waveform[500:-500].abs().max() < 1e-3


def test_channels_are_averaged(tmp_path):
    left, right = np.full(100, 0.5), np.full(100, -0.25)
    soundfile.write(tmp_path / "a.wav", np.stack([left, right], axis=1), 22050, subtype="FLOAT")
    torch.testing.assert_close(load_audio(tmp_path / "a.wav", 22050), torch.full((100,), 0.125))


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.aiff"])
@pytest.mark.parametrize("channels", [1, 2])
def test_16_bits_are_scaled_as_libsndfile_scales_them(tmp_path, name, channels):
    pcm = np.random.default_rng(0).integers(-32768, 32768, (1000, channels), dtype=np.int16)
    pcm[:2] = [[-32768], [32767]]
    soundfile.write(tmp_path / name, pcm, 22050, subtype="PCM_16")
    expected, _ = soundfile.read(tmp_path / name, dtype="float32", always_2d=True)
    waveform = load_audio(tmp_path / name, 22050)
    np.testing.assert_array_equal(waveform.numpy(), expected.mean(axis=1))


def _wav(chunks: list[tuple[bytes, bytes]], riff: bytes = b"RIFF") -> bytes:
    body = b"".join(
        name + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)
        for name, data in chunks
    )
    return riff + (len(body) + 4).to_bytes(4, "little") + b"WAVE" + body


PCM = np.random.default_rng(0).integers(-32768, 32768, 999, dtype=np.int16).tobytes()
MONO = (b"fmt ", struct.pack("<HHIIHH", 1, 1, 22050, 44100, 2, 16))
STEREO = (b"fmt ", struct.pack("<HHIIHH", 1, 2, 44100, 176400, 4, 16))
WAVS = {
    "plain": [MONO, (b"data", PCM)],
    "stereo": [STEREO, (b"data", PCM[:1996])],
    "with a name of odd length": [(b"LIST", b"abc"), MONO, (b"data", PCM), (b"LIST", b"abc")],
    "with a longer format chunk": [(b"fmt ", MONO[1] + b"\0\0"), (b"data", PCM)],
}


@pytest.mark.parametrize("name", WAVS)
def test_wavs_of_any_chunks_are_read_and_missed_if_they_are_cut(tmp_path, name):
    path = tmp_path / "a.wav"
    wav = _wav(WAVS[name])
    path.write_bytes(wav)
    expected, rate = soundfile.read(path, dtype="float32", always_2d=True)
    np.testing.assert_array_equal(load_audio(path, rate).numpy(), expected.mean(axis=1))
    with pytest.raises(TooLongError, match="too long: 0"):
        load_audio(path, rate, max_seconds=0.01)
    path.write_bytes(wav[: wav.index(b"data") + 1000])
    with pytest.raises(AudioError, match=r"truncated: \d+ bytes short"):
        load_audio(path, rate)


def test_a_recording_that_is_too_long_is_not_decoded(tmp_path):
    path = tmp_path / "a.flac"
    soundfile.write(path, tone(22050, 2.0), 22050)
    assert len(load_audio(path, 22050, max_seconds=2.0)) == 44100
    path.write_bytes(path.read_bytes()[:1000])  # what it says of its length is there
    with pytest.raises(TooLongError, match="too long: 2") as caught:
        load_audio(path, 22050, max_seconds=1.9)
    assert caught.value.seconds == 2.0


def _write(path, data: bytes) -> None:
    path.write_bytes(data)


def _cut(path) -> None:
    soundfile.write(path, tone(22050, 2.0), 22050)
    data = path.read_bytes()
    _write(path, data[: len(data) * 2 // 3])


BROKEN = {
    "missing.wav": (lambda path: None, "missing"),
    "empty.wav": (lambda path: _write(path, b""), "empty"),
    "no_samples.wav": (lambda path: soundfile.write(path, np.zeros(0), 22050), "empty"),
    "noise.wav": (lambda path: _write(path, bytes(range(256)) * 4), "unreadable"),
    "header_only.wav": (lambda path: _write(path, b"RIFF"), "unreadable"),
    "cut.wav": (_cut, "truncated"),
    "cut.flac": (_cut, "unreadable"),
    "cut.mp3": (_cut, "truncated"),
    "nan.wav": (
        lambda path: soundfile.write(path, np.array([0.1, np.nan, 0]), 22050, subtype="FLOAT"),
        "not finite",
    ),
    "inf.wav": (
        lambda path: soundfile.write(path, np.array([0.1, np.inf, 0]), 22050, subtype="FLOAT"),
        "not finite",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_named_with_their_reason(tmp_path, name):
    make, reason = BROKEN[name]
    make(tmp_path / name)
    with pytest.raises(AudioError, match=name) as caught:
        load_audio(tmp_path / name, 22050)
    assert caught.value.reason.startswith(f"{reason}: ")


def test_a_wav_written_to_a_pipe_is_not_truncated(tmp_path):
    path = tmp_path / "piped.wav"
    soundfile.write(path, tone(22050), 22050)
    data = bytearray(path.read_bytes())
    place = data.index(b"data") + 4
    data[place : place + 4] = b"\xff\xff\xff\xff"  # the size was unknown when it was written
    _write(path, bytes(data))
    assert len(load_audio(path, 22050)) == 11025


def test_written_wav_is_pcm16_and_reads_back(tmp_path):
    waveform = torch.from_numpy(tone(22050)).float()
    assert write_wav(tmp_path / "new" / "a.wav", waveform, 22050) == 1.0
    info = soundfile.info(tmp_path / "new" / "a.wav")
    assert (info.subtype, info.samplerate, info.channels) == ("PCM_16", 22050, 1)
    torch.testing.assert_close(
        load_audio(tmp_path / "new" / "a.wav", 22050), waveform, atol=1e-4, rtol=0
    )


def test_loud_audio_is_scaled_and_not_clipped(tmp_path):
    waveform = 3.0 * tone(22050)
    gain = write_wav(tmp_path / "a.wav", waveform, 22050)
    assert gain == pytest.approx(1 / 1.5, rel=1e-3)
    written, _ = soundfile.read(tmp_path / "a.wav", dtype="int16")
    assert written.max() == 32767
    assert (np.abs(written) == 32767).mean() < 0.05  # a clipped tone stays at the top
    np.testing.assert_allclose(written / 32767, waveform * gain, atol=1e-4)


def test_writing_nan_is_refused_and_leaves_the_old_file(tmp_path):
    write_wav(tmp_path / "a.wav", tone(22050), 22050)
    before = (tmp_path / "a.wav").read_bytes()
    with pytest.raises(ValueError, match="not finite"):
        write_wav(tmp_path / "a.wav", np.array([np.nan]), 22050)
    assert (tmp_path / "a.wav").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.parametrize("loudness", [0.5, 3.0])
def test_a_wav_written_in_pieces_is_the_same(tmp_path, loudness):
    waveform = np.random.default_rng(0).uniform(-loudness, loudness, 70_001).astype(np.float32)
    gain = write_wav(tmp_path / "whole.wav", waveform, 22050)
    with open_wav(tmp_path / "pieces.wav", 22050) as wav:
        for piece in np.array_split(waveform, 7):
            wav.write(piece)
            assert not (tmp_path / "pieces.wav").exists()
    assert wav.gain == pytest.approx(gain)
    a, b = (
        soundfile.read(tmp_path / name, dtype="int16")[0] for name in ("whole.wav", "pieces.wav")
    )
    assert np.abs(a.astype(int) - b).max() <= (0 if loudness < 1 else 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pieces.wav", "whole.wav"]


def test_a_wav_broken_off_is_not_there(tmp_path):
    def write() -> None:
        with open_wav(tmp_path / "a.wav", 22050) as wav:
            wav.write(np.zeros(100, np.float32))
            wav.write(np.array([np.nan], np.float32))

    with pytest.raises(ValueError, match="not finite"):
        write()
    assert list(tmp_path.iterdir()) == []
