"""Processed data of a corpus of tones, and the settings of a vocoder that is trained in seconds."""

from pathlib import Path
from typing import Any

import numpy as np
import torch

from config.hifigan import VocoderExperimentConfig
from processors.audio.mel import mel_spectrogram
from processors.processed.feature_settings import feature_settings
from processors.processed.paths import audio_path, mel_path, meta_path, speakers_path, split_path
from processors.processed.waveforms import save_waveform
from utils.files import write_json, write_json_rows

MEL = {"sample_rate": 8000, "n_fft": 128, "hop_length": 32, "win_length": 128, "n_mels": 10}
MEL |= {"f_max": 4000.0}
HIFIGAN = {
    "resblock": "2",
    "upsample_rates": [8, 4],
    "upsample_kernel_sizes": [16, 8],
    "upsample_initial_channel": 32,
    "resblock_kernel_sizes": [3],
    "resblock_dilation_sizes": [[1, 3]],
}
SOURCE_FILTER = {"channels": 16, "hidden_channels": 32, "n_layers": 2, "pitch_channels": 16}
SOURCE_FILTER |= {"pitch_layers": 1, "filter_size": 64, "filter_hop": 32}
VOCOS = {"channels": 16, "hidden_channels": 32, "n_layers": 2}


def tiny_config(folder: Path, generator: str = "hifigan", **train: Any) -> VocoderExperimentConfig:
    """A model and data small enough for tests, all below ``folder``."""
    settings = {
        "batch_size": 4,
        "segment_size": 512,
        "max_epoch": None,
        "max_steps": 8,
        "lr": 1e-3,
        "num_workers": 0,
        "log_interval": 2,
        "valid_interval": 4,
        "sample_interval": 1000,
        "save_interval": 4,
    }
    return VocoderExperimentConfig(
        model_type="HiFiGAN",
        dataset=["Tones"],
        dataset_path={"Tones": str(folder / "corpus")},
        log_dir=str(folder / "runs"),
        preprocess={"processed_dir": str(folder / "processed"), "mel": MEL},
        model={
            "generator": generator,
            "hifigan": HIFIGAN,
            "vocos": VOCOS,
            "source_filter": SOURCE_FILTER,
            "discriminator_divisor": 8,
        },
        train={**settings, **train},
    )


def write_processed(
    config: VocoderExperimentConfig,
    counts: tuple[int, int] = (13, 3),
    samples: tuple[int, int] = (1200, 2400),
) -> None:
    """What stage 1 would leave: ``counts`` training and validation clips, ``samples`` long."""
    folder, mel, rng = config.processed_dir, config.preprocess.mel, np.random.default_rng(0)
    ends = np.cumsum([0, *counts, 1]).tolist()
    for split, first, end in zip(("train", "valid", "test"), ends, ends[1:], strict=False):
        rows = []
        for i in range(first, end):
            uid = f"tone-{i:03d}"
            time = np.arange(rng.integers(*samples)) / mel.sample_rate
            waveform = sum(
                rng.uniform(0.05, 0.2) * np.sin(2 * np.pi * rng.uniform(100, 2000) * time)
                for _ in range(3)
            )
            waveform = torch.from_numpy(waveform * np.exp(-2 * time)).float()
            frames = mel_spectrogram(waveform, mel).numpy()
            mel_path(folder, "Tones", uid).parent.mkdir(parents=True, exist_ok=True)
            np.save(mel_path(folder, "Tones", uid), frames)
            save_waveform(audio_path(folder, "Tones", uid), waveform)
            row = {"Dataset": "Tones", "index": i, "Singer": "Tones", "Uid": uid, "Text": ""}
            row |= {"Path": "", "Duration": len(time) / mel.sample_rate}
            rows.append({**row, "Frames": frames.shape[1], "Phones": 3})
        write_json_rows(split_path(folder, "Tones", split), rows)
    write_json(speakers_path(folder), {"Tones": 0})
    settings = feature_settings(config.preprocess)
    write_json(meta_path(folder, "Tones"), {"settings": settings, "n_sqz": 2})
