"""Findings about texts, the rate of speech, and phones that lack."""

from collections import Counter
from dataclasses import replace

import pytest

from models.tts.base.corpus_check.clips import CheckedClip
from models.tts.base.corpus_check.coverage import check_coverage, count_phones
from models.tts.base.corpus_check.text_checks import SpokenText, speak_texts, text_findings
from tests.models.tts.base.corpus_check.test_audio_checks import GOOD
from utils.errors import UserError

SUBJECTS = ["the old man", "a small bird", "my sister", "every child", "the red car"]
VERBS = ["was seen by", "came with", "looked at", "had lost"]
OBJECTS = ["the house", "nobody at all", "this very long winter", "their dog"]
TEXTS = [f"{a} {b} {c}." for a in SUBJECTS for b in VERBS for c in OBJECTS]


def clips(texts: list[str]) -> list[CheckedClip]:
    return [CheckedClip(f"c{n}", text, "c.wav", None, GOOD, 22050) for n, text in enumerate(texts)]


def findings(made: list[CheckedClip], spoken: dict[str, SpokenText] | None = None) -> dict:
    spoken = spoken or {one.uid: SpokenText("a" * len(one.text)) for one in made}
    timed = [
        replace(one, quality=replace(GOOD, speaking=len(one.text) / 12))
        if one.quality is GOOD
        else one
        for one in made
    ]
    return {found.check: found for found in text_findings(timed, spoken, "en-us")}


def test_plain_texts_are_not_complained_of() -> None:
    found = findings(clips(TEXTS))
    assert {one.verdict for one in found.values()} == {"OK"}
    assert not any(one.clips for one in found.values())


@pytest.mark.parametrize(
    ("check", "text", "reason"),
    [
        ("duplicates", TEXTS[3].upper(), "the same text as c3"),
        ("symbols", "In 1984 it was $5, he said.", "holds 1984 $ 5,"),
        ("language", "Der Hund und die Katze sind nicht auf dem Dach.", "reads as de"),
        ("language", "Он сказал, что это не так.", "letters of another script: cyrillic"),
    ],
)
def test_single_texts_are_named(check: str, text: str, reason: str) -> None:
    found = findings(clips([*TEXTS, text]))
    assert {name for name, one in found.items() if one.clips} == {check}
    assert found[check].clips == {f"c{len(TEXTS)}": reason}


def test_phones_in_brackets_are_no_symbols() -> None:
    assert not findings(clips([*TEXTS, "He said [[t9#]] to her and to them."]))["symbols"].clips


def test_a_clip_far_too_long_or_short_for_its_text_is_named() -> None:
    made = clips(TEXTS)
    made[5] = replace(made[5], quality=replace(GOOD, speaking=12.0))
    made[6] = replace(made[6], quality=replace(GOOD, speaking=0.5))
    found = findings(made)["rate"]
    assert set(found.clips) == {"c5", "c6"}
    assert found.figures["phones_per_second"] == pytest.approx(12, rel=0.01)
    assert found.verdict == "WARN"


def test_texts_in_another_order_are_bad() -> None:
    texts = [TEXTS[n] * (1 + n % 4) for n in range(len(TEXTS))]
    made = [
        replace(one, quality=replace(GOOD, speaking=len(other) / 12))
        for one, other in zip(clips(texts), [*texts[1:], texts[0]], strict=True)
    ]
    found = findings(made)["rate"]
    assert found.verdict == "BAD"
    assert "texts in another order" in found.text
    assert findings(clips(TEXTS[:10]))["rate"].verdict == "SKIPPED"


def test_texts_that_cannot_be_said_are_named() -> None:
    made = clips(["Hello there, all of you.", "...", "你好", "One more text."])
    spoken = speak_texts(made, "en-us")
    assert [one.error is None for one in spoken.values()] == [True, False, False, True]
    assert spoken["c0"].n_phones > 10
    found = findings(made, spoken)["texts"]
    assert set(found.clips) == {"c1", "c2"}
    assert found.verdict == "BAD"
    with pytest.raises(UserError, match="cannot read the characters"):
        speak_texts(clips(["你好"] * 4), "en-us")


def test_sentences_that_fill_the_gaps() -> None:
    sentences = ["A boy enjoys noise.", "Is it the end?", "The voice annoys us."] * 5
    counts = Counter({phone: 50 for phone in count_phones(speak_texts(clips(sentences), "en-us")
                                                          .values())})  # fmt: skip
    finding, chosen = check_coverage(counts, sentences, "en-us")
    assert (finding.verdict, chosen) == ("OK", [])
    counts["ɔ"] = 2
    finding, chosen = check_coverage(counts, sentences, "en-us")
    assert finding.verdict == "WARN"
    assert "ɔ (2)" in finding.text
    assert sorted(chosen) == ["A boy enjoys noise.", "The voice annoys us."]
