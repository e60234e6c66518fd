"""Corpora that mislead: what stage 1 refuses, lists as failed, or names as suspect."""

import json
import math

import numpy as np
import pytest
import soundfile

from config.hifigan import VocoderExperimentConfig
from processors.preprocess.limits import Limits
from processors.preprocess.stage import preprocess
from processors.preprocess.state import AudioState, ClipState, TextState
from processors.preprocess.suspects import length_doubt
from processors.processed.feature_settings import check_features
from processors.processed.rows import load_rows, load_speakers
from utils.errors import UserError

ENGLISH = {"text": {"phonemizer": "espeak"}}


def run(corpus, **settings):
    return preprocess(corpus.config(**settings))[0]


def scaled(corpus, uid: str, peak: float) -> None:
    path = corpus.add(uid)
    samples = np.sin(np.arange(11025) / 20) * peak
    soundfile.write(path, samples.astype(np.float32), 22050, subtype="FLOAT")


@pytest.mark.parametrize(
    ("peak", "reason"),
    [
        (3.0, "its peak is 3.00, where 1 is full scale; scale the recording down"),
        (2.1, "its peak is 2.10"),
        (128, "16-bit integers written as floats: divide the samples by 32768"),
        (32767, "16-bit integers written as floats: divide the samples by 32768"),
        (2**23, "24-bit integers written as floats: divide the samples by 8388608"),
        (2**31, "32-bit integers written as floats: divide the samples by 2147483648"),
    ],
)
def test_recordings_of_another_scale_are_listed(full_corpus, peak, reason):
    scaled(full_corpus, "loud", peak)
    report = run(full_corpus)
    assert [row["Uid"] for row in report.failed] == ["loud"]
    assert report.failed[0]["Reason"].startswith("not within full scale: ")
    assert reason in report.failed[0]["Reason"]
    assert "loud.npy" not in full_corpus.times("mels/*")


def test_a_peak_a_little_above_full_scale_is_used_and_named(full_corpus):
    scaled(full_corpus, "loud", 1.5)
    scaled(full_corpus, "overshoot", 1.08)
    report = run(full_corpus)
    assert report.failed == []
    assert [row["Uid"] for row in report.suspects] == ["loud"]
    assert "above full scale: its peak is 1.50" in report.suspects[0]["Reason"]
    assert report.meta["suspects"] == {"above full scale": 1}


def test_little_text_for_a_long_recording_is_named(full_corpus):
    full_corpus.add("long", 9.6, text="[[ɛn]]")
    report = run(full_corpus)
    assert [row["Uid"] for row in report.suspects] == ["long"]
    assert "9.6 s for the 2 symbols of '[[ɛn]]'" in report.suspects[0]["Reason"]
    listed = json.loads((full_corpus.processed / "Mine" / "suspects.json").read_text())
    assert listed == report.suspects
    assert run(full_corpus).suspects == listed  # up to date
    assert "long" in {
        row["Uid"]
        for split in ("train", "valid", "test")
        for row in load_rows(full_corpus.processed, "Mine", split)
    }


@pytest.mark.parametrize(
    ("seconds", "n_symbols", "strange"), [(9.6, 3, True), (2.0, 4, False), (10, 60, False)]
)
def test_seconds_a_symbol(seconds, n_symbols, strange):
    clip = ClipState(AudioState("k", seconds=seconds), TextState("k", n_ids=n_symbols))
    assert (length_doubt("text", n_symbols, clip) is not None) is strange


def test_a_strange_third_field_is_named(full_corpus):
    full_corpus.rows = {
        uid: f"Some raw words {uid}|Some raw words {uid}" for uid in full_corpus.rows
    }
    full_corpus.add("odd", text="Some raw words here|en")
    reasons = {row["Uid"]: row["Reason"] for row in run(full_corpus, **ENGLISH).suspects}
    assert reasons["odd"].startswith("unlike texts: 'en'")


