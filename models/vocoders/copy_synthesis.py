"""Copy-synthesis: recordings, or mels that lie on disk, through a vocoder into a folder of wavs."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from config.hifigan import VocoderExperimentConfig
from config.load import load_config
from config.schema import MelConfig
from models.base.checkpoint.checkpoint import find_checkpoint
from models.vocoders.vocoder import Vocoder
from processors.audio.io import load_audio, write_wav
from processors.audio.mel import mel_spectrogram
from processors.processed.paths import mel_path
from processors.processed.rows import load_rows
from utils.errors import UserError
from utils.output_names import OutputNames, file_name

AUDIO_SUFFIXES = (".wav", ".flac", ".ogg", ".mp3")
MEL_SUFFIXES = (".npy",)


@dataclass(frozen=True)
class Copied:
    """One wav that was written."""

    path: Path
    seconds: float
    compute_seconds: float
    mel_error: float  # mean distance between the mel of the wav and the one it was made of
    gain: float


@dataclass(frozen=True)
class Failed:
    """One source that could not be used."""

    path: Path
    reason: str


def find_sources(path: Path, kind: Literal["wav", "mel"]) -> list[Path]:
    """A file, or all recordings (mels) in a folder and below it."""
    suffixes = AUDIO_SUFFIXES if kind == "wav" else MEL_SUFFIXES
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UserError(f"{path}: no such file or folder")
    found = [f for f in path.rglob("*") if f.suffix.lower() in suffixes and f.is_file()]
    if not found:
        raise UserError(f"{path}: nothing that ends in {', '.join(suffixes)} here")
    return sorted(f for f in found if not f.name.startswith("."))


def dataset_sources(vocoder_dir: str | Path, dataset: str | None, split: str) -> list[Path]:
    """The processed mels of a split of the data that a run of this toolkit was trained on."""
    folder = find_checkpoint(vocoder_dir)
    config = load_config(folder / "args.json", VocoderExperimentConfig)
    if dataset is None:
        if len(config.dataset) > 1:
            raise UserError(f"name one of the vocoder's datasets: {', '.join(config.dataset)}")
        dataset = config.dataset[0]
    rows = load_rows(config.processed_dir, dataset, split)
    return [mel_path(config.processed_dir, dataset, row["Uid"]) for row in rows]


def copy_synthesis(
    vocoder: Vocoder,
    mel_config: MelConfig,
    sources: Sequence[Path],
    output_dir: str | Path,
    device: torch.device,
) -> Iterator[Copied | Failed]:
    """Write a wav for each source, in order; one that fails is reported and the rest goes on.

    Names follow the sources'; one that another source or vocoder has in ``output_dir`` gets a
    number, and a file of unknown origin there is left alone.
    """
    output_dir = Path(output_dir)
    try:
        output_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{output_dir}: cannot be made: {error.strerror}") from None
    wanted = [
        (file_name(path.stem), {"source": str(path.resolve()), "vocoder": vocoder.name})
        for path in sources
    ]
    names = OutputNames(output_dir).assign(wanted)
    for path, name in zip(sources, names, strict=True):
        try:
            mel = _load_mel(path, mel_config)
        except UserError as error:
            yield Failed(path, str(error))
            continue
        began = time.perf_counter()
        waveform = vocoder(mel.unsqueeze(0).to(device))[0].float().cpu()
        spent = time.perf_counter() - began
        target = output_dir / f"{name}.wav"
        try:
            gain = write_wav(target, waveform, mel_config.sample_rate)
        except OSError as error:  # a full disk is no fault of this source
            raise UserError(f"{output_dir}: cannot be written to: {error.strerror}") from error
        made = mel_spectrogram(waveform, mel_config)
        frames = min(made.shape[1], mel.shape[1])  # centered mels have one more
        error = float((made[:, :frames] - mel[:, :frames]).abs().mean())
        yield Copied(target, len(waveform) / mel_config.sample_rate, spent, error, gain)


def _load_mel(path: Path, config: MelConfig) -> Tensor:
    """Mel (n_mels, T) of a recording, or as it lies on disk."""
    if path.suffix.lower() not in MEL_SUFFIXES:
        waveform = load_audio(path, config.sample_rate)
        try:
            return mel_spectrogram(waveform, config)
        except ValueError as error:
            raise UserError(f"{path}: {error}") from None
    try:
        mel = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise UserError(f"{path}: cannot be read as a mel: {error}") from None
    if mel.ndim != 2 or mel.shape[0] != config.n_mels or not mel.shape[1]:
        raise UserError(f"{path}: holds {mel.shape}, expected ({config.n_mels}, frames)")
    if not np.issubdtype(mel.dtype, np.floating) or not np.isfinite(mel).all():
        raise UserError(f"{path}: holds values that are no log-mel: not floats, NaN or infinite")
    return torch.from_numpy(mel.astype(np.float32))
