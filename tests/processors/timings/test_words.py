import pytest

from config.schema import TextConfig
from processors.text import SymbolTable, TextProcessor
from processors.timings.word_aligner import AlignedWord, WordAligner
from processors.timings.word_phones import is_phone, match_phones
from processors.timings.written_words import strip_marks


def aligner_of(tmp_path=None, lexicon: str = "", **settings) -> tuple[TextProcessor, WordAligner]:
    if lexicon:
        path = tmp_path / "lexicon.txt"
        path.write_text(lexicon, encoding="utf-8")
        settings["lexicon"] = str(path)
    processor = TextProcessor(TextConfig(**settings), SymbolTable.default())
    return processor, WordAligner.of(processor)


def words_of(text: str, processor: TextProcessor, aligner: WordAligner) -> list[AlignedWord]:
    """Words of a text, after checks of what holds for every text."""
    symbols = list(processor.phonemize(text))
    words = aligner.align(text, symbols).words
    at = place = 0
    for word in words:
        assert at <= word.first < word.last
        assert not any(map(is_phone, symbols[at : word.first])), (word, symbols[at : word.first])
        assert place <= word.begin < word.stop
        assert word.written in text[word.begin : word.stop]
        at, place = word.last, word.stop
    assert not any(map(is_phone, symbols[at:]))
    return words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost $5.50, really.", "It|cost|$5.50=five dollars and fifty cents|really"),
        ("On the 3rd of May, 2003!", "On|the|3rd=third|of|May|2003=two thousand three"),
        ("$5 million -- or more", "$5=five|million=million dollars|or|more"),
        ('"Well-known", she (said)…', "Well-known|she|said"),
        ("R&D at 10:30 & 5 ft.", "R&D|at|10:30=ten thirty|&=and|5=five|ft=feet"),
        ("p. 3-5 of vol. II", "p=page|3-5=three to five|of|vol|II=two"),
        ("5 - 3 = 2", "5=five|-=minus|3=three|==equals|2=two"),
        ("Dr. Smith, of the U.S. Army", "Dr=Doctor|Smith|of|the|U.S.=U.S|Army"),
        ("Say [[həlˈoʊ]] twice — twice", "Say|[[həlˈoʊ]]|twice|twice"),
    ],
)
def test_written_words_know_what_they_are_spoken_as(text, expected):
    words = words_of(text, *aligner_of())
    wanted = [
        (part, part) if part.count("=") == 0 else part.rsplit("=", 1)
        for part in expected.split("|")
    ]
    assert [(word.written, word.normalized) for word in words] == [tuple(pair) for pair in wanted]


def test_phones_of_joined_words_are_told_apart():
    processor, aligner = aligner_of()
    text = "One of the men is in the house."
    symbols = list(processor.phonemize(text))
    assert "ʌvðə" in "".join(symbols)  # espeak-ng writes both words as one
    found = {
        word.written: "".join(symbols[word.first : word.last])
        for word in words_of(text, processor, aligner)
    }
    assert (found["of"], found["in"], found["house"]) == ("ʌv", "ɪn", "hˈaʊs")


def test_lexicon_words_of_one_and_two_words(tmp_path):
    lexicon = "GlowTTS\tɡlˈoʊ\nNew York\tnjˈuː jˈɔːk\n3M\tθɹˈiː ˈɛm\n"
    words = words_of("GlowTTS, from New York to 3M.", *aligner_of(tmp_path, lexicon))
    assert [word.written for word in words] == ["GlowTTS", "from", "New York", "to", "3M"]
    assert words[2].normalized == "[[njˈuː jˈɔːk]]"


@pytest.mark.parametrize(
    ("language", "text", "written"),
    [
        ("de", "Am 3. Mai 2021 kostete es 5,50 €.", "Am 3 Mai 2021 kostete es 5,50 €"),
        ("fr-fr", "L'été, c'est 25 % plus cher !", "L'été c'est 25 % plus cher"),
    ],
)
def test_other_languages(language, text, written):
    words = words_of(text, *aligner_of(language=language))
    assert " ".join(word.written for word in words) == written


def test_phones_that_stand_for_no_word_go_to_the_one_before():
    alone = {"ab": "ab", "cd": "cd"}
    ranges = match_phones(["ab", "cd"], list("ab xy cd"), lambda words: [alone[w] for w in words])
    assert ranges == [(0, 5), (6, 8)]


def test_words_without_phones_are_empty():
    assert match_phones(["ab", "silent", "cd"], list("ab cd"), lambda _: ["ab", "", "cd"]) == [
        (0, 2), (2, 2), (3, 5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("token", "bare"),
    [('"Yes,"', "Yes"), ("U.S.,", "U.S."), ("$5.50.", "$5.50"), ("...", "..."), ("don't", "don't")],
)
def test_marks_around_words(token, bare):
    assert strip_marks(token) == bare
