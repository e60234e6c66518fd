import numpy as np
import pytest
import soundfile
from praatio import textgrid

from benchmarks.boundary_errors import Boundaries, Label, Reference, format_table
from benchmarks.espeak_events import EventSpeaker
from benchmarks.gold_speech import read_gold
from benchmarks.joined_hour import count_found
from models.tts.base.alignment.long_recording import Clip
from processors.timings import PhoneTiming, SentenceTiming, Timings, WordTiming


def timings_of(*phones: tuple[str, float, float], word: str = "hi") -> Timings:
    timed = tuple(PhoneTiming(*phone) for phone in phones)
    start, end = timed[0].start, timed[-1].end
    spoken = WordTiming(word, word, start, end, timed, 0, len(word))
    return Timings(word, end, (), (SentenceTiming(word, word, start, end, (spoken,)),))


def test_errors_are_those_of_phones_that_both_have():
    ours = timings_of(("h", 0.01, 0.10), ("ˈa", 0.10, 0.20), ("ɪ", 0.20, 0.35), ("z", 0.35, 0.5))
    theirs = [Label("h", 0.0, 0.13), Label("ˈaɪ", 0.13, 0.37), Label("p", 0.37, None)]
    phones, words = Boundaries(), Boundaries()
    phones.add_phones(ours, Reference(theirs, []))
    assert phones.errors == pytest.approx([0.01, -0.03, -0.03, -0.02])
    assert phones.unmatched == 1
    words.add_words(ours, Reference([], [Label("Hi!", 0.02, None), Label("there", 1.0, 2.0)]))
    assert words.errors == pytest.approx([-0.01])
    assert words.unmatched == 1
    table = format_table({"phones": phones}).splitlines()[-1]
    assert table.split(" | ")[3:6] == ["22.5", "25.0", "-17.5"]
    assert "25.0 %" in table  # within 10 ms


def test_espeak_events_are_where_its_samples_are():
    speech = EventSpeaker().say("Hello there, good friend.")
    assert [word.label for word in speech.words] == ["Hello", "there", "good", "friend"]
    assert "".join(phone.label for phone in speech.phones).startswith("həlˈoʊðˈɛɹ")
    starts = [phone.start for phone in speech.phones]
    assert starts == sorted(starts)
    assert starts[-1] <= speech.seconds
    pause = next(n for n, phone in enumerate(speech.phones) if not phone.label)
    begin, end = (round(speech.phones[n].start * speech.sample_rate) for n in (pause, pause + 1))
    assert np.abs(speech.waveform[begin + 200 : end]).max() < 0.02


def test_gold_speech_of_timit_and_of_textgrids(tmp_path):
    soundfile.write(tmp_path / "SA1.WAV", np.zeros(16000), 16000, format="WAV")
    (tmp_path / "SA1.TXT").write_text("0 16000 He did.\n", encoding="utf-8")
    (tmp_path / "SA1.PHN").write_text(
        "0 1600 h#\n1600 3200 hh\n3200 4800 iy\n4800 5600 dcl\n5600 6400 d\n6400 8000 ih\n",
        encoding="utf-8",
    )
    (tmp_path / "SA1.WRD").write_text("1600 4800 he\n4800 8000 did\n", encoding="utf-8")
    ((path, text, timit),) = read_gold(tmp_path)
    assert (path.name, text) == ("SA1.WAV", "He did.")
    assert [label.text for label in timit.phones] == ["h", "i", "d", "ɪ"]
    assert timit.phones[2] == Label("d", 0.3, 0.4)  # with its closure
    assert timit.words[1] == Label("did", 0.3, 0.5)

    folder = tmp_path / "grids"
    folder.mkdir()
    soundfile.write(folder / "a.wav", np.zeros(16000), 16000)
    (folder / "a.lab").write_text("He did.", encoding="utf-8")
    grid = textgrid.Textgrid()
    for name, labels in (("words", [(0.1, 0.3, "he")]), ("phones", [(0.1, 0.2, "h")])):
        grid.addTier(textgrid.IntervalTier(name, labels, 0, 1))
    grid.save(str(folder / "a.TextGrid"), "long_textgrid", includeBlankSpaces=True)
    ((_, _, marked),) = read_gold(folder)
    assert marked == Reference([Label("h", 0.1, 0.2)], [Label("he", 0.1, 0.3)])


def test_clips_that_came_back_are_counted():
    texts, ends = ["One.", "Two.", "Three.", "Four."], [0.0, 2.0, 4.0, 6.0, 8.0]
    clips = [
        Clip("One.", 0.1, 1.9),
        Clip("Two. Three.", 2.1, 5.9),
        Clip("Five.", 6.1, 7.9),
    ]
    assert count_found(texts, ends, clips) == (1, 2)
    assert count_found(texts, ends, [Clip("One.", 2.1, 3.9)]) == (0, 0)
