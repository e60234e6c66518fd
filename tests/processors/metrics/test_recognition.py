"""Error rates of strings, whoever heard them."""

import sys

import numpy as np
import pytest

from processors.metrics import Clip, MetricError, Options, Pair, choose, evaluate, summarize
from processors.metrics import recognition as module
from processors.metrics.languages import recognizer_language
from processors.metrics.recognition import Listen, character_error_rate, word_error_rate
from utils.errors import UserError


class Parrot:
    """Hears what it is told to, by name of the file."""

    def __init__(self, **heard: str) -> None:
        self._heard = heard

    def transcribe(self, clip: Clip) -> str:
        return self._heard[clip.path.stem]


@pytest.fixture
def normalize():
    pytest.importorskip("jiwer", reason="not installed: the extra metrics")
    pytest.importorskip("whisper_normalizer", reason="not installed: the extra metrics")
    return module.load_normalizer("en")


def wer(text: str, heard: str, normalize) -> dict:
    listen = Listen(Parrot(a=heard), normalize)
    return word_error_rate(Clip("a.wav"), None, text, listen=listen)


@pytest.mark.parametrize(
    ("text", "heard", "percent"),
    [
        ("The cat sat down.", "the cat sat down", 0),
        ("The cat sat down.", "the bat sat down", 25),
        ("The cat sat down.", "the cat down", 25),
        ("The cat sat down.", "the cat sat down again", 25),
        ("The cat sat down.", "", 100),
        ("I have three colors, Mr. Smith.", "I have 3 colors, mister Smith", 0),
        ("It was built (in part) here.", "it was built in part here", 0),
        ("It was built in part here.", "It was built (in part) here.", 0),
    ],
)
def test_word_error_rate(text, heard, percent, normalize):
    assert wer(text, heard, normalize)["wer"] == pytest.approx(percent)


def test_character_error_rate(normalize):
    listen = Listen(Parrot(a="the bat"), normalize)
    result = character_error_rate(Clip("a.wav"), None, "The cat", listen=listen)
    assert result == {"cer": pytest.approx(100 / 7), "characters": 7}


@pytest.mark.parametrize("text", ["", "…", "say [[həlˈoʊ]]"])
def test_a_text_without_plain_words_is_an_error(text, normalize):
    with pytest.raises(MetricError, match="no plain words"):
        wer(text, "hello", normalize)


def test_over_all_utterances_words_count_and_not_sentences(clip, normalize, monkeypatch):
    parrot = Parrot(a="wrong", b="we all went down to the sea at noon")
    monkeypatch.setattr(module, "load_recognizer", lambda *_: parrot)
    silence = np.zeros(1000)
    pairs = [
        Pair("a", clip(silence, "a"), text="right"),
        Pair("b", clip(silence, "b"), text="we all went down to the sea at noon"),
    ]
    report = evaluate(pairs, choose(["wer"]), Options("parrot"))
    (summary,) = summarize(report)
    assert summary.mean == pytest.approx(10)
    assert summary.worst == "a"
    assert report.rows[0]["heard"] == "wrong"


def test_other_languages_lose_case_and_signs_alone(normalize):
    assert module.load_normalizer("de")("Drei Äpfel!").split() == ["drei", "äpfel"]


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("de", "Am dritten Oktober kamen zwanzig Leute.", "am 3. Oktober kamen 20 Leute"),
        ("de", "Doktor Müller zahlt fünf Euro", "Dr. Müller zahlt 5 €."),
        ("nl", "Om veertien uur dertig.", "om 14:30 uur"),
        ("cmn", "二零二四年。", "2024年"),
        ("zh", "他有两个", "他有2个。"),
    ],
)
def test_numbers_are_words_in_languages_with_rules(language: str, said: str, heard: str) -> None:
    normalize = module.load_normalizer(language)
    assert normalize(said) == normalize(heard)


def test_languages_without_spaces_are_compared_by_character() -> None:
    assert module.load_normalizer("cmn")("你好。").split() == ["你", "好"]


def test_codes_of_recognizers() -> None:
    codes = ["en-us", "de", "pt-br", "cmn", "nb", "fr-fr", "en"]
    assert list(map(recognizer_language, codes)) == ["en", "de", "pt", "zh", "no", "fr", "en"]


@pytest.mark.parametrize("missing", ["jiwer", "whisper_normalizer.english", "faster_whisper"])
def test_what_is_not_installed_is_said_before_anything_is_heard(clip, missing, monkeypatch):
    if missing != "jiwer":
        pytest.importorskip("jiwer", reason="not installed: the extra metrics")
    if missing == "faster_whisper":
        pytest.importorskip("whisper_normalizer", reason="not installed: the extra metrics")
    monkeypatch.setitem(sys.modules, missing, None)
    pairs = [Pair("a", clip(np.zeros(1000)), text="hello")]
    with pytest.raises(UserError, match=r"not installed: .*pip install -e '\.\[metrics\]'"):
        evaluate(pairs, choose(["wer"]), Options("base.en"))
