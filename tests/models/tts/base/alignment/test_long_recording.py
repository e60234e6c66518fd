"""Search within a band against the exact search, and clips cut from made-up spans."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from models.tts.base.alignment import RecordingAligner
from models.tts.base.alignment.banded_search import search_band
from models.tts.base.alignment.long_recording import Clip, cut_clips
from models.tts.base.alignment.segment_recording import segment_recording
from models.tts.base.synthesizer import Synthesizer
from modules.monotonic_align import search_durations
from processors.audio.io import write_wav
from utils.errors import UserError


def band_of(scores: np.ndarray, width: int) -> tuple[np.ndarray, bool]:
    n_symbols, n_frames = scores.shape
    centers = np.linspace(0, n_symbols, n_frames).astype(int)
    return search_band(lambda a, b, s, e: scores[a:b, s:e].copy(), centers, n_symbols, width)


def easy_scores(n_symbols: int, n_frames: int, seed: int) -> np.ndarray:
    """Scores in which the cells of one path stand out."""
    rng = np.random.default_rng(seed)
    cuts = np.sort(rng.choice(np.arange(1, n_frames), n_symbols - 1, replace=False))
    durations = np.diff(np.concatenate([[0], cuts, [n_frames]]))
    scores = rng.normal(size=(n_symbols, n_frames)).astype(np.float32)
    scores[np.repeat(np.arange(n_symbols), durations), np.arange(n_frames)] += 4
    return scores


def exact_durations(scores: np.ndarray) -> list[int]:
    lengths = [torch.tensor([length]) for length in scores.shape]
    return search_durations(torch.from_numpy(scores)[None], *lengths)[0].tolist()


@pytest.mark.parametrize("seed", range(4))
def test_a_band_that_holds_everything_finds_the_best_path(seed: int) -> None:
    scores = easy_scores(30, 90, seed)
    found, touched = band_of(scores, 30)
    assert found.tolist() == exact_durations(scores)
    assert not touched


def test_a_narrow_band_finds_a_path_inside_it_in_blocks() -> None:
    scores = easy_scores(900, 2000, 5)  # four blocks of frames
    found, touched = band_of(scores, 100)
    assert found.tolist() == exact_durations(scores)
    assert not touched


def test_a_path_outside_the_band_is_noticed() -> None:
    durations = np.ones(200, int)
    durations[0] = 401
    scores = np.zeros((200, 600), np.float32)
    scores[np.repeat(np.arange(200), durations), np.arange(600)] = 10
    found, touched = band_of(scores, 20)
    assert touched
    assert found.sum() == 600
    assert found.min() >= 1


def test_clips_are_cut_in_pauses_and_joined_where_there_is_none() -> None:
    texts = ["one", "two", "three", "four"]
    spans = [(0.5, 2.0), (3.0, 5.0), (5.05, 7.0), (7.6, 9.0)]
    silences = [(0.0, 0.5), (2.0, 3.0), (7.0, 7.6), (9.0, 10.0)]
    clips = cut_clips(texts, spans, silences, 10.0)
    assert clips == [
        Clip("one", 0.25, 2.25),
        Clip("two three", 2.75, 7.25),
        Clip("four", pytest.approx(7.35), 9.25),
    ]


def test_short_clips_join_the_one_before() -> None:
    spans = [(0.3, 3.0), (4.0, 4.2)]
    clips = cut_clips(["Long enough.", "No."], spans, [(3.0, 4.0)], 4.3)
    assert [clip.text for clip in clips] == ["Long enough. No."]


def test_a_recording_is_cut_into_clips_with_their_texts(tmp_path: Path) -> None:
    box = Path(__file__).resolve().parents[5] / "pretrained" / "hibari"
    texts = [
        "The dog was old and slept all day.",
        "Nobody saw them leave the house.",
        "My sister keeps three goats and a very noisy goose.",
        "The old ferry leaves the harbor every morning at seven.",
    ]
    synthesizer = Synthesizer.from_checkpoint(box)
    quiet = np.zeros(11025, np.float32)
    parts = [part for speech in synthesizer.synthesize(texts) for part in (speech.waveform, quiet)]
    write_wav(tmp_path / "book.wav", np.concatenate([quiet, *parts]), 22050)
    aligner = RecordingAligner(synthesizer.voice)
    out = tmp_path / "clips"
    never_said = "Seven purple elephants gathered mushrooms."
    text = " ".join([*texts[:2], never_said, *texts[2:]])
    result = segment_recording(aligner, tmp_path / "book.wav", text, out)
    assert [clip.text for _, clip, _ in result.clips] == texts
    lines = (out / "metadata.csv").read_text(encoding="utf-8").splitlines()
    assert lines == [f"book_000{n}|{text}|{text}" for n, text in enumerate(texts, start=1)]
    assert all((out / "wavs" / f"book_000{n}.wav").is_file() for n in range(1, 5))
    (unmatched,) = json.loads((out / "unmatched.json").read_text(encoding="utf-8"))
    assert unmatched["Text"] == never_said
    first, second = (clip for _, clip, _ in result.clips[:2])
    seconds = len(parts[0]) / 22050
    assert 0.2 < first.start < 0.7
    assert first.end <= 0.5 + seconds + 0.5
    assert second.start >= first.end - 0.01
    with pytest.raises(UserError, match="holds a corpus already"):
        segment_recording(aligner, tmp_path / "book.wav", texts[0], out)
