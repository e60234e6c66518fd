"""SSML and ``[pause:…]``: what is understood, and what is refused with its name and place."""

import pytest

from processors.text.normalizer import normalize
from processors.text.say_as import say_as
from processors.text.ssml import Break, Mark, SayAs, Span, parse_pauses, parse_ssml
from processors.text.ssml_values import SSMLError, break_seconds, prosody_rate, prosody_volume


def test_every_element_is_understood() -> None:
    document = """<?xml version="1.0"?>
    <speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">
    <p><s>One &amp; two.</s></p><break time="300ms"/><mark name="here"/>
    <prosody rate="50%" volume="+6dB">loud <prosody rate="2">again</prosody></prosody>
    <sub alias="World Wide Web">WWW</sub><phoneme alphabet="ipa" ph="təmˈɑːtoʊ">tomato</phoneme>
    <say-as interpret-as="date" format="dmy">4/3/2024</say-as><voice name="Ann">Hi</voice></speak>
    """
    items = [i for i in parse_ssml(document) if not isinstance(i, Span) or i.text.strip()]
    assert items[:6] == [
        Break(None, "paragraph"), Break(None, "sentence"), Span("One & two."),
        Break(None, "sentence"), Break(None, "paragraph"), Break(0.3),
    ]  # fmt: skip
    assert items[6] == Mark("here")
    loud, again, web, tomato, date, ann = items[7:]
    assert (loud.text, loud.rate, again.rate) == ("loud ", 0.5, 1.0)
    assert loud.volume == again.volume == pytest.approx(10 ** (6 / 20))
    assert web == Span("World Wide Web")
    assert tomato == Span("[[təmˈɑːtoʊ]]")
    assert date == Span("4/3/2024", say_as=SayAs("date", "dmy"))
    assert ann == Span("Hi", voice="Ann")


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ("<speak>a<emphasis>b</emphasis></speak>", "line 1, column 9: unknown element <emphasis>"),
        ('<speak><prosody pitch="high">a</prosody></speak>', "no attribute 'pitch'"),
        ('<speak><break time="11s"/></speak>', "pause of 11s"),
        ('<speak><break time="1e400s"/></speak>', "'1e400s' is no time"),
        ('<speak><break strength="huge"/></speak>', "strength 'huge'"),
        ('<speak><prosody rate="0">a</prosody></speak>', "not above 0"),
        ('<speak><prosody rate="900%">a</prosody></speak>', "rate of 9"),
        ('<speak><prosody volume="+40dB">a</prosody></speak>', "at most"),
        ('<speak><phoneme alphabet="x-sampa" ph="a">a</phoneme></speak>', "x-sampa"),
        ('<speak><phoneme ph="a]] b [[c">a</phoneme></speak>', "brackets"),
        ("<speak><sub>a</sub></speak>", "<sub> needs the attribute 'alias'"),
        ('<speak><say-as interpret-as="magic">a</say-as></speak>', "'magic'"),
        ("<speak><break>a<p/></break></speak>", "holds nothing"),
        ("<speak><speak>a</speak></speak>", "one <speak>"),
        ("<p>a</p>", "one <speak>"),
        ("plain text", "not well-formed"),
        ("<speak>a & b</speak>", "write & as &amp;"),
        ("<speak>\0</speak>", "not well-formed"),
        ("<speak>\ud800</speak>", "surrogate"),
        ("", "not well-formed"),
        ('<?xml version="1.0" encoding="utf-7"?><speak><a/></speak>', "unknown element <a>"),
        ('<!DOCTYPE speak [<!ENTITY a "b">]><speak>&a;</speak>', "DTD"),
        ('<!DOCTYPE speak SYSTEM "file:///etc/passwd"><speak/>', "DTD"),
        ("<speak>" + "<p>" * 10 + "</p>" * 10 + "</speak>", "more than 10 elements"),
    ],
)
def test_what_is_wrong_is_named(document: str, named: str) -> None:
    with pytest.raises(SSMLError, match=named.replace("(", r"\(")):
        parse_ssml(document)


def test_unknown_tags_may_be_warnings_and_their_text_is_spoken() -> None:
    warnings: list[str] = []
    items = parse_ssml(
        '<speak><b x="1">bold</b><prosody pitch="+2st">x</prosody></speak>', warnings
    )
    assert [item.text for item in items] == ["bold", "x"]
    assert len(warnings) == 2
    assert "<b>" in warnings[0]
    assert "'pitch'" in warnings[1]


def test_pauses_in_plain_text() -> None:
    items = parse_pauses("One [pause:0.5s] two [Pause: 300ms][[a [pause:1s] b]]")
    assert items == [
        Span("One "), Break(0.5), Span(" two "), Break(0.3), Span("[[a [pause:1s] b]]"),
    ]  # fmt: skip
    assert parse_pauses("no [brackets] here") == [Span("no [brackets] here")]
    spans = [item.text for item in parse_ssml("<speak>a [pause:1s] b</speak>")[::2]]
    assert spans == ["a ", " b"]
    for wrong in ("[pause]", "[pause:]", "[pause:long]", "[pause:-1s]", "[pause:11s]", "[pause:1]"):
        with pytest.raises(SSMLError, match=r"\[pause"):
            parse_pauses(f"a {wrong} b")


def test_values() -> None:
    assert prosody_rate("+20%") == pytest.approx(1.2)
    assert prosody_rate("-20%") == pytest.approx(0.8)
    assert prosody_rate("80%") == pytest.approx(0.8)
    assert prosody_rate("slow") < 1 < prosody_rate("fast")
    assert prosody_volume("silent") == 0
    assert prosody_volume("-6dB") == pytest.approx(0.501, abs=1e-3)
    assert break_seconds(None, None) == break_seconds(None, "medium")
    assert break_seconds("1.5s", "none") == 1.5


@pytest.mark.parametrize(
    ("text", "interpretation", "form", "spoken"),
    [
        ("1234", "cardinal", None, "one thousand two hundred thirty-four"),
        ("12,345.5", "cardinal", None, "twelve thousand three hundred forty-five point five"),
        ("21st", "ordinal", None, "twenty-first"),
        ("4/3/2024", "date", "dmy", "March fourth, twenty twenty-four"),
        ("4/3/2024", "date", "mdy", "April third, twenty twenty-four"),
        ("1984", "date", "y", "nineteen eighty-four"),
    ],
)
def test_numbers_and_dates_are_read_as_asked(text, interpretation, form, spoken) -> None:
    assert normalize(say_as(text, interpretation, form, "en-us")) == spoken


def test_letters_and_digits_are_named_in_the_language() -> None:
    assert say_as("abc", "characters", None, "en-us") == "[[ˈeɪ bˈiː sˈiː]]"
    assert say_as("abc", "spell-out", None, "de") == "[[ˈɑː bˈeː tsˈeː]]"
    assert say_as("42", "digits", None, "en-us") == "[[fˈɔːɹ tˈuː]]"
    assert say_as("555-42", "telephone", None, "en-us").count(", ") == 1
    assert "einundzwanzigste" in say_as("21", "ordinal", None, "de")


@pytest.mark.parametrize(
    ("text", "interpretation", "form"),
    [
        ("abc", "cardinal", None), ("abc", "digits", None), ("!?", "characters", None),
        ("abc", "telephone", None), ("first", "ordinal", None), ("1/2", "date", "ymd"),
        ("31/13/2024", "date", "dmy"), ("1/2/2024", "date", "xyz"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_so_is_an_error(text, interpretation, form) -> None:
    with pytest.raises(SSMLError, match="say-as"):
        say_as(text, interpretation, form, "en-us")
