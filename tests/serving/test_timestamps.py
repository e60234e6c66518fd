"""Audio with the times of its words, captions, marks, and phonemes."""

import base64
import io

import httpx
import pytest
import soundfile

TEXT = "It cost $5.50, really."


PATH = "/v1/audio/speech/timestamps"


def ask(url: str, path: str = PATH, headers=None, **body) -> httpx.Response:
    return httpx.post(f"{url}{path}", json={"voice": "tiny", **body}, headers=headers)


def test_words_and_phones_lie_within_the_audio(url: str) -> None:
    answer = ask(url, input=TEXT, response_format="wav").json()
    with io.BytesIO(base64.b64decode(answer["audio"])) as file:
        info = soundfile.info(file)
    assert info.frames / info.samplerate == pytest.approx(answer["seconds"], abs=0.01)
    words = [word for sentence in answer["sentences"] for word in sentence["words"]]
    assert [word["word"] for word in words] == ["It", "cost", "$5.50", "really"]
    edges = [edge for word in words for edge in (word["start"], word["end"])]
    assert edges == sorted(edges)
    assert edges[-1] <= answer["seconds"]
    assert all(word["phones"] for word in words)


def test_marks_and_warnings_of_ssml(url: str) -> None:
    document = '<speak>One <mark name="here"/>two. <emphasis>Three.</emphasis></speak>'
    answer = ask(url, input=document, ssml=True)
    assert answer.status_code == 400
    assert "<emphasis>" in answer.json()["error"]["message"]
    answer = ask(url, input=document, ssml=True, ssml_unknown="warn").json()
    words = [word for sentence in answer["sentences"] for word in sentence["words"]]
    seconds = pytest.approx(words[1]["start"], abs=1e-3)
    assert answer["marks"] == [{"name": "here", "seconds": seconds}]
    assert "<emphasis>" in answer["warnings"][0]
    assert answer["text"] == "One two. Three."


@pytest.mark.parametrize(
    ("accept", "begins"),
    [("text/vtt", "WEBVTT"), ("application/x-subrip", "1\n00:00:0"),
     ("text/x-textgrid", 'File type = "ooTextFile"'), ("application/json", "{")],
)  # fmt: skip
def test_captions_by_accept(url: str, accept: str, begins: str) -> None:
    answer = ask(url, input=TEXT, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(accept)
    assert answer.text.startswith(begins)


def test_an_unknown_accept_lists_the_known(url: str) -> None:
    answer = ask(url, input=TEXT, headers={"Accept": "image/png"})
    assert answer.status_code == 400
    assert "text/vtt" in answer.json()["error"]["message"]


def test_phonemes(url: str) -> None:
    answer = ask(url, "/v1/phonemes", input="I say [[təmˈɑːtoʊ]]. [pause:1s] Bye.").json()
    phonemes = [segment["phonemes"] for segment in answer["segments"]]
    assert len(phonemes) == 2
    assert "təmˈɑːtoʊ" in phonemes[0]
