"""TextProcessor: the whole way from text to ids."""

import logging
from pathlib import Path

import pytest

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor
from utils.errors import UserError


@pytest.fixture(scope="module")
def processor() -> TextProcessor:
    return TextProcessor(TextConfig(), SymbolTable.default())


@pytest.fixture
def imported() -> TextProcessor:
    """A voice that takes phones only, with symbols of several characters."""
    symbols = ["_", *"!,. ", "@HH", "@AH0", "@L", "@OW1", "@B"]
    table = SymbolTable(symbols, pad="_", blank=None)
    return TextProcessor(TextConfig(phonemizer="none", add_blank=False), table)


def test_text_to_ids_and_back(processor: TextProcessor) -> None:
    ids = processor("Hi!")
    assert processor.symbols.decode(ids)[1::2] == list("hˈaɪ!")
    assert ids[::2] == [processor.symbols.blank_id] * 6


def test_training_and_inference_ids_are_the_same_call(processor: TextProcessor) -> None:
    text = "Dr. Smith paid $5.50 — at 3:30 p.m., [[həlˈoʊ]]!"
    assert processor.encode(processor.phonemize(text)) == processor(text)
    assert processor.phonemize_batch([text, "a"])[0] == processor.phonemize(text)


def test_phonemize_normalizes(processor: TextProcessor) -> None:
    assert processor.phonemize("$5.50") == processor.phonemize("five dollars and fifty cents")


def test_normalizer_can_be_switched_off() -> None:
    plain = TextProcessor(TextConfig(normalize=False), SymbolTable.default())
    assert plain.normalize("Dr.  Smith\u200b “paid” 5%") == 'Dr. Smith "paid" 5%'


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("[[həlˈoʊ wˈɜːld]]", "həlˈoʊ wˈɜːld"),
        ("say [[ɡˈʊd]] [[nˈaɪt]], man [[ˈɑː]]!", "sˈeɪ ɡˈʊd nˈaɪt, mˈæn ˈɑː!"),
        ("[[ɡlˈoʊ]]s", "ɡlˈoʊˈɛs"),
        ("x[[ɪŋ]]y", "ˈɛksɪŋwˈaɪ"),
        ('"[[ˈɑː]]", [[ˈɑː]].', '"ˈɑː", ˈɑː.'),
        ("([[ˈɑː]]) [[bˈɑː.]]", "ˈɑː, bˈɑː."),
        ("[[ɑ\u0303]] [[ã]]", "ɑ\u0303 a\u0303"),
        ("5 [[kˈiː]]", "fˈaɪv kˈiː"),
    ],
)
def test_phones_pass_as_written(processor: TextProcessor, text: str, phones: str) -> None:
    assert processor.phonemize(text) == phones


def test_phones_keep_their_place_in_the_normalized_text(processor: TextProcessor) -> None:
    assert processor.normalize("Mr. [[ˈɛks]], 5%: [[5%]]") == (
        "Mister [[ˈɛks]], five percent: [[5%]]"
    )


@pytest.mark.parametrize("text", ["hello [[x", "a ]] b", "[[a]] [[b", "[[a]] b]]"])
def test_unpaired_brackets(processor: TextProcessor, text: str) -> None:
    with pytest.raises(UserError, match=r"unpaired \[\[ or \]\]"):
        processor.phonemize(text)


@pytest.mark.parametrize("text", ["", " \n", "...", "?!", "—", "😀", "[[]]", "[[.]]", "()", "^"])
def test_nothing_to_say(processor: TextProcessor, text: str) -> None:
    with pytest.raises(UserError, match="nothing to say"):
        processor(text)


def test_nothing_to_say_names_the_text(processor: TextProcessor) -> None:
    with pytest.raises(UserError, match=r"'\?!\?!'"):
        processor.phonemize_batch(["fine", "?!?!"])


def test_unknown_symbols_warn_once_and_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    processor = TextProcessor(TextConfig(), SymbolTable.default())
    with caplog.at_level(logging.WARNING):
        ids = processor("[[aあbあ]]")
        processor("[[cあ]]")
    assert processor.symbols.decode(ids)[1::2] == ["a", "b"]
    assert processor.dropped == {"あ": 3}
    assert len(caplog.records) == 1
    assert "U+3042" in caplog.text
    assert "2" in caplog.records[0].getMessage()


