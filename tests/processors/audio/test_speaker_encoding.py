"""The speaker encoder: a voice's direction, whatever its loudness and the silence around it."""

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from modules.speaker_encoder import PARTIAL_FRAMES, SpeakerEncoder
from processors.audio.io import AudioError
from processors.audio.speaker_encoding import (
    SAMPLE_RATE,
    cut_parts,
    embed_file,
    find_weights,
    load_speaker_encoder,
)
from tests.processors.encoder_package import write_encoder
from utils.errors import UserError


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = write_encoder(tmp_path / "packages")
    monkeypatch.syspath_prepend(str(path.parents[1]))
    return path


def voice(seconds: float, pitch: float = 120.0) -> torch.Tensor:
    time = torch.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    partials = [torch.sin(2 * math.pi * pitch * n * time) / n for n in range(1, 20)]
    return 0.1 * torch.stack(partials).sum(0)


@pytest.mark.parametrize(("seconds", "parts"), [(0.5, 1), (1.6, 1), (2.5, 2), (4.0, 4), (9.0, 11)])
def test_parts_cover_the_utterance(seconds: float, parts: int) -> None:
    assert cut_parts(voice(seconds)).shape == (parts, PARTIAL_FRAMES, 40)


def test_loudness_and_silence_at_the_ends_do_not_matter() -> None:
    quiet = voice(2.0) * 0.05
    torch.testing.assert_close(cut_parts(quiet), cut_parts(quiet * 0.2), rtol=1e-3, atol=1e-6)
    silence = torch.zeros(5 * SAMPLE_RATE)
    padded = torch.cat([silence, voice(2.0), silence])
    assert len(cut_parts(padded)) == len(cut_parts(voice(2.2)))  # a margin is kept


def test_recordings_are_told_apart(weights: Path) -> None:
    encoder = load_speaker_encoder()
    low, high = (encoder.embed([cut_parts(voice(2.0, pitch))])[0] for pitch in (120.0, 310.0))
    assert low.norm().item() == pytest.approx(1)
    assert float(low @ high) < 0.98


def test_a_batch_gives_what_each_gives_alone(weights: Path) -> None:
    encoder = load_speaker_encoder()
    parts = [cut_parts(voice(s, p)) for s, p in ((1.0, 100.0), (4.0, 200.0), (2.0, 150.0))]
    together = encoder.embed(parts)
    assert together.shape == (3, 256)
    for row, one in zip(together, parts, strict=True):
        torch.testing.assert_close(row, encoder.embed([one])[0], atol=1e-5, rtol=1e-4)


def test_files_at_any_rate(weights: Path, tmp_path: Path) -> None:
    encoder = load_speaker_encoder()
    samples = voice(2.0).numpy()
    soundfile.write(tmp_path / "16.wav", samples, SAMPLE_RATE)
    doubled = np.interp(np.arange(2 * len(samples)) / 2, np.arange(len(samples)), samples)
    soundfile.write(tmp_path / "32.wav", doubled, 2 * SAMPLE_RATE)
    low, high = (embed_file(tmp_path / f"{rate}.wav", encoder) for rate in (16, 32))
    assert float(low @ high) > 0.98
    soundfile.write(tmp_path / "silent.wav", samples * 0, SAMPLE_RATE)
    with pytest.raises(AudioError, match="silent"):
        embed_file(tmp_path / "silent.wav", encoder)


def test_code_in_the_weights_is_refused(weights: Path, tmp_path: Path) -> None:
    class Dangerous:
        def __reduce__(self) -> tuple:
            return (Path.touch, (tmp_path / "executed",))

    torch.save({"model_state": SpeakerEncoder().state_dict(), "more": Dangerous()}, weights)
    with pytest.raises(UserError, match=r"pretrained\.pt: refused: .* could run code"):
        load_speaker_encoder()
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize("content", [b"", b"no weights", None])
def test_broken_weights_are_named(weights: Path, content: bytes | None) -> None:
    weights.unlink() if content is None else weights.write_bytes(content)
    with pytest.raises(UserError, match=r"pretrained\.pt: .*pip install"):
        load_speaker_encoder()


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UserError, match=r'pip install "Resemblyzer==0\.1\.4"'):
        find_weights()


def test_as_resemblyzer_itself(shared_data: Path) -> None:
    """Only where it is installed: the same network, and nearly the same preparation."""
    resemblyzer = pytest.importorskip("resemblyzer")
    theirs = resemblyzer.VoiceEncoder("cpu", verbose=False)
    ours = load_speaker_encoder()
    for path in sorted((shared_data / "libritts_mini" / "test-clean" / "121").rglob("*.wav")):
        expected = theirs.embed_utterance(resemblyzer.preprocess_wav(path))
        assert float(embed_file(path, ours) @ torch.from_numpy(expected)) > 0.97
