"""Texts that say how to speak, heard: pauses, speeds, volumes, marks, and chunks that fit."""

from collections.abc import Iterator

import numpy as np
import pytest

from models.tts.base.batch_synthesis import timing_document
from models.tts.base.segmentation import Segment
from models.tts.base.spoken_text import SpokenText
from models.tts.base.synthesis_settings import Pauses, SynthesisSettings
from models.tts.base.synthesizer import Synthesizer
from tests.models.tts.glowtts.tiny_voice import write_voice
from tests.models.vocoders.folders import write_run
from tests.models.vocoders.tiny import tiny_generator
from utils.errors import UserError

HOP, RATE = 256, 22050
NO_PAUSES = Pauses(ellipsis=0, dash=0)


@pytest.fixture(scope="module")
def synthesizer(tmp_path_factory: pytest.TempPathFactory) -> Synthesizer:
    folder = tmp_path_factory.mktemp("voice")
    voice = write_voice(folder / "glowtts_tiny", speakers=("Ann", "Bob"))
    vocoder = write_run(folder / "vocoder", tiny_generator())
    return Synthesizer.from_checkpoint(voice, vocoder)


def frames(seconds: float) -> int:
    return round(seconds * RATE / HOP)


def silences(waveform: np.ndarray) -> list[int]:
    """Lengths, in frames, of the stretches that are exactly silent."""
    silent = np.abs(waveform.reshape(-1, HOP)).max(1) == 0
    edges = np.flatnonzero(np.diff(np.r_[False, silent, False].astype(int)))
    return (edges[1::2] - edges[::2]).tolist()


def test_pauses_are_as_long_as_written(synthesizer: Synthesizer) -> None:
    text = "[pause:0.2s] One two [pause:0.5s] three four. [pause:300ms]"
    (speech,) = synthesizer.synthesize(text, speaker="Ann", length_scale=1.5)
    assert silences(speech.waveform) == [frames(0.2), frames(0.5), frames(0.3)]
    assert speech.mel.shape[1] * HOP == len(speech.waveform)
    first, second = speech.sentences
    assert first.start == frames(0.2)
    assert second.start == first.start + first.durations.sum() + frames(0.5)
    assert speech.timings().sentences[1].start == pytest.approx(second.start * HOP / RATE)


@pytest.mark.parametrize(
    ("text", "name"), [("Well… maybe so.", "ellipsis"), ("He came — and left.", "dash")]
)
def test_long_marks_within_a_segment_are_silent_for_so_long(
    synthesizer: Synthesizer, text: str, name: str
) -> None:
    plain, long = (
        synthesizer.synthesize(text, speaker="Ann", pauses=pauses)[0]
        for pauses in (NO_PAUSES, Pauses(**{"ellipsis": 0, "dash": 0, name: 1.0}))
    )
    extra = long.mel.shape[1] - plain.mel.shape[1]
    assert 0 < extra < frames(1.0)
    assert silences(long.waveform) == [extra]
    assert silences(plain.waveform) == []
    assert long.durations.sum() == long.mel.shape[1] == len(long.waveform) // HOP
    changed = np.flatnonzero(long.durations != plain.durations)
    assert [long.symbols[i] for i in changed] == [{"ellipsis": "…", "dash": "—"}[name]]
    spaces = [t for t in long.timings() if not t.phone.isalpha()]
    assert max(t.end - t.start for t in spaces) > extra * HOP / RATE


def test_a_mark_at_the_end_gets_no_silence(synthesizer: Synthesizer) -> None:
    (speech,) = synthesizer.synthesize("Well maybe…", speaker="Ann", pauses=Pauses(ellipsis=2))
    assert silences(speech.waveform) == []


def test_ssml_changes_speed_volume_and_speaker(synthesizer: Synthesizer) -> None:
    def waveform(inside: str, speaker: str = "Ann") -> np.ndarray:
        document = f"<speak>{inside}</speak>"
        return synthesizer.synthesize(ssml=document, speaker=speaker)[0].waveform

    plain = waveform("Hello there.")
    text = synthesizer.synthesize("Hello there.", speaker="Ann")[0].waveform
    np.testing.assert_array_equal(plain, text)
    slow = waveform('<prosody rate="50%">Hello there.</prosody>')
    (same,) = synthesizer.synthesize("Hello there.", speaker="Ann", length_scale=2.0)
    np.testing.assert_array_equal(slow, same.waveform)
    soft = waveform('<prosody volume="-6dB">Hello there.</prosody>')
    np.testing.assert_allclose(soft, plain * 10 ** (-6 / 20), atol=1e-6)
    bob = waveform('<voice name="Bob">Hello there.</voice>')
    np.testing.assert_array_equal(bob, waveform("Hello there.", "Bob"))
    assert not np.array_equal(bob, plain)
    with pytest.raises(UserError, match="no speaker 'Eve'"):
        waveform('<voice name="Eve">Hello</voice>')
    with pytest.raises(ValueError, match="one of the two"):
        synthesizer.synthesize("a", ssml="<speak>a</speak>")