def test_only_unknown_symbols(processor: TextProcessor) -> None:
    with pytest.raises(UserError, match="knows no phone"):
        processor("[[ああ]]")


def test_lone_surrogates_and_controls_do_no_harm(processor: TextProcessor) -> None:
    assert processor.phonemize("go\ud800\x00\x1b go") == "ɡˌoʊ ɡˈoʊ"


def lexicon(tmp_path: Path, text: str) -> TextProcessor:
    path = tmp_path / "lexicon.tsv"
    path.write_text(text, encoding="utf-8")
    return TextProcessor(TextConfig(lexicon=str(path)), SymbolTable.default())


def test_lexicon_overrides_espeak(tmp_path: Path) -> None:
    processor = lexicon(tmp_path, "tomato\ttəmˈɑːtoʊ\n")
    assert processor.phonemize("Tomato, TOMATO!") == "təmˈɑːtoʊ, təmˈɑːtoʊ!"
    assert "ɑː" not in processor.phonemize("tomatoes")
    assert processor.normalize("a tomato") == "a [[təmˈɑːtoʊ]]"


def test_lexicon_after_normalizing(tmp_path: Path) -> None:
    processor = lexicon(tmp_path, "doctor\tdˈɔk\nfive\tfˈɑːv\n")
    assert processor.phonemize("Dr. Who: 5") == processor.phonemize("[[dˈɔk]] Who: [[fˈɑːv]]")


def test_lexicon_words_that_the_normalizer_would_rewrite(tmp_path: Path) -> None:
    processor = lexicon(tmp_path, "3M\tθɹˈiːˈɛm\nC++\tsˈiː\n")
    assert processor.phonemize("3M and C++.") == "θɹˈiːˈɛm ænd sˈiː."


def test_lexicon_leaves_written_phones_alone(tmp_path: Path) -> None:
    assert lexicon(tmp_path, "a\tˈʌ\n").phonemize("[[a]] a") == "a ˈʌ"


def test_voice_that_takes_phones_only(imported: TextProcessor) -> None:
    phones = imported.phonemize("[[HH AH0 L OW1]], [[L OW1]] [[B]]!")
    assert phones == "HH AH0 L OW1 , <space> L OW1 <space> B !"
    assert imported.symbols.decode(imported.encode(phones)) == [
        "@HH", "@AH0", "@L", "@OW1", ",", " ", "@L", "@OW1", " ", "@B", "!",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Hello", "[[HH AH0]] there", "5"])
def test_plain_text_to_a_voice_that_takes_phones_only(imported: TextProcessor, text: str) -> None:
    with pytest.raises(UserError, match=r"takes phones only.*\[\[…\]\]"):
        imported(text)


def test_phones_only_with_the_ipa_table() -> None:
    processor = TextProcessor(TextConfig(phonemizer="none"), SymbolTable.default())
    assert processor.phonemize("[[həlˈoʊ]], [[wˈɜːld]].") == "həlˈoʊ, wˈɜːld."


def test_unknown_language() -> None:
    processor = TextProcessor(TextConfig(language="en"), SymbolTable.default())
    with pytest.raises(UserError, match="en-us"):
        processor("hello")


def test_real_sentences(processor: TextProcessor, shared_data: Path) -> None:
    path = shared_data / "sentences_en.txt"
    if not path.is_file():
        pytest.skip(f"no {path.name} among the test data")
    texts = path.read_text(encoding="utf-8").splitlines()[::20]
    phones = processor.phonemize_batch(texts)
    assert phones == [processor.phonemize(text) for text in texts]
    before = dict(processor.dropped)
    for text, line in zip(texts, phones, strict=True):
        ids = processor.encode(line)
        assert len(ids) == 2 * len(line) + 1
        assert line[-1] == text[-1], "the last mark is the text's"
        assert line.count(",") == processor.normalize(text).count(",")
        assert "ˈ" in line
        assert "  " not in line
    assert processor.dropped == before
