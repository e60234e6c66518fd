"""Findings about recordings, from measurements that are made up."""

from dataclasses import replace

import pytest

from models.tts.base.corpus_check.audio_checks import audio_findings
from models.tts.base.corpus_check.clips import CheckedClip
from processors.audio.recording_quality import RecordingQuality

GOOD = RecordingQuality(
    seconds=4.0,
    speaking=3.0,
    loudness=-24.0,
    snr=45.0,
    offset=0.0,
    hum=4.0,
    hum_db=-50.0,
    mains=50,
    tones=0.0,
    decay=0.15,
    start_db=-40.0,
    end_db=-40.0,
    faults=(),
)


def clips(count: int = 200, **bad: object) -> list[CheckedClip]:
    """Good clips, of which the first tenth has what is ``bad``."""
    made = [CheckedClip(f"c{n}", "text", "c.wav", None, GOOD, 22050) for n in range(count)]
    for n in range(count // 10):
        made[n] = replace(made[n], quality=replace(GOOD, **bad))
    return made


def verdicts(made: list[CheckedClip]) -> dict[str, str]:
    return {found.check: found.verdict for found in audio_findings(made)}


def test_good_clips_are_not_complained_of() -> None:
    found = audio_findings(clips())
    assert {one.verdict for one in found} == {"OK"}
    assert not any(one.clips for one in found)


@pytest.mark.parametrize(
    ("check", "bad", "reason"),
    [
        ("clipping", {"faults": ("clipping",)}, "cut off at full scale"),
        ("level", {"loudness": -33.0}, "-33 LUFS, the median is -24"),
        ("level", {"loudness": float("-inf")}, "-inf LUFS"),
        ("noise", {"snr": 12.0}, "12 dB above the background"),
        ("offset", {"offset": -0.05}, "its mean is -0.050"),
        ("silence", {"faults": ("pause",)}, "a pause of more than 1.2 s"),
        ("ends", {"end_db": -3.0}, "loud at its very end"),
        ("ends", {"start_db": -3.0}, "loud at its very beginning"),
    ],
)
def test_a_tenth_with_a_fault_is_named(check: str, bad: dict, reason: str) -> None:
    found = {one.check: one for one in audio_findings(clips(**bad))}
    assert {name for name, one in found.items() if one.verdict != "OK"} == {check}
    assert found[check].verdict == "WARN"
    assert set(found[check].clips) == {f"c{n}" for n in range(20)}
    assert reason in found[check].clips["c7"]
    assert "20 of 200 clips" in found[check].text or check == "noise"


def test_hum_and_echo_are_of_the_room_and_need_many_clips() -> None:
    hum, echo = {"hum": 20.0, "hum_db": -30.0, "tones": 0.9}, {"decay": 0.5}
    assert set(verdicts(clips(**hum, **echo)).values()) == {"OK"}
    everywhere = [replace(one, quality=replace(GOOD, **hum, **echo)) for one in clips()]
    found = verdicts(everywhere)
    assert (found["hum"], found["echo"], found["music"]) == ("WARN", "WARN", "BAD")


def test_what_ruins_a_voice_is_bad() -> None:
    clipped = [replace(one, quality=replace(GOOD, faults=("clipping",))) for one in clips()]
    assert verdicts(clipped)["clipping"] == "BAD"
    noisy = [replace(one, quality=replace(GOOD, snr=8.0)) for one in clips()]
    assert verdicts(noisy)["noise"] == "BAD"
    assert verdicts(clips(30))["amount"] == "BAD"  # two minutes
    assert verdicts(clips(60))["amount"] == "WARN"


def test_files_that_cannot_be_read_are_named() -> None:
    missing = CheckedClip("gone", "text", "gone.wav", error="no such file")
    low = replace(clips()[0], uid="low", rate=8000)
    found = {one.check: one for one in audio_findings([*clips(), missing, low])}
    assert found["files"].clips == {
        "gone": "no such file",
        "low": "8000 Hz: nothing above 4000 Hz is in it",
    }
    assert found["files"].verdict == "WARN"
    none_left = {one.check: one.verdict for one in audio_findings([missing])}
    assert none_left == {"amount": "BAD", "files": "BAD"}
