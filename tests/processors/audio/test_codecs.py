"""Recordings in codecs and lengths that break naive reading."""

import numpy as np
import pytest
import soundfile

from processors.audio.io import AudioError, load_audio


@pytest.fixture
def second() -> np.ndarray:
    return (np.sin(np.arange(8000) * 0.3) * 0.3).astype(np.float32)


@pytest.mark.parametrize(
    ("form", "codec"),
    [("WAV", "GSM610"), ("WAV", "G721_32"), ("AU", "G721_32"), ("AU", "G723_24"), ("WAV", "ULAW")],
)
def test_codecs_that_cannot_seek_are_read(form, codec, second, tmp_path):
    path = tmp_path / f"clip.{form.lower()}"
    soundfile.write(path, second, 8000, subtype=codec, format=form)
    waveform = load_audio(path, 8000)
    assert len(waveform) == pytest.approx(8000, abs=640)  # whole blocks
    assert 0.1 < waveform.abs().max() < 1.5  # speech codecs are no good at tones


@pytest.mark.parametrize(("rate", "count"), [(192_000, 1), (192_000, 3)])
def test_a_clip_that_is_empty_after_resampling_is_too_short(rate, count, tmp_path):
    path = tmp_path / "tiny.wav"
    soundfile.write(path, np.full(count, 0.5), rate)
    with pytest.raises(AudioError, match=rf"tiny\.wav: too short: {count} samples at {rate} Hz"):
        load_audio(path, 22_050)
