"""Speakers by name: whole, by their end, and what is said when there is no such one."""

import pytest

from models.tts.base.speakers import find_speaker
from utils.errors import UserError

TABLE = {"LibriTTS_1089": 0, "LibriTTS_121": 1, "LibriTTS_89": 2, "VCTK_121": 3, "LJSpeech": 4}


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("LibriTTS_1089", "LibriTTS_1089"),
        ("1089", "LibriTTS_1089"),
        ("89", "LibriTTS_89"),  # not 1089, which only ends alike
        ("LJSpeech", "LJSpeech"),
    ],
)
def test_names(name: str, full: str) -> None:
    assert find_speaker(TABLE, name) == full


def test_the_only_speaker_needs_no_name() -> None:
    only = {"LJSpeech": 0}
    assert find_speaker(only, None) == find_speaker(only, "LJSpeech") == "LJSpeech"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("121", r"'121' may be any of LibriTTS_121, VCTK_121: give the whole name"),
        ("1098", r"no speaker '1098'; did you mean LibriTTS_1089"),
        ("libritts_121", r"did you mean LibriTTS_121"),
        ("Zoë", r"no speaker 'Zoë'; known: LJSpeech, LibriTTS_1089"),
        (None, r"has 5 speakers, name one of them: LJSpeech, LibriTTS_1089"),
    ],
)
def test_mistakes(name: str | None, message: str) -> None:
    with pytest.raises(UserError, match=message):
        find_speaker(TABLE, name)


def test_many_names_are_not_all_listed() -> None:
    table = {f"LibriTTS_{i:04d}": i for i in range(2456)}
    with pytest.raises(UserError) as error:
        find_speaker(table, None)
    assert "… (2456 in all)" in str(error.value)
    assert len(str(error.value)) < 300
