"""Splitting long text: where sentences end, and that nothing is lost."""

import random
from pathlib import Path

import pytest

from processors.text.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("  \n ", []),
        ("One", ["One"]),
        ("One. Two! Three? Four… Five.", ["One.", "Two!", "Three?", "Four…", "Five."]),
        ("Dr. Smith went. He left.", ["Dr. Smith went.", "He left."]),
        ("It costs 5.50. That is much.", ["It costs 5.50.", "That is much."]),
        ("Mr. J. K. Rowling vs. St. Paul.", ["Mr. J. K. Rowling vs. St. Paul."]),
        ("At 5 p.m. He left.", ["At 5 p.m.", "He left."]),
        ("The U.S. Army won.", ["The U.S. Army won."]),
        ("He lives in the U.S. He is old.", ["He lives in the U.S.", "He is old."]),
        ("Pears, etc. He ate.", ["Pears, etc.", "He ate."]),
        ("Pears etc. and apples.", ["Pears etc. and apples."]),
        ('"What?" he asked. "Go!" She went.', ['"What?" he asked.', '"Go!"', "She went."]),
        ("Wait... what? Well... No.", ["Wait... what?", "Well...", "No."]),
        ("See example.com now. Go.", ["See example.com now.", "Go."]),
        ("One\nTwo\n\nThree", ["One", "Two", "Three"]),
        ("(One.) Two.", ["(One.)", "Two."]),
        ("<p>One. Two</p><p>Three</p>", ["One.", "Two", "Three"]),
        ("It goes on\nin a small letter. Two.", ["It goes on in a small letter.", "Two."]),
        ("你好。再见！好吗？「是。」对", ["你好。", "再见！", "好吗？", "「是。」", "对"]),
        ("Yes! !!! No.", ["Yes! !!!", "No."]),
        ("... Yes.", ["... Yes."]),
        ("It was I. You know.", ["It was I.", "You know."]),
        ("Say [[a. b]]. Then [[c? d]] go.", ["Say [[a. b]].", "Then [[c? d]] go."]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text, 200) == sentences


def test_long_sentences_are_cut_at_the_best_mark() -> None:
    text = "one two, three four; five six, seven eight nine"
    assert split_sentences(text, 30) == ["one two, three four;", "five six, seven eight nine"]
    assert split_sentences(text, 20) == ["one two, three four;", "five six,", "seven eight nine"]
    assert split_sentences(text, 9)[0] == "one two,"
    assert split_sentences("well — yes — no", 8) == ["well —", "yes —", "no"]


def test_one_long_word_stays_whole() -> None:
    assert split_sentences("a " + "b" * 50 + " c", 10) == ["a", "b" * 50, "c"]
    assert split_sentences("说" * 25, 10) == ["说" * 10, "说" * 10, "说" * 5]
    assert split_sentences("[[" + "a b " * 20 + "]]", 10) == ["[[" + "a b " * 20 + "]]"]


def test_length_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        split_sentences("a", 0)


ALPHABET = ["Dr.", "U.S.", "5.5", "word", "I", "e.g.", "etc.", ",", ";", "—", "-", "...", "?!",
            "\n", "。", "你好", "“", "”", ")", "(", "[[a. b, c]]", "He", "J.", "…", "x" * 30,
]  # fmt: skip


@pytest.mark.parametrize("max_chars", [1, 7, 20, 60, 300])
def test_nothing_is_lost(max_chars: int) -> None:
    chance = random.Random(max_chars)
    for _ in range(300):
        words = chance.choices(ALPHABET, k=chance.randint(1, 40))
        text = "".join(word + chance.choice(["", " ", " "]) for word in words)
        pieces = split_sentences(text, max_chars)
        assert "".join("".join(pieces).split()) == "".join(text.split())
        for piece in pieces:
            assert piece == piece.strip() != ""
            assert piece.count("[[") == piece.count("]]")
            spaced = "[[" not in piece and " " in piece
            assert len(piece) <= max_chars or not spaced


def test_real_sentences(shared_data: Path) -> None:
    path = shared_data / "sentences_en.txt"
    if not path.is_file():
        pytest.skip(f"no {path.name} among the test data")
    lines = path.read_text(encoding="utf-8").splitlines()[::10]
    text = " ".join(lines)
    pieces = split_sentences(text, 10_000)
    assert " ".join(pieces) == " ".join(text.split())
    assert len(set(lines) & set(pieces)) > 0.97 * len(lines)
    assert max(len(piece) for piece in split_sentences(text, 80)) <= 80


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("de", "Am 3. Oktober 2024 war es. Er kam.", ["Am 3. Oktober 2024 war es.", "Er kam."]),
        ("de", "Sie ist geb. 1950. Er nicht.", ["Sie ist geb. 1950.", "Er nicht."]),
        ("de", "Wilhelm II. Meier kam.", ["Wilhelm II. Meier kam."]),
        ("de", "Es war z. B. Müller da.", ["Es war z. B. Müller da."]),
        ("de", "Es war bzgl. Ihrer Frage.", ["Es war bzgl. Ihrer Frage."]),
        ("de", "Äpfel usw. Danach ging er.", ["Äpfel usw.", "Danach ging er."]),
        ("de", "J. S. Bach lebte. Er starb.", ["J. S. Bach lebte.", "Er starb."]),
        ("de", "Er wurde 80. Danach ging er.", ["Er wurde 80.", "Danach ging er."]),
        ("de", "Es war 1984. Berlin feierte.", ["Es war 1984.", "Berlin feierte."]),
        ("de", "„Ja.“ Sie ging. »Nein.« Er blieb.", ["„Ja.“", "Sie ging.", "»Nein.«", "Er blieb."]),
        ("de", "„Was?“ – fragte er. Nun.", ["„Was?“ – fragte er.", "Nun."]),
        (
            "",
            "« Viens ? » dit-il. « Oui. » Il part.",
            ["« Viens ? » dit-il.", "« Oui. »", "Il part."],
        ),
        ("", "¿Qué? ¡Ven! Ya… no sé.", ["¿Qué?", "¡Ven!", "Ya… no sé."]),
    ],
)
def test_sentences_of_other_languages(language: str, text: str, sentences: list[str]) -> None:
    assert split_sentences(text, 200, language) == sentences


def test_long_german_texts_are_not_cut_at_ordinals() -> None:
    text = "Am 3. Oktober 2024 feierten wir mit Dr. Meier im 2. Stock. " * 6
    assert split_sentences(text, 250, "de") == [text[:58]] * 6
