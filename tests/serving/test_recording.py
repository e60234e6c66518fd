"""Recording: clips land in a corpus at once, bad ones are refused, nothing is lost."""

import asyncio
import io
from pathlib import Path

import httpx
import numpy as np
import pytest
import soundfile

from processors.corpora.custom import read_corpus
from serving import recording
from serving.recording import RecordedCorpus, create_recording_app
from serving.settings import ServerSettings
from tests.processors.audio.test_clip_checks import RATE, clip
from tests.serving.browser import opened_page, wait
from tests.serving.servers import running
from utils.errors import UserError

SENTENCES = ["One sentence.", "Another one.", "The last of them."]


@pytest.fixture
def corpus(tmp_path: Path) -> RecordedCorpus:
    return RecordedCorpus.open(tmp_path / "me", SENTENCES)


def wav(samples: np.ndarray) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format="WAV", subtype="PCM_16")
    return file.getvalue()


def post(corpus: RecordedCorpus, path: str, content: bytes, kind: str = "audio/wav"):
    async def send() -> httpx.Response:
        app = create_recording_app(corpus, ServerSettings())
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post(path, content=content, headers={"Content-Type": kind})

    return asyncio.run(send())


def test_a_good_clip_is_in_the_corpus_at_once(corpus: RecordedCorpus) -> None:
    answer = post(corpus, "/v1/recording/1", wav(clip())).json()
    assert answer["used"]
    assert answer["faults"] == []
    (utterance,) = read_corpus(corpus.folder)
    assert (utterance.uid, utterance.text) == ("0002", "Another one.")
    assert soundfile.info(utterance.path).samplerate == RATE


def test_a_clip_that_is_read_again_is_replaced_and_kept(corpus: RecordedCorpus) -> None:
    for gain in (0.1, 0.2, 0.3):
        assert post(corpus, "/v1/recording/0", wav(clip(gain=gain))).json()["used"]
    takes = sorted((corpus.folder / "takes").iterdir())
    assert [path.name for path in takes] == ["0001-1.wav", "0001-2.wav"]
    peaks = [np.abs(soundfile.read(path)[0]).max() for path in (*takes, corpus.clip(0))]
    assert peaks == pytest.approx([0.1, 0.2, 0.3], abs=0.01)


def test_an_unfit_clip_is_refused_and_kept_and_may_be_used_anyway(corpus: RecordedCorpus) -> None:
    data = wav(clip(before=0.0))
    answer = post(corpus, "/v1/recording/0", data).json()
    assert not answer["used"]
    assert "beginning is cut" in answer["faults"][0]["message"]
    assert corpus.recorded() == []
    assert (corpus.folder / "takes" / "0001-1.wav").is_file()
    assert post(corpus, "/v1/recording/0?anyway=true", data).json()["used"]
    assert corpus.recorded() == [0]


def test_a_later_session_goes_on_where_the_first_one_ended(corpus: RecordedCorpus) -> None:
    post(corpus, "/v1/recording/2", wav(clip()))
    again = RecordedCorpus.open(corpus.folder, ["Other sentences."])
    assert again.sentences == tuple(SENTENCES)
    assert again.recorded() == [2]
    other = corpus.folder.parent / "theirs"
    other.mkdir()
    (other / "metadata.csv").write_text("a|b\n")
    with pytest.raises(UserError, match="another --name"):
        RecordedCorpus.open(other, SENTENCES)


@pytest.mark.parametrize(
    ("path", "content", "kind", "status"),
    [
        ("/v1/recording/3", b"", "audio/wav", 404),
        ("/v1/recording/-1", b"", "audio/wav", 404),
        ("/v1/recording/x", b"", "audio/wav", 400),
        ("/v1/recording/0", b"nonsense", "audio/wav", 400),
        ("/v1/recording/0", b"nonsense", "text/plain", 400),
        ("/v1/recording/0", wav(np.zeros(0, np.float32)), "audio/wav", 400),
        ("/v1/recording/0", b"x" * (17 * 2**20), "audio/wav", 413),
    ],
)
def test_what_is_no_clip(corpus: RecordedCorpus, path, content, kind, status) -> None:
    answer = post(corpus, path, content, kind)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]
    assert corpus.recorded() == []


def test_a_full_disk_is_said_and_the_old_clip_stays(
    corpus: RecordedCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(corpus, "/v1/recording/0", wav(clip()))
    data = wav(clip(gain=0.3))
    before = {path.name: path.read_bytes() for path in corpus.folder.rglob("*.*") if path.is_file()}

    def full(*args, **options):
        raise soundfile.LibsndfileError(2)

    monkeypatch.setattr(recording.soundfile, "write", full)
    answer = post(corpus, "/v1/recording/0", data)
    assert answer.status_code == 503
    assert "free some space" in answer.json()["error"]["message"]
    after = {path.name: path.read_bytes() for path in corpus.folder.rglob("*.*") if path.is_file()}
    assert after == before


@pytest.mark.slow
def test_a_person_records_with_a_browser(corpus: RecordedCorpus, tmp_path: Path) -> None:
    """The microphone is a file: two seconds of speech with quiet around, again and again."""
    path = tmp_path / "microphone.wav"
    soundfile.write(path, clip(before=0.8, after=0.8), RATE, subtype="PCM_16")
    flags = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={path}%noloop",
    ]
    app = create_recording_app(corpus, ServerSettings())
    with running(app) as url, opened_page(url, *flags) as page:
        wait(page, "document.getElementById('sentence').textContent")
        assert page.inner_text("#sentence") == SENTENCES[0]
        page.keyboard.press("Space")
        wait(page, "document.getElementById('level').value > -30")
        page.wait_for_timeout(2600)
        page.keyboard.press("Space")
        wait(page, "/Good|Kept|Not used/.test(document.getElementById('verdict').textContent)")
        if not corpus.recorded():  # the machine may be too busy to begin in time
            assert "cut" in page.inner_text("#verdict")
            page.click("#anyway")
            wait(page, "/Good|Kept/.test(document.getElementById('verdict').textContent)")
        assert corpus.recorded() == [0]
        assert soundfile.info(corpus.clip(0)).duration > 1.5
        page.click("#next")
        assert page.inner_text("#sentence") == SENTENCES[1]
        page.reload()
        wait(page, "document.getElementById('sentence').textContent")
        assert page.inner_text("#sentence") == SENTENCES[1]
        assert "1 recorded" in page.inner_text("#progress-text")
