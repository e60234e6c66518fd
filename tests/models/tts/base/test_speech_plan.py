"""The plan of what is spoken: pauses, speeds, speakers and marks, at the right places."""

import pytest

from models.tts.base.speech_plan import MAX_CHARS, PlannedSegment, plan_speech
from models.tts.base.synthesis_settings import Pauses, ScaleError, SynthesisSettings
from utils.errors import UserError


def plan(text: str, **settings: object) -> list[PlannedSegment]:
    return plan_speech(text, SynthesisSettings(**settings), "en-us")


def ssml(inside: str) -> list[PlannedSegment]:
    return plan(f"<speak>{inside}</speak>", ssml=True)


def after(segments: list[PlannedSegment]) -> list[float]:
    return [segment.after for segment in segments]


def test_a_short_text_is_one_segment_as_it_is_written() -> None:
    text = "Dr. Smith [[ɡoʊz]]. Then he stops… <b>Now</b>."
    assert plan(text) == [PlannedSegment(text, last=True)]


def test_a_long_text_pauses_after_sentences_and_less_where_one_was_cut() -> None:
    sentence = "word " * 60 + "end."
    segments = plan(f"{sentence} {sentence}")
    assert len(segments) > 2
    assert all(len(segment.text) <= MAX_CHARS for segment in segments)
    pauses = [0.3 if segment.text.endswith(".") else 0.12 for segment in segments]
    assert after(segments) == [*pauses[:-1], 0.0]


def test_paragraphs_pause_longer_and_lengths_are_settings() -> None:
    assert after(plan("One.\n\nTwo.\n\n* * *\n\nThree.")) == [0.7, 0.7, 0.0]
    settings = {"pauses": Pauses.parse("paragraph=2"), "length_scale": 1.5}
    assert after(plan("<p>One.</p><p>Two.</p>", **settings)) == [3.0, 0.0]
    for wrong in ("sentence", "sentence=x", "sentence=-1", "sentence=11", "comma=1"):
        with pytest.raises(UserError):
            Pauses.parse(wrong)
    with pytest.raises(ScaleError):
        SynthesisSettings(pauses=Pauses(dash=float("nan"))).check()


def test_asked_pauses_are_as_long_as_asked_whatever_the_speed() -> None:
    segments = plan("[pause:1s] One [pause:1s][pause:0.5s] two. [pause:2s]", length_scale=2.0)
    assert [segment.text for segment in segments] == ["One", "two."]
    assert (segments[0].before, after(segments)) == (1.0, [1.5, 2.0])


def test_ssml_elements_cut_where_speech_changes_and_nowhere_else() -> None:
    segments = ssml(
        'A <sub alias="b">x</sub> c, <prosody rate="fast" volume="-6dB">quick</prosody>. '
        '<voice name="Ann">Hi</voice>'
    )
    assert [segment.text for segment in segments] == ["A b c,", "quick.", "Hi"]
    assert [segment.rate for segment in segments] == [1.0, 1.3, 1.0]
    assert [round(segment.volume, 2) for segment in segments] == [1.0, 0.5, 1.0]
    assert [segment.speaker for segment in segments] == [None, None, "Ann"]
    assert after(segments) == [0.0, 0.0, 0.0]


def test_ssml_sentences_paragraphs_and_breaks_between_them() -> None:
    assert after(ssml("<p><s>One</s><s>Two</s></p><p>Three</p>")) == [0.3, 0.7, 0.0]
    assert after(ssml('<s>One</s><break time="2s"/><s>Two</s>')) == [2.0, 0.0]
    assert after(ssml('<s>One</s><break strength="none"/><s>Two</s>')) == [0.0, 0.0]


def test_marks_keep_their_place() -> None:
    (only,) = ssml('<mark name="a"/>Hi <mark name="b"/>there.<mark name="c"/>')
    assert only == PlannedSegment("Hi there.", marks=((0, "a"), (3, "b"), (9, "c")), last=True)
    text = "word " * 45 + 'end.<mark name="x"/> ' + "next " * 40
    first, second = ssml(text)
    assert first.marks == ()
    assert second.marks == ((0, "x"),)


def test_say_as_becomes_words_or_phones() -> None:
    (only,) = ssml('Room <say-as interpret-as="digits">42</say-as>, please.')
    assert only.text == "Room [[fˈɔːɹ tˈuː]] , please."


@pytest.mark.parametrize("text", ["", "  \n", "[pause:1s]", " [pause:1s] [pause:1s] "])
def test_nothing_to_say(text: str) -> None:
    with pytest.raises(UserError, match="nothing to say"):
        plan(text)
    with pytest.raises(UserError, match="nothing to say"):
        ssml('<break time="1s"/>')
