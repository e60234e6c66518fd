"""Corpus readers: what they take literally, and what they refuse with the line."""

import tarfile
from pathlib import Path

import pytest

from processors.corpora import CorpusError, ljspeech, read_corpus
from utils.errors import UserError


@pytest.fixture
def corpus(tmp_path):
    """Make a dataset folder from metadata and the names of (empty) audio files."""

    def make(metadata: str | bytes, *files: str) -> Path:
        folder = tmp_path / "corpus"
        folder.mkdir(exist_ok=True)
        data = metadata.encode() if isinstance(metadata, str) else metadata
        (folder / "metadata.csv").write_bytes(data)
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()
        return folder

    return make


def test_ljspeech_takes_quotes_literally_and_prefers_normalized_text(corpus):
    folder = corpus('LJ1|He said "so|He said "so\nLJ2|in 1455|in fourteen\n', "wavs/LJ1.wav")
    first, second = read_corpus("LJSpeech", folder)
    assert (first.uid, first.text, first.speaker) == ("LJ1", 'He said "so', None)
    assert first.path == str(folder / "wavs" / "LJ1.wav")
    assert second.text == "in fourteen"


def test_ljspeech_falls_back_on_raw_text(corpus):
    folder = corpus("LJ1|raw|\nLJ2|raw two\n", "wavs/LJ1.wav")
    assert [row.text for row in read_corpus("LJSpeech", folder)] == ["raw", "raw two"]


def test_missing_ljspeech_says_how_to_get_it(tmp_path):
    with pytest.raises(CorpusError) as caught:
        list(read_corpus("LJSpeech", tmp_path / "LJSpeech-1.1"))
    for hint in ("--stage 0", "keithito.com/LJ-Speech-Dataset", str(tmp_path), "dataset_path"):
        assert hint in str(caught.value)


def test_custom_finds_audio_wherever_it_may_be(corpus):
    folder = corpus(
        "a|one\nb.flac|two\nsub/c|three\nd.1|four\ne|five\nf|raw|six\n",
        "wavs/a.wav", "b.flac", "wavs/sub/c.MP3", "wavs/d.1.wav", "e.flac", "e.wav", "wavs/f.mp3",
    )  # fmt: skip
    rows = list(read_corpus("mine", folder))
    assert [row.uid for row in rows] == ["a", "b", "sub_c", "d.1", "e", "f"]
    found = [Path(row.path).relative_to(folder).as_posix() for row in rows]
    expected = ["wavs/a.wav", "b.flac", "wavs/sub/c.MP3", "wavs/d.1.wav", "e.wav", "wavs/f.mp3"]
    assert found == expected
    assert rows[-1].text == "six"


def test_custom_takes_the_extension_that_was_written(corpus):
    folder = corpus("a.flac|one\n", "wavs/a.wav", "wavs/a.flac")
    assert next(read_corpus("mine", folder)).path.endswith("a.flac")


def test_missing_audio_is_not_the_readers_business(corpus):
    folder = corpus("a|one\nb.mp3|two\n")
    paths = [Path(row.path).relative_to(folder).as_posix() for row in read_corpus("mine", folder)]
    assert paths == ["wavs/a.wav", "wavs/b.mp3"]


def test_bom_crlf_and_blank_lines(corpus):
    folder = corpus(b"\xef\xbb\xbfa|one\r\n\r\n  \r\nb| two \r\n", "wavs/a.wav")
    rows = [(row.uid, row.text) for row in read_corpus("mine", folder)]
    assert rows == [("a", "one"), ("b", "two")]


def test_line_separators_inside_text_do_not_end_a_line(corpus):
    folder = corpus("a|one\u2028two\x85three\n")
    assert [row.uid for row in read_corpus("mine", folder)] == ["a"]


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ("a|one\nb\n", r"line 2: 1 fields; each line must be id\|text"),
        ("a|one\nb|x|y|z\n", "line 2: 4 fields"),
        ("a|one\n\nb|two\na|three\n", "line 4: id 'a' is the same utterance as on line 1"),
        ("a|one\na.wav|two\n", "line 2: id 'a' is the same utterance"),
        ("x/y|one\nx_y|two\n", "line 2: id 'x_y' is the same utterance"),
        ("../secret|one\n", "line 1: id '../secret' points outside"),
        ("a/../../b|one\n", "points outside"),
        ("..\\b|one\n", "points outside"),
        ("/etc/passwd|one\n", "points outside"),
        ("C:\\b|one\n", "points outside"),
        ("|one\n", "line 1: the id is empty"),
        (".wav|one\n", "cannot be a file name"),
        ("a\0b|one\n", "cannot be a file name"),
        ("é" * 150 + "|one\n", "too long"),
        (b"a|one\nb|caf\xe9\n", "line 2: not UTF-8"),
        ("\n\n", "no utterances"),
        ("", "no utterances"),
    ],
)
def test_bad_metadata_is_refused_with_its_line(corpus, metadata, message):
    folder = corpus(metadata, "wavs/a.wav")
    with pytest.raises(CorpusError, match=message):
        list(read_corpus("mine", folder))


