"""Encoders: every format decodes to what went in, however it was cut, and leaves as it comes."""

import io

import numpy as np
import pytest
import soundfile

from serving.formats import (
    FORMATS,
    MissingEncoder,
    UnknownRate,
    build_encoder,
    check_encoder,
    encode_whole,
    output_rate,
)

RATE, SECONDS = 22050, 3.0
TONE = (0.5 * np.sin(2 * np.pi * 440 * np.arange(int(RATE * SECONDS)) / RATE)).astype(np.float32)


def stream(name: str, rate: int, size: int = 5120, total: int | None = None) -> list[bytes]:
    encoder = build_encoder(FORMATS[name], RATE, rate, total)
    starts = range(0, len(TONE), size)
    return [encoder.encode(TONE[i : i + size], i + size >= len(TONE)) for i in starts]


def decode(name: str, data: bytes, rate: int) -> np.ndarray:
    if name == "pcm":
        return np.frombuffer(data, "<i2") / 32768
    with soundfile.SoundFile(io.BytesIO(data)) as file:
        assert file.samplerate == rate
        blocks = []
        while len(block := file.read(4096, dtype="float64")):
            blocks.append(block)
    return np.concatenate(blocks)


def frequency(samples: np.ndarray, rate: int) -> float:
    middle = samples[len(samples) // 4 : -len(samples) // 4]
    return np.abs(np.fft.rfft(middle * np.hanning(len(middle)))).argmax() * rate / len(middle)


@pytest.mark.parametrize("name", ["mp3", "opus", "flac", "wav", "pcm"])
def test_what_is_decoded_is_what_went_in(name: str) -> None:
    rate = output_rate(FORMATS[name], RATE, None)
    # Without its length libsndfile, not others, would refuse to read a FLAC stream.
    parts = stream(name, rate, total=len(TONE) if name == "flac" else None)
    assert len(parts[0]) > 0
    assert sum(map(bool, parts)) > 2  # as it comes, not all at the end
    samples = decode(name, b"".join(parts), rate)
    assert len(samples) / rate == pytest.approx(SECONDS, abs=0.08)
    assert frequency(samples, rate) == pytest.approx(440, abs=2)
    assert np.abs(samples).max() == pytest.approx(0.5, abs=0.05)


def test_pcm_and_wav_do_not_depend_on_how_they_are_cut() -> None:
    for name, rate in (("pcm", 24000), ("wav", 22050)):
        assert b"".join(stream(name, rate)) == b"".join(stream(name, rate, size=1111))


def test_rates() -> None:
    assert output_rate(FORMATS["pcm"], 22050, None) == 24000
    assert output_rate(FORMATS["wav"], 22050, None) == 22050
    assert output_rate(FORMATS["opus"], 22050, None) == 24000
    assert output_rate(FORMATS["mp3"], 22050, 48000) == 48000
    assert output_rate(FORMATS["wav"], 22050, 12345) == 12345
    for name, rate in (("opus", 22050), ("mp3", 12345), ("wav", 7999), ("pcm", 10**9)):
        with pytest.raises(UnknownRate, match=str(rate)):
            output_rate(FORMATS[name], 22050, rate)


def test_peaks_are_clipped_and_not_wrapped() -> None:
    encoder = build_encoder(FORMATS["pcm"], RATE, RATE)
    samples = np.frombuffer(encoder.encode(np.array([2.0, -2.0, 0.5]), True), "<i2")
    assert samples.tolist() == [32767, -32767, 16384]


def test_a_whole_wav_tells_its_length_and_a_streamed_one_leaves_it_open() -> None:
    whole = encode_whole(FORMATS["wav"], TONE, RATE, RATE)
    assert soundfile.info(io.BytesIO(whole)).frames == len(TONE)
    streamed = b"".join(stream("wav", RATE))
    assert streamed[40:44] == b"\xff\xff\xff\xff"
    assert streamed[44:] == whole[44:]
    assert b"".join(stream("wav", RATE, total=len(TONE))) == whole


def test_aac_names_its_extra_or_is_made() -> None:
    try:
        import av
    except ImportError:
        with pytest.raises(MissingEncoder, match=r"\[aac\]"):
            check_encoder(FORMATS["aac"])
        return
    check_encoder(FORMATS["aac"])
    data = b"".join(stream("aac", RATE))
    with av.open(io.BytesIO(data)) as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert samples / RATE == pytest.approx(SECONDS, abs=0.12)
