"""Names that a Mac wrote: accents apart from their letters (NFD), and hidden ._ files."""

import unicodedata
from pathlib import Path

import pytest

from processors.corpora import CorpusError, read_corpus

NAMES = ("café", "Ünïcode/Straße ä", "ñandú.1", "각도", "が行", "é/ü.flac")


@pytest.mark.parametrize("name", ["mine", "LJSpeech"])
@pytest.mark.parametrize("ids", ["NFC", "NFD"])
@pytest.mark.parametrize("files", ["NFC", "NFD"])
def test_files_are_found_whatever_the_coding_of_accents(tmp_path, name, files, ids):
    for id_ in NAMES:
        written = unicodedata.normalize(files, id_)
        path = tmp_path / "wavs" / (written if written.endswith(".flac") else f"{written}.wav")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        path.with_name(f"._{path.name}").touch()
    lines = [f"{unicodedata.normalize(ids, id_)}|text of {id_}\n" for id_ in NAMES]
    (tmp_path / "metadata.csv").write_text("".join(lines), encoding="utf-8")
    rows = list(read_corpus(name, tmp_path))
    assert all(Path(row.path).is_file() for row in rows)
    assert [row.uid for row in rows] == [
        unicodedata.normalize("NFC", id_.removesuffix(".flac").replace("/", "_")) for id_ in NAMES
    ]


@pytest.mark.parametrize("coding", ["NFC", "NFD"])
def test_of_two_codings_the_one_that_was_written_is_taken(tmp_path, coding):
    (tmp_path / "wavs").mkdir()
    names = {form: unicodedata.normalize(form, "café") for form in ("NFC", "NFD")}
    for name in names.values():
        (tmp_path / "wavs" / f"{name}.wav").touch()
    (tmp_path / "metadata.csv").write_text(f"{names[coding]}|text\n", encoding="utf-8")
    assert Path(next(read_corpus("mine", tmp_path)).path).stem == names[coding]


def test_a_name_in_two_codings_is_one_utterance(tmp_path):
    lines = [unicodedata.normalize(form, "café") + "|text\n" for form in ("NFC", "NFD")]
    (tmp_path / "metadata.csv").write_text("".join(lines), encoding="utf-8")
    with pytest.raises(CorpusError, match="same utterance as on line 1"):
        list(read_corpus("mine", tmp_path))


@pytest.mark.parametrize("speaker", ["103", "José"])
def test_libritts_with_hidden_files_and_accents(tmp_path, speaker):
    decomposed = unicodedata.normalize("NFD", speaker)
    folder = tmp_path / "train-x" / decomposed / "7"
    folder.mkdir(parents=True)
    for place in (tmp_path, folder.parent.parent, folder.parent):
        (place / ".DS_Store").touch()
        (place / "._7").mkdir()
    (folder / f"{speaker}_7_0.wav").touch()
    (folder / f"{decomposed}_7_0.normalized.txt").write_text("Hello.")
    for name in (f"{speaker}_7_0.wav", f"{speaker}_7_0.normalized.txt", "x.wav"):
        (folder / f"._{name}").touch()
    (row,) = read_corpus("LibriTTS", tmp_path)
    assert (row.uid, row.text, row.speaker) == (f"{speaker}_7_0", "Hello.", speaker)
    assert Path(row.path).is_file()
