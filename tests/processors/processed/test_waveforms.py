"""Waveforms beside mels: sample for frame, shared between a voice and a vocoder."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from config.hifigan import VocoderExperimentConfig
from config.schema import MelConfig
from processors.audio import load_audio, mel_spectrogram
from processors.preprocess.stage import preprocess
from processors.processed.feature_settings import check_audio_features, check_features
from processors.processed.features import load_mel
from processors.processed.paths import SPLITS, audio_path
from processors.processed.rows import load_meta, load_rows
from processors.processed.waveforms import (
    check_waveforms,
    load_waveform,
    save_waveform,
    whole_frames,
)
from utils.errors import UserError


def vocoder_config(corpus, **preprocess_settings) -> VocoderExperimentConfig:
    voice = corpus.config(save_audio=True, **preprocess_settings)
    return VocoderExperimentConfig(
        model_type="HiFiGAN",
        dataset=voice.dataset,
        dataset_path=voice.dataset_path,
        preprocess=voice.preprocess,
    )


def run(config):
    return preprocess(config)[0]


def made(report) -> tuple[int, int, int]:
    return report.mels_made, report.phones_made, report.audios_made


def all_rows(corpus) -> list[dict]:
    return [row for split in SPLITS for row in load_rows(corpus.processed, "Mine", split)]


def test_they_are_what_the_mels_were_made_of(full_corpus) -> None:
    full_corpus.audio("clip1", 0.8, rate=48000)  # resampled: not the file's own samples
    trim = {"enabled": True, "top_db": 20.0, "margin": 0.0}
    config = vocoder_config(full_corpus, trim=trim)
    assert made(run(config)) == (8, 8, 8)
    for row in all_rows(full_corpus):
        waveform = load_waveform(full_corpus.processed, row, config.preprocess.mel)
        assert len(waveform) == row["Frames"] * 256
        own = mel_spectrogram(waveform, config.preprocess.mel)
        mel = load_mel(full_corpus.processed, row)
        torch.testing.assert_close(own[:, :-3], mel[:, :-3], atol=2e-2, rtol=0)


def test_a_vocoder_adds_to_a_voice_and_a_voice_leaves_it_alone(full_corpus) -> None:
    voice, vocoder = (
        full_corpus.config(model={"n_sqz": 4, "n_split": 4}),
        vocoder_config(full_corpus),
    )
    run(voice)
    mels, phones = full_corpus.times("mels/*"), full_corpus.times("phones/*")
    splits, meta = full_corpus.times("*.json"), load_meta(full_corpus.processed, "Mine")
    assert made(run(vocoder)) == (0, 0, 8)
    assert (full_corpus.times("mels/*"), full_corpus.times("phones/*")) == (mels, phones)
    assert load_meta(full_corpus.processed, "Mine") == meta
    assert meta["n_sqz"] == 4
    check_features(voice)
    check_audio_features(vocoder)

    audios, splits = full_corpus.times("audios/*"), full_corpus.times("*.json")
    assert made(run(voice)) == made(run(vocoder)) == (0, 0, 0)
    assert full_corpus.times("audios/*") == audios
    assert full_corpus.times("*.json") == splits
    audio_path(full_corpus.processed, "Mine", "clip3").unlink()
    with pytest.raises(UserError, match=r"1 of 8 clips have no waveform.*clip3.*save_audio"):
        check_waveforms(full_corpus.processed, all_rows(full_corpus))
    assert made(run(vocoder)) == (0, 0, 1)
    check_waveforms(full_corpus.processed, all_rows(full_corpus))


def test_waveforms_of_other_mels_do_not_stay(full_corpus) -> None:
    run(vocoder_config(full_corpus))
    run(full_corpus.config(trim={"enabled": True, "margin": 0.0}))
    assert not full_corpus.times("audios/*.npy")
    full_corpus.audio("clip2", 0.9)
    config = vocoder_config(full_corpus, trim={"enabled": True, "margin": 0.0})
    assert made(run(config)) == (1, 0, 8)


def test_bad_clips_have_none(full_corpus) -> None:
    full_corpus.add("quiet", amplitude=1e-5)
    config = vocoder_config(full_corpus)
    report = run(config)
    assert [row["Uid"] for row in report.failed] == ["quiet"]
    assert len(full_corpus.times("audios/*.npy")) == 8
    assert made(run(config)) == (0, 0, 0)


def test_a_vocoder_does_not_redo_the_texts_of_a_voice(full_corpus) -> None:
    run(full_corpus.config())
    other = vocoder_config(full_corpus, text={"phonemizer": "none", "add_blank": False})
    with pytest.raises(UserError, match=r"texts of a voice.*text.add_blank is False, was True"):
        run(other)
    check_features(full_corpus.config())


@pytest.mark.parametrize("loud", [False, True])
def test_samples_come_back(tmp_path: Path, loud: bool) -> None:
    pcm = np.random.default_rng(0).integers(-32768, 32768, 1000, dtype=np.int16)
    soundfile.write(tmp_path / "a.wav", pcm, 22050)
    waveform = load_audio(tmp_path / "a.wav", 22050) * (2.0 if loud else 1.0)
    path = audio_path(tmp_path, "Mine", "a")
    save_waveform(path, waveform)
    assert np.load(path).dtype == (np.float32 if loud else np.int16)
    row = {"Dataset": "Mine", "Uid": "a", "Frames": 3}
    assert torch.equal(load_waveform(tmp_path, row, MelConfig()), waveform[:768])
    part = load_waveform(tmp_path, row, MelConfig(), first=1, frames=1)
    assert torch.equal(part, waveform[256:512])
    with pytest.raises(UserError, match="the mel has 9 frames of 256"):
        load_waveform(tmp_path, {**row, "Frames": 9}, MelConfig())
    centered = MelConfig(center=True)
    assert whole_frames(4, centered) == 3
    assert torch.equal(load_waveform(tmp_path, {**row, "Frames": 4}, centered), waveform[:768])
