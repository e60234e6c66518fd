"""The order of sentences to read: sounds come soon, nothing is read twice, nothing is lost."""

from pathlib import Path

from processors.corpora.reading_list import MAX_CHARS, order_sentences
from processors.text import espeak
from processors.timings.word_phones import is_phone


def phones(sentences: list[str]) -> set[str]:
    return {
        char for text in espeak.phonemize(sentences, "en-us") for char in text if is_phone(char)
    }


def test_sounds_come_sooner_than_in_the_order_of_the_file(repository: Path) -> None:
    lines = (repository / "egs/datasets/demo_sentences.txt").read_text("utf-8").splitlines()
    lines = [line for line in lines if len(line) <= MAX_CHARS][:300]
    ordered = order_sentences(lines, "en-us")
    assert sorted(ordered) == sorted(set(lines))
    everything = phones(lines)
    missing = [len(everything - phones(some[:10])) for some in (ordered, lines)]
    assert missing[0] < missing[1]
    assert missing[0] <= 2


def test_what_cannot_be_read_in_a_breath_or_twice_is_left_out() -> None:
    assert order_sentences(["One.", " One. ", "", "x " * MAX_CHARS], "en-us") == ["One."]
