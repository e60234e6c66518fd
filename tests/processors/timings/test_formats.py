"""Each format is read back by somebody else's reader."""

import html
import itertools
import json
from pathlib import Path

import pytest
import srt
import webvtt
from praatio import textgrid

from processors.timings import PhoneTiming, SentenceTiming, Timing, Timings, WordTiming
from processors.timings.captions import LINE_CHARS, MAX_SECONDS, cut_cues
from processors.timings.document import character_times, normalized_character_times
from processors.timings.formats import FORMATS, parse_formats, write_timings
from utils.errors import UserError

PRICE = 'It cost $5.50, "really" & <truly>.'


def timings_of(*texts: str, pause: float = 0.4, confidence: float | None = None) -> Timings:
    """A tenth of a second a letter; a comma and the end of a text are pauses."""
    at, sentences = 0.2, []
    for text in texts:
        words, place, begin = [], 0, at
        for token in text.split():
            place = text.index(token, place)
            end = at + 0.1 * len(token)
            middle = (at + end) / 2
            phones = (PhoneTiming("ˈa", at, middle), PhoneTiming("b", middle, end))
            written = token.strip('",.')
            said = {"$5.50": "five dollars"}.get(written, written)
            word = (written, said, at, end, phones, place, place + len(token), confidence)
            words.append(WordTiming(*word))
            place += len(token)
            at = end + pause * token.endswith((",", "."))
        sentences.append(SentenceTiming(text, text, begin, at, tuple(words)))
    return Timings(" ".join(texts), at, (Timing("a", 0, at),), tuple(sentences))


def test_textgrid_has_tiers_without_gaps(tmp_path: Path):
    timings = timings_of(PRICE, 'And then 6" more.')
    (path,) = write_timings(timings, tmp_path / "clip.1", ["textgrid"])
    assert path.name == "clip.1.TextGrid"
    grid = textgrid.openTextgrid(str(path), includeEmptyIntervals=True)
    assert grid.tierNames == ("words", "phones")
    assert grid.maxTimestamp == pytest.approx(timings.seconds)
    for name, wanted in (
        ("words", [(w.start, w.end, w.written) for w in timings.words]),
        ("phones", [(p.start, p.end, p.phone) for p in timings.phones]),
    ):
        entries = grid.getTier(name).entries
        assert entries[0].start == 0
        assert entries[-1].end == pytest.approx(timings.seconds)
        assert all(a.end == b.start for a, b in itertools.pairwise(entries))
        labeled = [entry for entry in entries if entry.label]
        assert [entry.label for entry in labeled] == [label for *_, label in wanted]
        assert [e.start for e in labeled] == pytest.approx([start for start, *_ in wanted])
        assert any(not entry.label for entry in entries)  # the pauses


LONG = (
    "This sentence goes on for much longer than any two lines of captions could ever hold, "
    "which is why it is cut where a comma stands, and not in the middle of what it says about "
    "nothing at all."
)


def test_captions_are_read_alike_by_both_readers(tmp_path: Path):
    timings = timings_of(PRICE, LONG)
    paths = write_timings(timings, tmp_path / "talk", ["srt", "vtt"])
    cues = cut_cues(timings)
    subtitles = list(srt.parse(paths[0].read_text(encoding="utf-8")))
    captions = webvtt.read(str(paths[1]))
    assert [cue.content for cue in subtitles] == [cue.text for cue in cues]
    assert [html.unescape(cue.text) for cue in captions] == [cue.text for cue in cues]
    assert [s.start.total_seconds() for s in subtitles] == pytest.approx(
        [cue.start for cue in cues], abs=1e-3
    )
    # Both have the same clock: 00:00:03.500 here, 00:00:03,500 there.
    ends = [srt.srt_timestamp_to_timedelta(caption.end).total_seconds() for caption in captions]
    assert ends == pytest.approx([cue.end for cue in cues], abs=1e-3)


def test_cues_are_readable_and_lose_nothing():
    timings = timings_of(PRICE, LONG)
    cues = cut_cues(timings)
    assert " ".join(" ".join(cue.text.split()) for cue in cues) == f"{PRICE} {LONG}"
    assert len(cues) > 3
    for cue, after in itertools.pairwise(cues):
        assert cue.end <= after.start
    for cue in cues:
        lines = cue.text.split("\n")
        assert len(lines) <= 2
        assert all(len(line) <= LINE_CHARS for line in lines)
        assert cue.end - cue.start <= MAX_SECONDS
    assert cues[0].text.replace("\n", " ") == PRICE
    assert cues[2].text.endswith("stands,")  # not where the line was full


def test_a_long_pause_ends_a_cue():
    cues = cut_cues(timings_of("Well, no.", pause=1.0))
    assert [cue.text for cue in cues] == ["Well,", "no."]


def test_tables():
    timings = timings_of(PRICE, confidence=0.5)
    ctm = FORMATS["ctm"].write(timings, "my clip").splitlines()
    assert ctm[2].split() == ["my_clip", "1", "0.800", "0.600", "$5.50", "0.500"]
    labels = [line.split("\t") for line in FORMATS["audacity"].write(timings, "").splitlines()]
    assert [label for *_, label in labels] == [word.written for word in timings.words]
    assert float(labels[1][0]) == pytest.approx(timings.words[1].start)


def test_json_has_words_phones_and_characters():
    timings = timings_of(PRICE, "And more.")
    document = json.loads(FORMATS["json"].write(timings, ""))
    word = document["sentences"][0]["words"][2]
    assert (word["word"], word["normalized"]) == ("$5.50", "five dollars")
    assert [phone["phone"] for phone in word["phones"]] == ["ˈa", "b"]
    alignment = document["alignment"]
    assert "".join(alignment["characters"]) == timings.text
    starts = alignment["character_start_times_seconds"]
    ends = alignment["character_end_times_seconds"]
    assert len(starts) == len(ends) == len(timings.text)
    assert starts[0] == pytest.approx(0.2)
    assert ends[-1] == pytest.approx(timings.words[-1].end, abs=1e-3)
    assert starts[1:] == pytest.approx(ends[:-1])  # a character begins where the last one ends
    place = timings.text.index("5.50")
    assert starts[place] == pytest.approx(timings.words[2].start + 0.1, abs=1e-3)


def test_characters_of_a_text_whose_markup_was_left_out():
    plain = timings_of("Hi you.", "And more.")
    marked = Timings("<b>Hi</b> you. And more.", plain.seconds, plain.symbols, plain.sentences)
    assert "".join(character_times(marked)["characters"]) == "Hi you. And more."
    spoken = normalized_character_times(timings_of(PRICE))
    assert "".join(spoken["characters"]).startswith("It cost five dollars really")


def test_nothing_said_is_an_empty_file_that_can_be_read(tmp_path: Path):
    silent = Timings("", 1.5, (), ())
    paths = write_timings(silent, tmp_path / "silence", FORMATS)
    assert len({path.name for path in paths}) == len(FORMATS)
    assert textgrid.openTextgrid(str(paths[0]), True).maxTimestamp == 1.5


def test_unknown_formats_are_named():
    assert parse_formats("srt, vtt,srt") == ("srt", "vtt")
    with pytest.raises(UserError, match=r"no format 'elan'; choose from textgrid, srt"):
        parse_formats("srt,elan")