def test_a_speaker_column_goes_through_all_of_stage_1(full_corpus):
    for index, uid in enumerate(full_corpus.rows):
        full_corpus.rows[uid] = f"speaker{index % 2}|[[həlˈoʊ {'ab'[index // 4]}]] {index}"
    full_corpus.write()
    report = run(full_corpus, columns={"Mine": ["id", "speaker", "text"]}, **ENGLISH)
    assert load_speakers(full_corpus.processed) == {"Mine_speaker0": 0, "Mine_speaker1": 1}
    owners = (full_corpus.processed / "Mine" / "utt2spk").read_text().splitlines()
    assert owners[:2] == ["clip0\tMine_speaker0", "clip1\tMine_speaker1"]
    assert report.meta["speakers"].keys() == {"Mine_speaker0", "Mine_speaker1"}
    train = load_rows(full_corpus.processed, "Mine", "train")
    assert {row["Singer"] for row in train} == {"Mine_speaker0", "Mine_speaker1"}


def test_a_text_that_espeak_names_is_listed(full_corpus):
    full_corpus.rows = dict.fromkeys(full_corpus.rows, "Hello there.")
    full_corpus.add("han", text="Hello 你好 there.")
    report = run(full_corpus, **ENGLISH)
    assert [row["Uid"] for row in report.failed] == ["han"]
    assert "espeak-ng cannot read '你好' in language 'en-us'" in report.failed[0]["Reason"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("ko", "ཀཁགང"), ("en-us", "Привет, мир!"), ("en-us", "مرحبا بالعالم")],
)
def test_a_corpus_that_cannot_be_read_is_refused_at_once(full_corpus, language, text):
    full_corpus.rows = dict.fromkeys(full_corpus.rows, text)
    full_corpus.write()
    settings = {"text": {"phonemizer": "espeak", "language": language}}
    with pytest.raises(UserError, match=r"cannot read the characters .* 8 of 8 texts") as caught:
        run(full_corpus, **settings)
    for hint in (text[0], repr(language), "preprocess.text.language", "[[…]]"):
        assert hint in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not full_corpus.times("mels/*.npy")


def test_one_new_text_that_cannot_be_read_does_not_refuse_the_corpus(full_corpus):
    full_corpus.rows = dict.fromkeys(full_corpus.rows, "Hello there.")
    full_corpus.write()
    run(full_corpus, **ENGLISH)
    full_corpus.add("han", text="你好")
    assert [row["Uid"] for row in run(full_corpus, **ENGLISH).failed] == ["han"]


def test_a_vocoder_learns_from_recordings_whatever_is_said(full_corpus):
    full_corpus.rows = dict.fromkeys(full_corpus.rows, "今日は天気がいいです")
    full_corpus.write()
    voice = full_corpus.config(**ENGLISH)
    values = {name: getattr(voice, name) for name in ("dataset", "dataset_path")}
    settings = voice.preprocess.model_dump() | {"save_audio": True}
    vocoder = VocoderExperimentConfig(**values, preprocess=settings)
    report = preprocess(vocoder)[0]
    assert (report.meta["clips"], report.failed) == (8, [])
    with pytest.raises(UserError, match="for a vocoder, whatever the texts are"):
        check_features(voice)
    with pytest.raises(UserError, match="cannot read"):
        preprocess(voice)


def test_limits_of_a_vocoder_ask_nothing_of_a_text():
    clip = ClipState(AudioState("k", 1.0, 10, peak_db=-1.0), TextState("k", 99, "text: no"))
    for needs_text in (True, False):
        limits = Limits(0.3, 20.0, -55.0, 2, needs_text)
        assert (limits.problem(clip) is None) is not needs_text


def test_old_phones_are_said_to_be_old(full_corpus, monkeypatch):
    module = "processors.processed.feature_settings.TEXT_VERSION"
    monkeypatch.setattr(module, 1)
    run(full_corpus)
    monkeypatch.undo()
    with pytest.raises(UserError, match=r"text\.version is 2, was 1: newer code.*run stage 1"):
        check_features(full_corpus.config())
    report = run(full_corpus)
    assert (report.mels_made, report.phones_made) == (0, 8)
    check_features(full_corpus.config())


def test_the_threshold_of_scale_is_the_double_of_full_scale():
    limits = Limits(0.3, 20.0, -55.0, 2)
    for peak, bad in ((1.99, False), (2.01, True)):
        audio = AudioState("k", 1.0, 10, peak_db=round(20 * math.log10(peak), 2))
        assert (limits.audio_problem(audio) is not None) is bad
