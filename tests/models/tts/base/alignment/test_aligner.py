"""Alignment of what the voice in the box says itself: its own durations are the truth."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from models.tts.base.alignment import RecordingAligner
from models.tts.base.alignment.variants import Variants
from models.tts.base.speech import Speech
from models.tts.base.synthesizer import Synthesizer
from utils.errors import UserError

TEXT = "It cost $5.50, really, and the old man paid."
OTHER = "Nobody here had seen such large birds before."


@pytest.fixture(scope="module")
def synthesizer() -> Synthesizer:
    repository = Path(__file__).resolve().parents[5]
    return Synthesizer.from_checkpoint(repository / "pretrained" / "hibari")


@pytest.fixture(scope="module")
def speech(synthesizer: Synthesizer) -> Speech:
    return synthesizer.synthesize(TEXT, noise_scale=0.3)[0]


@pytest.fixture(scope="module")
def aligner(synthesizer: Synthesizer) -> RecordingAligner:
    return RecordingAligner(synthesizer.voice)


def test_words_are_where_the_voice_said_them(speech: Speech, aligner: RecordingAligner) -> None:
    found, said = aligner.align(speech.waveform, TEXT), speech.timings()
    assert [word.written for word in found.words] == [word.written for word in said.words]
    errors = [
        abs(ours.start - theirs.start) for ours, theirs in zip(found.words, said.words, strict=True)
    ]
    assert np.mean(errors[1:]) < 0.03
    assert found.words[2].normalized == "five dollars and fifty cents"
    assert found.sentences[0].confidence > 0.4
    assert found.seconds == pytest.approx(len(speech.waveform) / 22050)


def test_a_recording_fits_its_own_text_best(speech: Speech, aligner: RecordingAligner) -> None:
    texts = (TEXT, OTHER, f"{OTHER} He said so.")
    ids = [aligner.text_processor(text) for text in texts]
    own, *others = aligner.text_scores(speech.waveform, ids)
    assert own > max(others) + 1
    assert aligner.text_scores(speech.waveform, [ids[1] * 20]) == [-np.inf]


def test_timings_are_in_order_and_phones_fill_words(
    speech: Speech, aligner: RecordingAligner
) -> None:
    found = aligner.align(speech.waveform, TEXT)
    for before, after in itertools.pairwise(found.symbols):
        assert before.start <= before.end <= after.start + 1e-9
    for before, after in itertools.pairwise(found.words):
        assert before.start < before.end <= after.start
    for word in found.words:
        assert word.phones[0].start == word.start
        assert word.phones[-1].end == word.end
        assert all(a.end == b.start for a, b in itertools.pairwise(word.phones))
        assert 0 <= word.confidence <= 1


def test_silence_is_nobody_s(speech: Speech, aligner: RecordingAligner) -> None:
    quiet = np.zeros(22050 // 2, np.float32)
    cut = round(speech.timings().words[4].start * 22050)  # before "and"
    parts = [quiet, speech.waveform[:cut], quiet, speech.waveform[cut:], quiet]
    found = aligner.align(np.concatenate(parts), TEXT)
    assert found.words[0].start == pytest.approx(0.5, abs=0.15)
    left, right = found.words[3:5]
    assert (left.written, right.written) == ("really", "and")
    assert right.start - left.end > 0.45
    assert found.seconds - found.words[-1].end > 0.45


def test_a_wrong_text_and_a_clip_that_was_cut_off_stand_out(
    speech: Speech, aligner: RecordingAligner
) -> None:
    right = aligner.align(speech.waveform, TEXT).sentences[0]
    wrong = aligner.align(speech.waveform, OTHER).sentences[0]
    cut = aligner.align(speech.waveform[: int(len(speech.waveform) * 0.6)], TEXT).sentences[0]
    assert wrong.confidence < 0.6 * right.confidence
    assert cut.confidence < 0.8 * right.confidence
    assert min(word.confidence for word in cut.words[-3:]) < 0.3


def test_the_variant_that_was_said_is_chosen(
    synthesizer: Synthesizer, aligner: RecordingAligner
) -> None:
    variants = Variants({"either": ["ˈaɪðɚ", "ˈiːðɚ"], "data": ["dˈæɾə", "dˈeɪɾə"]})
    chooser = RecordingAligner(synthesizer.voice, variants)
    for said in ("ˈaɪðɚ", "ˈiːðɚ"):
        (speech,) = synthesizer.synthesize(f"You may take [[{said}]] of them.", noise_scale=0.3)
        timings = chooser.align(speech.waveform, "You may take either of them.")
        word = timings.words[3]
        assert word.written == "either"
        assert "".join(phone.phone for phone in word.phones) == said


def test_variants_are_read_and_bad_lines_named(tmp_path: Path) -> None:
    path = tmp_path / "variants.txt"
    path.write_text("# words\ndata\tdˈæɾə\nData\tdˈeɪɾə\n", encoding="utf-8")
    assert Variants.read(path).words == {"data": ["dˈæɾə", "dˈeɪɾə"]}
    path.write_text("data dˈæɾə\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"variants.txt:1: expected word<tab>phones"):
        Variants.read(path)


def test_more_text_than_time_is_an_error(aligner: RecordingAligner) -> None:
    with pytest.raises(UserError, match=r"cannot be said in 0\.5 s"):
        aligner.align(np.zeros(11025, np.float32), TEXT)
