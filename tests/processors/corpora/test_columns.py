"""Columns of metadata.csv: named in the config or a header, or refused when they are not text."""

import logging

import pytest

from processors.corpora import CorpusError, read_corpus

TEXTS = (
    "Printing, in the only sense with which we are at present concerned.",
    "In being comparatively modern, Mr. Smith paid 3 pounds.",
    "For although the Chinese took impressions from wood blocks.",
    "Hello there.",
    "In 1455 Gutenberg printed the Bible at Mainz.",
    "No.",
)
SPEAKERS = ("speaker0", "speaker1") * 3


@pytest.fixture
def folder(tmp_path):
    """Make a corpus of lines from columns, after a header line if there is one."""

    def make(*columns, header: str | None = None):
        ids = [f"c{index}" for index in range(len(columns[0]))]
        lines = ["|".join(fields) for fields in zip(ids, *columns, strict=True)]
        text = "\n".join([*([header] if header else []), *lines]) + "\n"
        (tmp_path / "metadata.csv").write_text(text, encoding="utf-8")
        (tmp_path / "wavs").mkdir(exist_ok=True)
        return tmp_path

    return make


NO_TEXTS = {
    "seconds": ("3.10", "2.5", "3.0", "0.9", "4.1", "0.4"),
    "clock": ("00:03.1", "00:02", "00:03", "00:01", "00:04", "00:01"),
    "units": ("3.1s", "2.5 sec", "3 s", "1 s", "4 s", "2 s"),
    "language": ("en",) * 6,
    "languages": ("en", "de", "fr", "en-us", "es", "it"),
    "speakers": SPEAKERS,
    "speaker numbers": ("0", "1") * 3,
    "speaker names": ("Alice Smith", "Bob", "Carol", "Dave", "Eve", "Frank"),
    "emotions": ("neutral", "happy", "sad", "neutral", "happy", "angry"),
    "paths": tuple(f"wavs/c{index}.wav" for index in range(6)),
    "ipa": (
        "pɹˈɪntɪŋ ɪn ðɪ ˈoʊnli sˈɛns",
        "ɪn bˈiːɪŋ kəmpˈæɹətɪvli mˈɑːdɚn",
        "fɔːɹ ɔːlðˈoʊ ðə tʃaɪnˈiːz tˈʊk",
        "həlˈoʊ ðɛɹ",
        "ɪn fˈoːɹtiːn fˈɪfti fˈaɪv",
        "nˈoʊ",
    ),
}


@pytest.mark.parametrize("name", ["mine", "LJSpeech"])
@pytest.mark.parametrize("kind", NO_TEXTS)
def test_a_third_column_that_is_no_text_is_refused(folder, kind, name):
    with pytest.raises(CorpusError, match=r"third column .*preprocess\.columns") as caught:
        list(read_corpus(name, folder(TEXTS, NO_TEXTS[kind])))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "kind", ["seconds", "language", "speakers", "speaker numbers", "speaker names"]
)
def test_a_second_column_that_is_no_text_is_refused(folder, kind):
    with pytest.raises(CorpusError, match=r"preprocess\.columns"):
        list(read_corpus("mine", folder(NO_TEXTS[kind], TEXTS)))


def test_speakers_are_said_to_look_like_speakers(folder):
    with pytest.raises(CorpusError, match=r"second column has 2 values in 6 .*looks like speakers"):
        list(read_corpus("mine", folder(SPEAKERS, TEXTS)))


NORMALIZED = {
    "same": TEXTS,
    "capitals": tuple(text.upper() for text in TEXTS),
    "words": (
        TEXTS[0],
        "In being comparatively modern, Mister Smith paid three pounds.",
        *TEXTS[2:4],
        "In fourteen fifty-five Gutenberg printed the Bible at Mainz.",
        "No.",
    ),
    "phones": tuple(f"[[həlˈoʊ {index}]]" for index in range(6)),
}


@pytest.mark.parametrize("kind", NORMALIZED)
def test_a_normalized_column_is_used(folder, kind):
    rows = list(read_corpus("mine", folder(TEXTS, NORMALIZED[kind])))
    assert [row.text for row in rows] == list(NORMALIZED[kind])
    assert {row.doubt for row in rows} == {None}


