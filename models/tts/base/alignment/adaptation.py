"""A voice that is adapted to a stranger's recordings, so that it aligns them better.

Alignment needs far less training than speaking: some hundred steps from a voice in the box.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.tts.base.alignment.recordings import Recording
from processors.audio.io import load_audio, write_wav
from utils.errors import UserError
from utils.files import write_json, write_text

DATASET = "adaptation"
MAX_MINUTES = 60.0  # of recordings that are learned from
MAX_CLIP_SECONDS = 15.0
VALIDATION = 0.02


@dataclass(frozen=True)
class AdaptationSettings:
    """How much a voice is adapted."""

    steps: int = 300
    minutes: float = 20.0  # of training, at most
    batch_size: int = 16
    peak_rate: float = 5e-4


def write_corpus(
    recordings: Iterable[Recording], folder: Path, sample_rate: int
) -> tuple[int, int]:
    """Write clips to learn from as a custom corpus; how many there are, and of how many speakers.

    Recordings that cannot be read, have no text or are too long are left out.
    """
    lines, seconds = [], 0.0
    speakers = set()
    for number, recording in enumerate(recordings):
        text = " ".join(recording.text.replace("|", " ").split())
        if seconds > 60 * MAX_MINUTES or not text or not text.isprintable():
            continue
        try:
            waveform = load_audio(recording.path, sample_rate, MAX_CLIP_SECONDS)
        except UserError:
            continue
        name = f"clip_{number:06d}"
        path = folder / "wavs" / f"{name}.wav"
        if not path.is_file():
            write_wav(path, waveform, sample_rate)
        seconds += len(waveform) / sample_rate
        speaker = recording.speaker or "speaker"
        speakers.add(speaker)
        lines.append(f"{name}|{speaker}|{text}\n")
    if len(lines) < 10:
        raise UserError(
            f"{len(lines)} recordings of at most {MAX_CLIP_SECONDS:g} s can be read: too few to "
            "adapt a voice to; align without --adapt"
        )
    header = "id|speaker|text\n"
    if len(speakers) == 1:
        header, lines = "id|text\n", [line.replace("|speaker|", "|", 1) for line in lines]
        lines = ["|".join((line.split("|")[0], line.split("|")[-1])) for line in lines]
    write_text(folder / "metadata.csv", header + "".join(lines))
    return len(lines), len(speakers)


def adaptation_config(
    voice_config: dict[str, Any], folder: Path, settings: AdaptationSettings
) -> dict[str, Any]:
    """Settings of an experiment below ``folder`` that continues a voice on the corpus there.

    Features and model are the voice's own; silence is kept, so that times stay as they are.
    """
    preprocess = {
        "processed_dir": str(folder / "processed"),
        "valid_fraction": VALIDATION,
        "test_fraction": VALIDATION,
        "mel": voice_config["preprocess"]["mel"],
        "text": voice_config["preprocess"]["text"],
    }
    model = voice_config["model"]
    width = model.get("hidden_channels_enc") or model.get("hidden_channels", 192)
    warmup = max(10, settings.steps // 5)
    train = {
        "batch_size": settings.batch_size,
        "max_epoch": None,
        "max_steps": settings.steps,
        "max_minutes": settings.minutes,
        "warmup": warmup,
        "lr": settings.peak_rate * (width * warmup) ** 0.5,
        "num_workers": 0,
        "log_interval": 20,
        "valid_interval": max(50, settings.steps // 2),
        "save_interval": max(20, settings.steps // 3),
        "sample_interval": 10 * settings.steps,
        "keep_last": 1,
    }
    return {
        "model_type": voice_config["model_type"],
        "dataset": [DATASET],
        "dataset_path": {DATASET: str(folder / "corpus")},
        "log_dir": str(folder),
        "preprocess": preprocess,
        "model": model,
        "train": train,
    }


def write_config(config: dict[str, Any], path: Path) -> None:
    """Write settings as a config that the stages read."""
    write_json(path, config)
