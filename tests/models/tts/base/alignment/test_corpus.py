"""Corpora in the layouts that people have, with the voice in the box, one process."""

import json
from pathlib import Path

import numpy as np
import pytest

from bins.tts import align
from models.tts.base.alignment.corpus_alignment import (
    Outcome,
    find_suspects,
    usual_confidence,
)
from models.tts.base.alignment.recordings import find_recordings
from models.tts.base.synthesizer import Synthesizer
from processors.audio.io import write_wav
from utils.errors import UserError

TEXTS = ("We went home.", "The dog was old and slept.", "Nobody saw them leave.")


@pytest.fixture(scope="module")
def box() -> Path:
    return Path(__file__).resolve().parents[5] / "pretrained" / "hibari"


@pytest.fixture(scope="module")
def spoken(box: Path) -> list[np.ndarray]:
    return [speech.waveform for speech in Synthesizer.from_checkpoint(box).synthesize(TEXTS)]


@pytest.fixture
def corpus(spoken: list[np.ndarray], tmp_path: Path) -> Path:
    """Wavs with a .lab beside each, in a folder of their speaker; one of them broken."""
    folder = tmp_path / "corpus" / "anna"
    for number, (text, waveform) in enumerate(zip(TEXTS, spoken, strict=True)):
        write_wav(folder / f"c{number}.wav", waveform, 22050)
        (folder / f"c{number}.lab").write_text(text, encoding="utf-8")
    (folder / "broken.wav").write_bytes(b"no wav")
    (folder / "broken.lab").write_text("Words.", encoding="utf-8")
    return folder.parent


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr("sys.argv", ["align.py", "--num_workers", "1", *map(str, arguments)])
    return align.main()


def test_a_folder_is_aligned_and_resumed(
    corpus: Path, box: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    out = tmp_path / "out"
    options = ("--acoustics_dir", box, "--corpus", corpus, "--output_dir", out, "--check")
    assert run(monkeypatch, *options, "--format", "textgrid,ctm") == 0
    assert "3 aligned" in capsys.readouterr().out
    ctm = (out / "anna" / "c1.ctm").read_text(encoding="utf-8").split("\n")
    assert [line.split()[4] for line in ctm if line] == TEXTS[1].strip(".").split()
    (failed,) = json.loads((out / "failed.json").read_text(encoding="utf-8"))
    assert failed["Uid"] == "anna/broken"
    written = {path: path.stat().st_mtime_ns for path in out.rglob("*.TextGrid")}
    assert len(written) == 3
    # Again: nothing is done but for the text that changed.
    (corpus / "anna" / "c0.lab").write_text("We went home!", encoding="utf-8")
    assert run(monkeypatch, *options, "--format", "textgrid,ctm") == 0
    changed = [path.stem for path, time in written.items() if path.stat().st_mtime_ns != time]
    assert changed == ["c0"]


def test_one_recording(spoken, box: Path, tmp_path: Path, monkeypatch) -> None:
    write_wav(tmp_path / "talk.wav", spoken[0], 22050)
    options = ("--acoustics_dir", box, "--audio", tmp_path / "talk.wav", "--text", TEXTS[0])
    assert run(monkeypatch, *options, "--output_dir", tmp_path, "--format", "srt") == 0
    assert TEXTS[0] in (tmp_path / "talk.srt").read_text(encoding="utf-8")


def test_corpora_with_a_table_and_libritts(tmp_path: Path) -> None:
    (tmp_path / "wavs").mkdir()
    (tmp_path / "wavs" / "a.wav").touch()
    (tmp_path / "metadata.csv").write_text("a|Hi.\n", encoding="utf-8")
    assert [found.text for found in find_recordings(tmp_path)] == ["Hi."]
    chapter = tmp_path / "tts" / "19" / "198"
    chapter.mkdir(parents=True)
    (chapter / "19_198_1.wav").touch()
    (chapter / "19_198_1.original.txt").write_text("Dr. X", encoding="utf-8")
    (chapter / "19_198_1.normalized.txt").write_text("Doctor X", encoding="utf-8")
    (found,) = find_recordings(tmp_path / "tts")
    assert (found.text, found.speaker, found.uid) == ("Doctor X", "19", "19/198/19_198_1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give --corpus, or --audio and --text"),
        (("--audio", "a.wav"), "--audio needs --text"),
        (("--corpus", "c", "--segment"), "--segment needs --audio"),
        (("--audio", "a.wav", "--text", "x", "--adapt"), "--adapt needs --corpus"),
        (("--corpus", "c", "--format", "elan"), "no format 'elan'"),
        (("--corpus", "nowhere"), "nowhere: no such folder"),
    ],
)
def test_wrong_commands(arguments, message, monkeypatch) -> None:
    with pytest.raises(UserError, match=message):
        run(monkeypatch, "--acoustics_dir", "v", *arguments)


def outcome(uid: str, confidence: float, *words: float) -> Outcome:
    rated = [(f"w{n}", float(n), value) for n, value in enumerate(words)]
    return Outcome(uid, "", "", 3.0, confidence, rated)


def test_suspects_are_those_unlike_the_corpus_worst_first() -> None:
    usual = [outcome(f"fine{n}", 0.4, *[0.4] * 6) for n in range(5)]
    swapped = outcome("swapped", 0.1, *[0.1] * 6)
    cut = outcome("cut", 0.3, 0.5, 0.5, 0.5, 0.05, 0.05, 0.05)
    wrong_words = outcome("words", 0.35, 0.5, 0.5, 0.01, 0.02, 0.5, 0.5)
    one_word = outcome("one", 0.38, 0.5, 0.5, 0.01, 0.5, 0.5, 0.5)
    failed = Outcome("failed", "", "", error="missing")
    rows = find_suspects([*usual, wrong_words, cut, swapped, one_word, failed])
    assert [row["Uid"] for row in rows] == ["swapped", "cut", "words"]
    assert "does not fit" in rows[0]["Reason"]
    assert "its last words are not there: 'w3 w4 w5'" in rows[1]["Reason"]
    assert "'w2' at 2.00 s, 'w3' at 3.00 s" in rows[2]["Reason"]


def test_the_usual_confidence_leaves_out_what_failed() -> None:
    failed = Outcome("failed", "", "", error="missing")
    assert usual_confidence([outcome("a", 0.2), failed, outcome("b", 0.4)]) == pytest.approx(0.3)
    assert np.isnan(usual_confidence([failed]))
    assert find_suspects([failed]) == []
