"""Times from durations that are made up, so that every second is known."""

import itertools
from dataclasses import dataclass, field

import numpy as np
import pytest

from processors.timings.spoken import spoken_timings
from processors.timings.word_aligner import WordAligner

SOUNDS = {"Hi": "hˈaɪ", "there": "ðˈɛː", "you": "juː"}
ALIGNER = WordAligner(lambda text: text, lambda words: [SOUNDS[word] for word in words])


@dataclass
class Segment:
    text: str
    symbols: list[str]
    durations: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    start: int = 0


def spread(text: str, phones: str, start: int = 0) -> Segment:
    """Two frames a symbol and one a blank."""
    symbols = ["_"] * (2 * len(phones) + 1)
    symbols[1::2] = phones
    durations = np.array([1, 2] * len(phones) + [1])
    return Segment(text, symbols, durations, start)


def timings_of(*segments: Segment):
    text = " ".join(segment.text for segment in segments)
    last = segments[-1]
    seconds = (last.start + last.durations.sum()) / 100
    return spoken_timings(
        text, segments, ALIGNER, blank="_", frame_seconds=0.01, seconds=float(seconds)
    )


def test_a_space_is_shared_and_a_comma_is_a_pause():
    timings = timings_of(spread("Hi there, you.", "hˈaɪ ðˈɛː, juː."))
    hi, there, you = timings.words
    # Symbol n begins at 3n + 0.5 frames (a blank's half), the first at 0; the space is symbol 4.
    assert (hi.start, hi.end) == (0, pytest.approx((12.5 + 15.5) / 2 / 100))
    assert there.start == hi.end
    assert there.end == pytest.approx(27.5 / 100)  # where the comma begins, symbol 9
    assert you.start == pytest.approx(33.5 / 100)  # after comma and space
    assert you.end == pytest.approx(42.5 / 100)  # where the full stop begins
    assert timings.seconds == pytest.approx(timings.sentences[0].end)


def test_phones_carry_their_marks_and_fill_their_word():
    timings = timings_of(spread("Hi there, you.", "hˈaɪ ðˈɛː, juː."))
    assert [phone.phone for phone in timings.phones] == ["h", "ˈa", "ɪ", "ð", "ˈɛː", "j", "uː"]
    for word in timings.words:
        assert word.phones[0].start == word.start
        assert word.phones[-1].end == word.end
        for before, after in itertools.pairwise(word.phones):
            assert before.start < before.end == after.start
    # A vowel begins with its mark of stress, symbol 1, not with itself.
    assert timings.phones[1].start == pytest.approx(3.5 / 100)


def test_segments_keep_their_place_and_the_pause_between_them_is_nobody_s():
    first, second = spread("Hi.", "hˈaɪ."), spread("you", "juː", start=40)
    timings = timings_of(first, second)
    assert [sentence.text for sentence in timings.sentences] == ["Hi.", "you"]
    assert timings.words[0].end == pytest.approx(0.125)
    assert timings.words[1].start == pytest.approx(0.4)
    assert timings[-1].end == timings.seconds == pytest.approx(0.5)
    assert len(timings) == 8


def test_written_places_point_into_the_sentence():
    (sentence,) = timings_of(spread("Hi there, you.", "hˈaɪ ðˈɛː, juː.")).sentences
    places = [sentence.text[word.begin : word.stop] for word in sentence.words]
    assert places == ["Hi", "there,", "you."]