@pytest.mark.parametrize(
    ("metadata", "message"),
    [("a|one\nb\n", "line 2: 1 fields"), ("a|one\n../b|two\n", "line 2: .* points outside")],
)
def test_bad_metadata_of_ljspeech_is_refused_too(corpus, metadata, message):
    folder = corpus(metadata, "wavs/a.wav")
    with pytest.raises(CorpusError, match=message):
        list(read_corpus("LJSpeech", folder))


@pytest.mark.parametrize("name", ["LJSpeech", "mine"])
@pytest.mark.parametrize("link", ["wavs/b.wav", "wavs/sub"])
def test_links_out_of_the_dataset_are_refused(corpus, tmp_path, name, link):
    folder = corpus(f"a|one\n{'b' if '.' in link else 'sub/b'}|two\n", "wavs/a.wav")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.wav").touch()
    (folder / link).symlink_to(outside / "b.wav" if "." in link else outside)
    with pytest.raises(CorpusError, match="a link out of the dataset folder"):
        list(read_corpus(name, folder))


@pytest.mark.parametrize("name", ["LJSpeech", "mine"])
def test_links_within_and_links_of_whole_folders_are_followed(corpus, tmp_path, name):
    folder = corpus("a|one\nb|two\n", "wavs/a.wav")
    (folder / "wavs" / "b.wav").symlink_to("a.wav")
    (folder / "wavs").rename(tmp_path / "disk2")
    (folder / "wavs").symlink_to(tmp_path / "disk2")
    assert [row.uid for row in read_corpus(name, folder)] == ["a", "b"]


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_without_metadata(tmp_path, exists):
    folder = tmp_path if exists else tmp_path / "nowhere"
    with pytest.raises(CorpusError, match=r"metadata\.csv \(id\|text"):
        list(read_corpus("mine", folder))


@pytest.fixture
def archive(tmp_path):
    """An archive of two files with the name and layout of the published one."""
    content = tmp_path / "content" / "LJSpeech-1.1"
    (content / "wavs").mkdir(parents=True)
    (content / "metadata.csv").write_text("LJ1|text|text\n")
    (content / "wavs" / "LJ1.wav").write_bytes(b"whole")
    path = tmp_path / "data" / ljspeech.ARCHIVE
    path.parent.mkdir()
    with tarfile.open(path, "w:bz2") as tar:
        tar.add(content, "LJSpeech-1.1")
    return path


@pytest.mark.parametrize("name", ["LJSpeech-1.1", "lj"])
def test_download_unpacks_an_archive_at_hand(archive, name):
    folder = archive.parent / name
    assert ljspeech.download(folder)
    assert (folder / "wavs" / "LJ1.wav").read_bytes() == b"whole"
    assert sorted(path.name for path in archive.parent.iterdir()) == sorted([name, archive.name])
    assert not ljspeech.download(folder)  # already there


def test_download_does_not_trust_a_half_unpacked_folder(archive):
    half = archive.parent / ".LJSpeech-1.1.download" / "LJSpeech-1.1" / "wavs"
    half.mkdir(parents=True)
    (half / "LJ1.wav").write_bytes(b"ha")
    ljspeech.download(archive.parent / "LJSpeech-1.1")
    assert (archive.parent / "LJSpeech-1.1" / "wavs" / "LJ1.wav").read_bytes() == b"whole"


def test_download_of_a_broken_archive(archive):
    archive.write_bytes(archive.read_bytes()[:100])
    with pytest.raises(UserError, match="delete it"):
        ljspeech.download(archive.parent / "LJSpeech-1.1")
    assert not (archive.parent / "LJSpeech-1.1").exists()


def test_download_without_a_network(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("Name or service not known")

    monkeypatch.setattr("torchaudio.datasets.ljspeech.download_url_to_file", refuse)
    with pytest.raises(UserError, match=r"cannot be downloaded.*\n.*Without a network"):
        ljspeech.download(tmp_path / "LJSpeech-1.1")


def test_download_leaves_other_folders_alone(tmp_path):
    (tmp_path / "LJSpeech-1.1").mkdir()
    (tmp_path / "LJSpeech-1.1" / "mine.txt").touch()
    with pytest.raises(UserError, match="is not LJSpeech"):
        ljspeech.download(tmp_path / "LJSpeech-1.1")
