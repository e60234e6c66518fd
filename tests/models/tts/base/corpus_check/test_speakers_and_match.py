"""A second voice among the clips, and texts that are not what is said."""

import numpy as np
import pytest

from models.tts.base.corpus_check.clips import CheckedClip
from models.tts.base.corpus_check.match_checks import Match, advantages, check_match
from models.tts.base.corpus_check.speaker_checks import check_speakers, find_strangers
from tests.models.tts.base.corpus_check.test_audio_checks import GOOD


def voices(*counts: int, spread: float = 0.03, seed: int = 0) -> np.ndarray:
    """Unit vectors of so many clips of each speaker; strangers have a cosine of about 0.6."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=256)
    made = []
    for count in counts:
        speaker = common + 0.8 * rng.normal(size=256)
        speaker /= np.linalg.norm(speaker)
        vectors = speaker + spread * rng.normal(size=(count, 256))
        made.append(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    return np.concatenate(made)


def clips(vectors: np.ndarray, speakers: list[str | None]) -> list[CheckedClip]:
    return [
        CheckedClip(f"c{n}", "", "", speaker, GOOD, 22050, vector)
        for n, (vector, speaker) in enumerate(zip(vectors, speakers, strict=True))
    ]


def test_one_voice_is_one() -> None:
    strange, cosines = find_strangers(voices(60))
    assert not strange.any()
    assert cosines.min() > 0.8
    assert check_speakers(clips(voices(60), [None] * 60)).verdict == "OK"


@pytest.mark.parametrize("counts", [(60, 3), (60, 20), (8, 40)])
def test_the_smaller_part_of_two_voices_is_named(counts: tuple[int, int]) -> None:
    strange, _ = find_strangers(voices(*counts))
    first = np.arange(sum(counts)) < counts[0]
    assert (strange == (first if counts[0] < counts[1] else ~first)).all()


def test_a_single_stranger_and_a_second_speaker() -> None:
    found = check_speakers(clips(voices(199, 1), [None] * 200))
    assert (set(found.clips), found.verdict) == ({"c199"}, "OK")
    found = check_speakers(clips(voices(60, 20), [None] * 80))
    assert (len(found.clips), found.verdict) == (20, "BAD")
    named = ["a"] * 60 + ["b"] * 20  # in a column of speakers
    assert check_speakers(clips(voices(60, 20), named)).verdict == "OK"


def test_without_the_encoder_or_with_few_clips_nothing_is_said() -> None:
    found = check_speakers([CheckedClip("a", "", "", None, GOOD, 22050)])
    assert found.verdict == "SKIPPED"
    assert "Resemblyzer" in found.text
    assert check_speakers(clips(voices(4), [None] * 4)).verdict == "SKIPPED"


def made_up(wrong: int, count: int = 100) -> list[Match]:
    rng = np.random.default_rng(0)
    others = rng.normal(size=(count, 5))
    own = np.where(np.arange(count) < wrong, rng.normal(size=count), 3 + rng.normal(size=count) / 2)
    return [Match(f"c{n}", float(own[n]), tuple(others[n])) for n in range(count)]


def test_the_share_of_wrong_texts_is_estimated() -> None:
    good = check_match(advantages(made_up(0)), True, "hibari")
    assert (good.verdict, good.clips) == ("OK", {})
    few = check_match(advantages(made_up(10)), True, "hibari")
    assert few.verdict == "WARN"
    assert set(few.clips) <= {f"c{n}" for n in range(10)}
    assert len(few.clips) >= 6
    half = check_match(advantages(made_up(50)), True, "hibari")
    assert half.verdict == "BAD"
    assert half.figures["wrong"] == pytest.approx(0.5, abs=0.15)
    assert check_match(advantages(made_up(0, 5)), True, "hibari").verdict == "SKIPPED"


def test_recordings_that_cannot_be_aligned_are_left_out() -> None:
    matches = [None, *made_up(0), Match("long", float("-inf"), (1.0, 2.0))]
    values = advantages(matches)
    assert len(values) == 101
    assert values["long"] == -99.0
