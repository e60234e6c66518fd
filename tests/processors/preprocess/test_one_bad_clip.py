"""One clip never stops the others, whatever it raises."""

import numpy as np
import pytest
import soundfile

from processors.preprocess import clips
from processors.preprocess.stage import preprocess
from processors.text import TextProcessor

CLIP = 0.55  # seconds of clip3


def run(corpus):
    report = preprocess(corpus.config())[0]
    return report, {row["Uid"]: row["Reason"] for row in report.failed}


@pytest.mark.parametrize(
    "error", [RuntimeError("aminmax()"), MemoryError(), ZeroDivisionError("0")]
)
def test_a_recording_that_raises_anything_is_listed(full_corpus, monkeypatch, error):
    measure = clips.peak_db

    def peak_db(waveform):
        if len(waveform) == round(CLIP * 22050):
            raise error
        return measure(waveform)

    with monkeypatch.context() as patch:
        patch.setattr(clips, "peak_db", peak_db)
        report, failed = run(full_corpus)
    assert list(failed) == ["clip3"]
    assert failed["clip3"].startswith(f"unexpected error: {type(error).__name__}: {error}")
    assert report.meta["clips"] == 7
    log = (full_corpus.processed / "Mine" / "errors.log").read_text()
    assert "clip3" in log
    assert "Traceback" in log
    assert run(full_corpus)[1] == {}  # what nobody foresaw is tried again


def test_a_text_that_raises_anything_is_listed(full_corpus, monkeypatch):
    full_corpus.text("clip2", "[[wˈɜːld]]")
    encode = TextProcessor.encode

    def fail(self, phones):
        if "w" in phones:
            raise KeyError("w")
        return encode(self, phones)

    monkeypatch.setattr(TextProcessor, "encode", fail)
    report, failed = run(full_corpus)
    assert list(failed) == ["clip2"]
    assert failed["clip2"].startswith("unexpected error: KeyError: 'w'; traceback in errors.log")
    assert report.meta["clips"] == 7


def test_recordings_of_other_peoples_tests(full_corpus):
    x = (np.sin(np.arange(8000) * 0.3) * 0.3).astype(np.float32)
    wavs = full_corpus.folder / "wavs"
    soundfile.write(wavs / "clip1.wav", x, 8000, subtype="GSM610")
    soundfile.write(wavs / "clip4.wav", x[:1], 192_000)
    report, failed = run(full_corpus)
    assert list(failed) == ["clip4"]
    assert failed["clip4"].startswith("too short: 1 samples at 192000 Hz")
    assert report.meta["clips"] == 7
