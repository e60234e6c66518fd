"""bins/tts/check_corpus.py: from a folder of recordings to a table, JSON and a picture."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bins.tts import check_corpus
from models.tts.base.corpus_check import clips as check_corpus_clips
from processors.metrics import recognition
from tests.models.tts.base.corpus_check.test_text_checks import TEXTS
from tests.processors.audio.test_recording_quality import RATE, syllables
from utils.errors import UserError


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch) -> Path:
    """A corpus of one speaker: few clips, of 20 seconds together."""
    folder = tmp_path / "corpus"
    (folder / "wavs").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    lines = []
    for number in range(6):
        samples = syllables(seed=number)
        soundfile.write(folder / "wavs" / f"c{number}.wav", samples, RATE)
        lines.append(f"c{number}|{TEXTS[7 * number]} {TEXTS[7 * number + 1]}\n")
    (folder / "metadata.csv").write_text("".join(lines), encoding="utf-8")
    return folder


def run(monkeypatch, *arguments: object) -> int:
    sentences = Path("sentences.txt").absolute()
    sentences.write_text("A boy enjoys noise.\nThe voice annoys us.\n", encoding="utf-8")
    defaults = (
        "--sentences",
        sentences,
        "--language",
        "en-us",
        "--voice",
        "none",
        "--num_workers",
        "1",
    )
    monkeypatch.setattr(sys, "argv", ["check_corpus.py", *map(str, [*defaults, *arguments])])
    monkeypatch.setattr(check_corpus_clips, "can_tell_speakers", lambda: False)  # quicker
    return check_corpus.main()


def test_a_corpus_with_faults_names_them(corpus, tmp_path, monkeypatch, capsys) -> None:
    clipped = np.clip(8 * syllables(), -1, 1)
    soundfile.write(corpus / "wavs" / "c1.wav", clipped, RATE)
    (corpus / "wavs" / "c2.wav").unlink()
    files = ("--json", tmp_path / "check.json", "--plot", tmp_path / "check.png")
    before = sorted(path for path in corpus.rglob("*"))
    assert run(monkeypatch, "--data", corpus, *files) == 1
    printed = capsys.readouterr().out
    assert f"{corpus}: 6 clips, language en-us" in printed
    assert "BAD      amount      5 clips, 0.2 minutes: too few for a voice" in printed
    assert "c1: clipping: cut off at full scale" in printed
    document = json.loads((tmp_path / "check.json").read_text())
    verdicts = {one["check"]: one["verdict"] for one in document["findings"]}
    assert (verdicts["clipping"], verdicts["files"]) == ("WARN", "WARN")
    assert (verdicts["match"], verdicts["texts"]) == ("SKIPPED", "OK")
    assert document["usable"] is False
    assert list(document["named"])[:2] == ["c1", "c2"]
    assert "no such file" in document["named"]["c2"][0]
    assert (tmp_path / "check.png").read_bytes()[:4] == b"\x89PNG"
    assert sorted(path for path in corpus.rglob("*")) == before


def test_ruined_recordings_are_not_aligned(corpus, tmp_path, monkeypatch) -> None:
    for path in (corpus / "wavs").iterdir():
        soundfile.write(path, np.clip(8 * soundfile.read(path)[0], -1, 1), RATE)
    files = ("--json", tmp_path / "check.json", "--voice", "hibari")
    assert run(monkeypatch, "--data", corpus, *files) == 1
    findings = json.loads((tmp_path / "check.json").read_text())["findings"]
    found = {one["check"]: (one["verdict"], one["text"]) for one in findings}
    assert found["clipping"][0] == "BAD"
    assert found["match"] == (
        "SKIPPED",
        "no voice understands such recordings: mend clipping first",
    )


def test_speakers_in_folders(corpus, tmp_path, monkeypatch, capsys) -> None:
    both = tmp_path / "both"
    (both / "b").mkdir(parents=True)
    corpus.rename(both / "a")
    (both / "b" / "metadata.csv").write_text("c0|Nobody was there.\n", encoding="utf-8")
    assert run(monkeypatch, "--data", both) == 1
    printed = capsys.readouterr().out
    assert "7 clips" in printed
    assert "b/c0: files: " in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--data", "nowhere"], "nowhere: no such folder"),
        (["--data", "."], "no recordings with texts"),
        (["--data", "corpus", "--sentences", "none.txt"], "none.txt: cannot be read"),
        (["--data", "corpus", "--voice", "nobody"], "nobody"),
    ],
)
def test_mistakes_are_one_line(corpus, tmp_path, monkeypatch, arguments, message) -> None:
    monkeypatch.chdir(tmp_path)
    if arguments[1] == ".":
        (tmp_path / "empty").mkdir()
        monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(UserError, match=message):
        run(monkeypatch, *arguments)


def test_a_recognizer_names_recordings_that_say_something_else(corpus, monkeypatch, capsys) -> None:
    class Recognizer:
        def transcribe(self, clip) -> str:
            number = int(clip.path.stem[1:])
            return (
                "What is this?" if number == 2 else f"{TEXTS[7 * number]} {TEXTS[7 * number + 1]}"
            )

    monkeypatch.setattr(recognition, "load_recognizer", lambda *arguments: Recognizer())
    (corpus / "wavs" / "c5.wav").unlink()
    run(monkeypatch, "--data", corpus, "--recognizer", "some")
    printed = capsys.readouterr().out
    assert "WARN     recognized  1 of 5 clips (c2) do not say their text" in printed
    assert "c2: recognized: “What is this?” is heard" in printed
    run(monkeypatch, "--data", corpus)
    assert "recognized" not in capsys.readouterr().out


def test_a_recognizer_that_is_not_there_is_told_first(corpus, monkeypatch, capsys) -> None:
    def missing(name: str, *arguments) -> None:
        raise UserError(f"{name} is not there")

    monkeypatch.setattr(recognition, "load_recognizer", missing)
    monkeypatch.setattr(check_corpus_clips, "measure_recording", None)  # not reached
    with pytest.raises(UserError, match="no_such_recognizer is not there"):
        run(monkeypatch, "--data", corpus, "--recognizer", "no_such_recognizer")
    assert capsys.readouterr().out == ""
