"""The journal of stage 1 after being cut off anywhere."""

import pytest

from processors.preprocess.state import (
    STATE_FILE,
    AudioState,
    ClipState,
    StateJournal,
    TextState,
    part_path,
)

AUDIO = AudioState("settings:1-2", seconds=1.5, frames=129, peak_db=-3.0)
TEXT = TextState("settings:ab", n_ids=13)


def test_what_is_recorded_is_read_back(tmp_path):
    bad = AudioState("settings:missing", error="missing: é")
    StateJournal(tmp_path).record([("a", AUDIO, TEXT), ("b", bad, None)])
    expected = {"a": ClipState(AUDIO, TEXT), "b": ClipState(bad, None)}
    assert StateJournal(tmp_path).clips == expected


def test_the_halves_are_recorded_on_their_own(tmp_path):
    journal = StateJournal(tmp_path)
    journal.record([("a", AUDIO, TEXT)])
    newer = TextState("other:ab", n_ids=6)
    journal.record([("a", None, newer)])
    assert StateJournal(tmp_path).clips == {"a": ClipState(AUDIO, newer)}


@pytest.mark.parametrize("lost", [1, 2, 10, 60])
def test_a_torn_end_loses_one_clip_also_when_more_is_recorded(tmp_path, lost):
    StateJournal(tmp_path).record([("a", AUDIO, TEXT), ("b", AUDIO, TEXT)])
    path = tmp_path / STATE_FILE
    path.write_bytes(path.read_bytes()[:-lost])
    journal = StateJournal(tmp_path)
    assert set(journal.clips) == ({"a", "b"} if lost == 1 else {"a"})  # 1: only the line's end
    journal.record([("c", AUDIO, TEXT)])
    assert set(StateJournal(tmp_path).clips) == {*journal.clips}


@pytest.mark.parametrize("line", ["{}", "[1]", '["a", 5, null]', '["a", ["k", 1]', "\xff"])
def test_lines_of_something_else_are_skipped(tmp_path, line):
    (tmp_path / STATE_FILE).write_text(line + "\n", encoding="latin-1")
    assert set(StateJournal(tmp_path).clips) == set()


def test_compacting_keeps_one_line_a_clip(tmp_path):
    journal = StateJournal(tmp_path)
    for _ in range(3):
        journal.record([("a", AUDIO, TEXT), ("gone", AUDIO, TEXT)])
    journal.compact(["a", "never"])
    assert len((tmp_path / STATE_FILE).read_text().splitlines()) == 1
    assert StateJournal(tmp_path).clips == journal.clips == {"a": ClipState(AUDIO, TEXT)}


def test_parts_of_other_processes_are_taken_over(tmp_path):
    journal = StateJournal(tmp_path)
    journal.record([("a", AUDIO, None)])
    part = StateJournal(tmp_path, part=1)
    assert part.clips == {}
    part.record([("a", None, TEXT), ("b", AUDIO, TEXT)])
    journal.take_over([part_path(tmp_path, 1), part_path(tmp_path, 2)])
    expected = {"a": ClipState(AUDIO, TEXT), "b": ClipState(AUDIO, TEXT)}
    assert journal.clips == expected
    assert StateJournal(tmp_path).clips == expected  # as after a kill
    assert [path.name for path in tmp_path.iterdir()] == [STATE_FILE]


def test_a_journal_of_an_older_version_is_read(tmp_path):
    (tmp_path / STATE_FILE).write_text('["a", ["k:1-2", 1.5, 129, -3.0, null], null]\n')
    state = StateJournal(tmp_path).clips["a"].audio
    assert (state.seconds, state.frames, state.cut) == (1.5, 129, 0.0)