@pytest.mark.parametrize(
    ("raw", "normalized"),
    [
        (
            ("1", "27", "1984", "$5"),
            ("one", "twenty seven", "nineteen eighty-four", "five dollars"),
        ),
        (
            ("水を買う。", "雨です。", "学生だ。", "東京"),
            ("みずをかう。", "あめです。", "がくせいだ。", "とうきょう"),
        ),
        (
            ("你好世界", "谢谢", "再见", "学生"),
            ("ni3 hao3 shi4 jie4", "xie4 xie4", "zai4 jian4", "xue2 sheng1"),
        ),
    ],
)
def test_numbers_and_other_scripts_may_be_spelled_out(folder, raw, normalized):
    assert [row.text for row in read_corpus("mine", folder(raw, normalized))] == list(normalized)


def test_one_strange_line_is_a_doubt(folder):
    rows = list(read_corpus("mine", folder(TEXTS, (TEXTS[0], "en", *TEXTS[2:]))))
    assert [row.uid for row in rows if row.doubt] == ["c1"]
    assert rows[1].doubt.startswith("unlike texts: 'en' is no normalized form")


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("audio_file|text|speaker_name", (TEXTS, SPEAKERS)),
        ("audio_file|text|speaker_name|emotion_name", (TEXTS, SPEAKERS, ("neutral",) * 6)),
        ("id|speaker|text", (SPEAKERS, TEXTS)),
        ("ID|Speaker ID|Raw Text|Normalized-Text", (SPEAKERS, ("x",) * 6, TEXTS)),
        ("\ufefffile_name|transcription|duration|client_id", (TEXTS, ("1.0",) * 6, SPEAKERS)),
    ],
)
def test_a_header_names_the_columns(folder, header, columns):
    rows = list(read_corpus("mine", folder(*columns, header=header)))
    assert [row.uid for row in rows] == [f"c{index}" for index in range(6)]
    assert [row.text for row in rows] == list(TEXTS)
    assert [row.speaker for row in rows] == list(SPEAKERS)


def test_unused_columns_of_a_header_are_named(folder, caplog):
    list(read_corpus("mine", folder(TEXTS, ("x",) * 6, header="id|text|emotion_name")))
    assert "not used: emotion_name" in caplog.text


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("audio_file|words|duration", "line 1: .* header line, but no column is the text"),
        ("text|speaker|duration", "exactly one column must be the id"),
        ("id|text|speaker", "line 2: the speaker is ''"),
        ("id|text", "line 2: 3 fields"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(folder, header, message):
    with pytest.raises(CorpusError, match=message):
        list(read_corpus("mine", folder(TEXTS, ("",) * 6, header=header)))


def test_the_config_names_the_columns(folder):
    columns = ["id", "speaker", "text"]
    for header in (None, "id|speaker|text"):
        corpus = folder(SPEAKERS, TEXTS, header=header)
        rows = list(read_corpus("mine", corpus, columns=columns))
        assert [(row.speaker, row.text) for row in rows] == list(zip(SPEAKERS, TEXTS, strict=True))
    durations = folder(TEXTS, NO_TEXTS["seconds"])
    rows = list(read_corpus("LJSpeech", durations, columns=["id", "text", "ignore"]))
    assert [row.text for row in rows] == list(TEXTS)
    assert {row.speaker for row in rows} == {None}


def test_columns_that_are_swapped_are_refused(folder):
    with pytest.raises(CorpusError, match="look swapped"):
        list(read_corpus("mine", folder(SPEAKERS, TEXTS, header="id|text|speaker")))


def test_libritts_has_no_columns(tmp_path):
    with pytest.raises(CorpusError, match=r"preprocess\.columns: dataset 'LibriTTS'"):
        read_corpus("LibriTTS", tmp_path, columns=["id", "text"])


@pytest.mark.parametrize(
    ("texts", "message"),
    [(SPEAKERS, "6 clips have 2 different texts"), (NO_TEXTS["seconds"], "texts have no letters")],
)
def test_strange_texts_are_warned_of(folder, caplog, texts, message):
    assert len(list(read_corpus("mine", folder(texts)))) == 6
    assert message in caplog.text


def test_speakers_that_are_almost_the_same_are_warned_of(folder, caplog):
    names = ("Bob", "bob", "Ann") * 2
    list(read_corpus("mine", folder(TEXTS, names, header="id|text|speaker")))
    assert "speakers that differ only in capitals" in caplog.text


def test_an_ordinary_corpus_is_not_warned_of(folder, caplog):
    with caplog.at_level(logging.WARNING):
        list(read_corpus("mine", folder(TEXTS)))
        list(read_corpus("mine", folder(TEXTS, SPEAKERS, header="id|text|speaker")))
    assert not caplog.records