def test_marks_have_the_time_of_the_next_word(synthesizer: Synthesizer) -> None:
    document = (
        '<speak><mark name="start"/>One two. <break time="1s"/>'
        'Three <mark name="four"/>four.<mark name="end"/></speak>'
    )
    (speech,) = synthesizer.synthesize(ssml=document, speaker="Ann")
    words = {word.written: word for word in speech.timings().words}
    assert [(mark.name, mark.seconds) for mark in speech.marks()] == [
        ("start", words["One"].start),
        ("four", words["four"].start),
        ("end", speech.timings().sentences[-1].end),
    ]
    assert [mark["name"] for mark in timing_document(speech)["marks"]] == ["start", "four", "end"]


LONG = "[pause:0.1s] " + " ".join(
    f"Here is sentence {word}… quite a long one — with a pause." for word in "abcdef"
)


def test_chunks_join_to_the_whole(synthesizer: Synthesizer) -> None:
    settings = SynthesisSettings(seed=4, pauses=Pauses(ellipsis=0.5, dash=0.5))
    (whole,) = synthesizer.synthesize(LONG, speaker="Bob", seed=4, pauses=settings.pauses)
    text = synthesizer.begin(LONG, settings, speaker="Bob")
    chunks = []
    while not text.finished:
        text.prepare()
        SpokenText.make_mels([text])
        chunks.append(text.next_chunk())
    assert [chunk.last for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert len(chunks) > len(whole.sentences)
    assert len(chunks[0].waveform) < RATE
    joined = np.concatenate([chunk.waveform for chunk in chunks])
    np.testing.assert_allclose(joined, whole.waveform, atol=2e-5)
    sentences = [chunk.sentence for chunk in chunks if chunk.sentence is not None]
    assert [s.start for s in sentences] == [s.start for s in whole.sentences]
    timings = [synthesizer.segment_timings(sentence) for sentence in sentences]
    assert timings == list(whole.timings().sentences)


def test_a_chunk_is_given_before_the_next_is_vocoded(
    synthesizer: Synthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    vocoded = []
    original = synthesizer._vocode_chunks

    def counted(segment: Segment) -> Iterator[np.ndarray]:
        for chunk in original(segment):
            vocoded.append(len(chunk))
            yield chunk

    monkeypatch.setattr(synthesizer, "_vocode_chunks", counted)
    text = synthesizer.begin("One two three four five six seven, eight and nine.", speaker="Ann")
    given = 0
    while not text.finished:
        text.prepare()
        SpokenText.make_mels([text])
        text.next_chunk()
        given += 1
        assert len(vocoded) == given
    assert given > 1


def test_texts_that_take_turns_share_batches_and_sound_as_alone(
    synthesizer: Synthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    original = synthesizer.voice.model.synthesize

    def counted(phone_ids, *args, **options):
        sizes.append(len(phone_ids))
        return original(phone_ids, *args, **options)

    asked = [("One two three.", 0, "Ann"), ("Four five six.", 1, "Bob"), ("Seven.", 2, "Ann")]
    alone = [synthesizer.synthesize(text, seed=seed, speaker=name)[0] for text, seed, name in asked]
    monkeypatch.setattr(synthesizer.voice.model, "synthesize", counted)
    texts = [
        synthesizer.begin(text, SynthesisSettings(seed=seed), speaker=name)
        for text, seed, name in asked
    ]
    texts.append(synthesizer.begin("Slow.", SynthesisSettings(length_scale=2.0), speaker="Ann"))
    for text in texts:
        text.prepare()
    SpokenText.make_mels(texts)
    assert sorted(sizes) == [1, 3]
    for text, speech in zip(texts, alone, strict=False):
        chunks = []
        while not text.finished:
            chunks.append(text.next_chunk().waveform)
        np.testing.assert_allclose(np.concatenate(chunks), speech.waveform, atol=1e-4)
