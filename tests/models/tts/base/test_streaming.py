"""Long texts: spoken in parts that make the whole, and written while they are spoken."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from models.tts.base import text_to_speech
from models.tts.base.batch_synthesis import Failed, speak_requests
from models.tts.base.requests import Request
from models.tts.base.synthesis_settings import SynthesisSettings
from models.tts.base.synthesizer import Synthesizer
from models.vocoders import griffin_lim
from tests.models.tts.glowtts.tiny_voice import write_voice
from utils.errors import UserError

SENTENCES = [f"Sentence number {i} of a text that is longer than most." for i in range(12)]
LONG = " ".join(SENTENCES)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(griffin_lim, "PHASE_STEPS", 2)
    monkeypatch.setattr(griffin_lim, "MAGNITUDE_STEPS", 2)
    monkeypatch.setattr(text_to_speech, "STREAM_SEGMENTS", 3)
    monkeypatch.setattr(text_to_speech, "MAX_GROUP_CHARS", len(LONG) - 1)


@pytest.fixture(scope="module")
def synthesizer(tmp_path_factory: pytest.TempPathFactory) -> Synthesizer:
    return Synthesizer.from_checkpoint(write_voice(tmp_path_factory.mktemp("voice")))


def test_parts_make_the_whole(synthesizer: Synthesizer) -> None:
    (whole,) = synthesizer.synthesize(LONG, seed=3)
    parts = list(synthesizer.stream(LONG, seed=3))
    assert [part.sentence.text for part in parts] == [s.text for s in whole.sentences]
    assert len(parts) > 4
    joined = synthesizer.join(LONG, parts)
    assert joined.timings() == whole.timings()
    np.testing.assert_allclose(joined.mel, whole.mel, atol=1e-4)
    assert len(joined.waveform) == len(whole.waveform) == whole.mel.shape[1] * 256


def test_the_first_part_comes_before_the_others_are_made(
    synthesizer: Synthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    original = synthesizer.voice.model.synthesize

    def counting(phone_ids, *args, **options):
        made.append(len(phone_ids))
        return original(phone_ids, *args, **options)

    monkeypatch.setattr(synthesizer.voice.model, "synthesize", counting)
    stream = synthesizer.stream(LONG)
    next(stream)
    assert made == [1]
    next(stream)
    assert made == [1, 3]


def speak(synthesizer: Synthesizer, folder: Path, text: str, extras: tuple[str, ...] = ()):
    requests = [Request("long", text), Request("short", "Short.")]
    return speak_requests(synthesizer, requests, folder, SynthesisSettings(), extras)


@pytest.mark.parametrize("loudness", [1.0, 50.0])
def test_the_file_is_the_one_of_a_text_spoken_whole(
    synthesizer: Synthesizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loudness: float
) -> None:
    original = synthesizer.vocoder.forward
    monkeypatch.setattr(synthesizer.vocoder, "forward", lambda mel: original(mel) * loudness)
    extras = ("mel", "durations", "plot")
    streamed, failed = speak(synthesizer, tmp_path / "streamed", LONG, extras)
    assert not failed
    monkeypatch.setattr(text_to_speech, "MAX_GROUP_CHARS", 10**6)
    whole, _ = speak(synthesizer, tmp_path / "whole", LONG, extras)
    for ours, theirs in zip(streamed, whole, strict=True):
        assert ours.seconds == pytest.approx(theirs.seconds)
        assert ours.gain == pytest.approx(theirs.gain, rel=0.05)
        info = soundfile.info(ours.path)
        assert (info.subtype, info.samplerate) == ("PCM_16", 22050)
        a, b = (soundfile.read(one.path)[0] for one in (ours, theirs))
        assert len(a) == len(b)
        assert np.abs(a).max() <= 0.99 + 1e-4
        np.testing.assert_allclose(
            np.load(ours.path.with_suffix(".npy")), np.load(theirs.path.with_suffix(".npy")),
            atol=1e-4,
        )  # fmt: skip
        texts = [one.path.with_suffix(".json").read_text() for one in (ours, theirs)]
        assert texts[0] == texts[1]
        assert ours.path.with_suffix(".png").stat().st_size > 1000
    assert streamed[0].compute_seconds > 0


def test_a_part_that_fails_leaves_no_file(
    synthesizer: Synthesizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, calls = synthesizer.vocoder.forward, []

    def failing(mel):
        calls.append(mel)
        if len(calls) == 4:
            raise RuntimeError("out of memory")
        return original(mel)

    monkeypatch.setattr(synthesizer.vocoder, "forward", failing)
    written, failed = speak(synthesizer, tmp_path, LONG)
    assert failed == [Failed("long", "the vocoder failed: out of memory")]
    assert [one.path.name for one in written] == ["short.wav"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["requests.json", "short.wav"]


def test_mistakes_are_found_before_anything_is_spoken(synthesizer: Synthesizer) -> None:
    with pytest.raises(UserError, match="noise_scale"):
        synthesizer.stream(LONG, noise_scale=-1)
    with pytest.raises(UserError, match="reference"):
        synthesizer.stream(LONG, reference_audio="somebody.wav")
