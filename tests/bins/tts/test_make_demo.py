"""The demo's corpus: what is spoken, by whom, and what a second run does."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from processors.corpora import demo, demo_voices, read_corpus
from processors.corpora.demo import (
    HELD_OUT,
    SENTENCES,
    demo_sentences,
    held_out_sentence,
    make_corpus,
    read_sentences,
)
from processors.text.espeak import phonemize
from utils.errors import UserError
from utils.files import read_json

TEXTS = ["One small step.", "Two large steps.", "Three more.", "Four in all."]


class Beeper:
    """A voice that is quick, and tells what it was asked to say."""

    name, version, sample_rate, threads = "beeper", "1", 8000, 2

    def __init__(self, language: str = "en-us") -> None:
        self.language = language
        self.said: list[tuple[str, int]] = []

    def say(self, text: str, seed: int) -> np.ndarray:
        if text == "Break.":
            raise UserError("no more")
        self.said.append((text, seed))
        return np.full(800, seed / 100, dtype=np.float32)


@pytest.fixture
def beeper(monkeypatch) -> Beeper:
    voice = Beeper()
    other = Beeper()
    other.name = "other"
    monkeypatch.setattr(demo, "VOICES", {"beeper": lambda _: voice, "other": lambda _: other})
    return voice


def test_sentences_are_as_the_readers_need_them():
    """Enough of them, no two alike, none held out that is learned, all of one plain line."""
    spoken, held_out = read_sentences(SENTENCES), read_sentences(HELD_OUT)
    assert len(spoken) >= 600
    assert len(held_out) == 60
    for path, sentences in ((SENTENCES, spoken), (HELD_OUT, held_out)):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines == sentences, "blank or repeated lines, or spaces around them"
    assert not {bare(text) for text in spoken} & {bare(text) for text in held_out}
    for text in spoken + held_out:
        assert text.isascii(), text
        assert text[-1] in '.?!"', text
        assert not any(letter.isdigit() for letter in text), text
        assert 2 <= len(text.split()) <= 22, text


def bare(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def test_sentences_cover_the_phones_of_english():
    sentences = read_sentences(SENTENCES)
    phones = "".join(phonemize(sentences, "en-us"))
    for phone in "pbtdkɡfvθðszʃʒhmnŋlɹjwæɛɪʊʌəɚɜɔɑ":
        assert phones.count(phone) >= 60, phone
    for diphthong in (
        "tʃ",
        "dʒ",
        "aɪ",
        "aʊ",
        "ɔɪ",
        "eɪ",
        "oʊ",
        "iː",
        "uː",
        "ɑːɹ",
        "ɔːɹ",
        "ɪɹ",
        "ɛɹ",
    ):
        assert phones.count(diphthong) >= 50, diphthong


def test_layout_is_read_back(beeper, tmp_path):
    assert make_corpus(tmp_path / "demo", TEXTS, "beeper") == 4
    rows = list(read_corpus("demo", tmp_path / "demo"))
    assert [row.text for row in rows] == TEXTS
    for number, row in enumerate(rows, start=1):
        assert row.uid == f"demo_{number:04d}"
        samples, rate = soundfile.read(row.path)
        assert rate == 8000
        assert samples == pytest.approx(number / 100, abs=1e-3)
    # LJSpeech's own reader takes it too.
    assert [row.text for row in read_corpus("LJSpeech", tmp_path / "demo")] == TEXTS


def test_seeds_belong_to_sentences(beeper, tmp_path):
    make_corpus(tmp_path / "demo", TEXTS, "beeper")
    assert sorted(beeper.said, key=lambda said: said[1]) == [
        (text, number) for number, text in enumerate(TEXTS, start=1)
    ]


def test_only_what_is_missing_is_spoken(beeper, tmp_path):
    assert make_corpus(tmp_path / "demo", TEXTS, "beeper", limit=2) == 2
    beeper.said.clear()
    assert make_corpus(tmp_path / "demo", TEXTS, "auto") == 2
    assert {text for text, _ in beeper.said} == set(TEXTS[2:])
    (tmp_path / "demo" / "wavs" / "demo_0002.wav").unlink()
    assert make_corpus(tmp_path / "demo", TEXTS) == 1
    assert make_corpus(tmp_path / "demo", TEXTS) == 0


def test_an_interrupted_corpus_is_not_taken_for_a_whole_one(beeper, tmp_path):
    folder = tmp_path / "demo"
    broken = [*TEXTS[:2], "Break.", *TEXTS[2:]]
    with pytest.raises(UserError, match="no more"):
        make_corpus(folder, broken, "beeper")
    assert not (folder / "metadata.csv").exists()
    assert not list(folder.glob("wavs/.*")), "half written files"
    spoken = len(list(folder.glob("wavs/*.wav")))
    beeper.said.clear()
    with pytest.raises(UserError, match="no more"):
        make_corpus(folder, broken, "beeper")
    assert len(beeper.said) <= 4 - spoken


def test_other_sentences_are_spoken_anew(beeper, tmp_path):
    make_corpus(tmp_path / "demo", TEXTS, "beeper")
    assert make_corpus(tmp_path / "demo", TEXTS[::-1], "beeper") == 4
    assert [row.text for row in read_corpus("demo", tmp_path / "demo")] == TEXTS[::-1]
    make_corpus(tmp_path / "demo", TEXTS[:1], "beeper")
    assert len(list(tmp_path.glob("demo/wavs/*.wav"))) == 1


def test_voices_do_not_mix(beeper, tmp_path):
    make_corpus(tmp_path / "demo", TEXTS, "beeper", limit=1)
    with pytest.raises(UserError, match="was spoken by beeper, and two voices are not mixed"):
        make_corpus(tmp_path / "demo", TEXTS, "other")
    assert read_json(tmp_path / "demo" / "voice.json")["voice"] == "beeper"


def test_a_folder_with_something_else_is_left_alone(beeper, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="something else than a demo corpus"):
        make_corpus(tmp_path, TEXTS, "beeper")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_without_hibari_espeak_speaks_and_says_so(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(demo, "has_hibari", lambda: False)
    assert demo.choose_voice(tmp_path / "demo") == "espeak"
    assert "hibari-tts is not installed" in caplog.text
    monkeypatch.setattr(demo, "has_hibari", lambda: True)
    assert demo.choose_voice(tmp_path / "demo") == "hibari"


def test_espeak_speaks():
    voice = demo_voices.EspeakVoice()
    long = voice.say("A long sentence, with a pause in the middle of it.", seed=1)
    short = voice.say("Short.", seed=1)
    assert long.dtype == np.float32
    assert 0.2 < np.abs(long).max() <= 1
    assert len(long) > 2 * len(short) > 0.4 * voice.sample_rate
    assert len(voice.say("Short.", seed=2)) == pytest.approx(len(short), rel=0.02)


def test_hibari_speaks_the_same_for_the_same_seed():
    pytest.importorskip("hibari")
    voice = demo_voices.HibariVoice()
    assert voice.sample_rate == 24000
    samples = voice.say("Hello there. Good morning.", seed=3)
    assert len(samples) > voice.sample_rate
    np.testing.assert_array_equal(voice.say("Hello there. Good morning.", seed=3), samples)
    assert not np.array_equal(voice.say("Hello there. Good morning.", seed=4), samples)


@pytest.mark.parametrize("language", ["de", "nl", "es", "fr", "cmn"])
def test_sentences_of_a_language_are_many_and_hold_one_out(language: str) -> None:
    sentences = demo_sentences(language)
    assert len(set(sentences)) == len(sentences) == 600
    held_out = held_out_sentence(language)
    assert held_out not in sentences
    words = {word for sentence in sentences for word in sentence.rstrip(".。").split()}
    if language != "cmn":
        assert set(held_out.rstrip(".").split()) <= words
    assert all(sentence[0].isupper() or language == "cmn" for sentence in sentences)


def test_a_language_without_sentences_is_named() -> None:
    with pytest.raises(UserError, match=r"no sentences in 'xx'.*cmn, de"):
        demo_sentences("xx")
    assert demo_sentences("en-us")[0].isascii()


def test_the_language_is_spoken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = []
    monkeypatch.setitem(demo.VOICES, "beeper", lambda language: made.append(language) or Beeper())
    make_corpus(tmp_path / "demo", TEXTS, "beeper", language="de")
    assert made == ["de"]
    assert read_json(tmp_path / "demo" / "voice.json")["language"] == "de"
    with pytest.raises(UserError, match="hibari speaks English, not 'de'"):
        demo.VOICES["hibari"]("de")
